import type { BodyFile } from './body.ts';

/** Files that stand in the text itself, as mail had them before MIME: "begin 644 name", lines of 45 bytes, "end". */
export function uuencodedIn(text: string): BodyFile[] {
  if (!/^begin [0-7]{3,4}\b/m.test(text)) return [];
  const lines = text.split('\n');
  const files: BodyFile[] = [];
  for (let i = 0; i < lines.length && files.length < MAX_FILES; i++) {
    const end = uuencodedEnd((at) => lines[at], i);
    if (end === -1) continue;
    const name = BEGIN.exec(lines[i] ?? '')?.[1]?.trim() || null;
    const bytes = Buffer.concat(lines.slice(i + 1, end - 1).map(decodeLine));
    files.push({ name, contentType: 'application/octet-stream', cid: null, bytes });
    i = end - 1;
  }
  return files;
}

/** Behind the "end" of the file that begins in that line; -1 when none does: then somebody wrote "begin". */
export function uuencodedEnd(lineAt: (index: number) => string | undefined, start: number): number {
  if (!BEGIN.test(lineAt(start) ?? '')) return -1;
  for (let i = start + 1; ; i++) {
    const line = lineAt(i);
    if (line === undefined) return -1;
    if (line.trimEnd() === 'end') return i > start + 1 ? i + 1 : -1;
    if (!LINE.test(line) && line.trim() !== '') return -1;
  }
}

const BEGIN = /^begin [0-7]{3,4}(?: (.{0,200}))?$/;
const LINE = /^[ -`]{1,62}\s*$/;
const MAX_FILES = 50;

/** Its first character tells how many bytes it holds; four characters of six bits are three of them. */
function decodeLine(line: string): Buffer {
  const size = bitsAt(line, 0);
  const bytes = Buffer.alloc(Math.ceil(size / 3) * 3);
  for (let i = 0; i * 3 < size; i++) {
    const at = 1 + i * 4;
    const bits =
      (bitsAt(line, at) << 18) | (bitsAt(line, at + 1) << 12) | (bitsAt(line, at + 2) << 6) | bitsAt(line, at + 3);
    bytes.writeUIntBE(bits, i * 3, 3);
  }
  return bytes.subarray(0, size);
}

const bitsAt = (line: string, at: number): number => ((line.charCodeAt(at) || 32) - 32) & 63;
