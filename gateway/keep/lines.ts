import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';

/** How many lines a file holds, and the sha256 (hex) of their plain text, each line with its newline. */
export type Sum = { rows: number; sha256: string };

/** Words pack well at any level; the first costs a fifth of the time of the sixth. */
const LEVEL = 1;

/** Writes lines, none of which may hold a newline, as a gzip file that is safe on the disk when this returns. */
export async function writeLines(path: string, pages: AsyncIterable<readonly string[]>): Promise<Sum> {
  const hash = createHash('sha256');
  let rows = 0;
  async function* texts() {
    for await (const lines of pages) {
      if (lines.length === 0) continue;
      const text = `${lines.join('\n')}\n`;
      hash.update(text);
      rows += lines.length;
      yield text;
    }
  }
  await pipeline(
    // One page waits at a time; pages are large.
    Readable.from(texts(), { highWaterMark: 1 }),
    createGzip({ level: LEVEL }),
    createWriteStream(path, { flags: 'wx', mode: 0o600, flush: true }),
  );
  return { rows, sha256: hash.digest('hex') };
}

/** The lines of such a file, in pages. @throws what zlib and the disk throw at a damaged one */
export async function* readLines(path: string): AsyncGenerator<string[]> {
  let rest: Buffer[] = [];
  for await (const chunk of unpacked(path)) {
    const end = chunk.lastIndexOf(NEWLINE);
    if (end < 0) {
      rest.push(chunk);
      continue;
    }
    const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
    rest = [chunk.subarray(end + 1)];
    yield text.split('\n');
  }
}

/** Whether a file still holds what was written; false for one that is damaged, cut short or gone. */
export async function holds(path: string, { rows, sha256 }: Sum): Promise<boolean> {
  const hash = createHash('sha256');
  let found = 0;
  try {
    for await (const chunk of unpacked(path)) {
      hash.update(chunk);
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, at + 1)) found += 1;
    }
  } catch {
    return false;
  }
  return found === rows && hash.digest('hex') === sha256;
}

const NEWLINE = 10;

/** Large chunks make large pages, and a page is one statement of a restore. */
const CHUNK = 256 * 1024;

async function* unpacked(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path);
  const plain = createGunzip({ chunkSize: CHUNK });
  file.once('error', (error) => plain.destroy(error));
  try {
    yield* file.pipe(plain) as AsyncIterable<Buffer>;
  } finally {
    file.destroy();
  }
}
