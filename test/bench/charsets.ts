/** A charset's bytes for each character it has, learnt from Node's own decoder: Node decodes many and encodes one. */
const tables = new Map<string, Map<string, number[]>>();

/** Text in that charset; what it lacks becomes a question mark, as mail programs do. */
export function encode(text: string, charset: string): Buffer {
  if (charset === 'utf-8') return Buffer.from(text);
  const table = tables.get(charset) ?? learn(charset);
  tables.set(charset, table);
  return Buffer.from([...text].flatMap((character) => table.get(character) ?? [0x3f]));
}

function learn(charset: string): Map<string, number[]> {
  const decoder = new TextDecoder(charset, { fatal: true });
  const table = new Map<string, number[]>();
  const remember = (bytes: number[]) => {
    try {
      const text = decoder.decode(Uint8Array.from(bytes));
      if ([...text].length === 1 && !table.has(text)) table.set(text, bytes);
    } catch {
      // Not a character of this charset.
    }
  };
  for (let byte = 0; byte < 256; byte++) remember([byte]);
  for (let lead = 0x81; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) remember([lead, trail]);
  return table;
}
