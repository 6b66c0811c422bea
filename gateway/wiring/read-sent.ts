import type { SentLetter } from '../api/deps.ts';
import { readLetter } from '../mail/read.ts';

/** A mail of ours as its reader sees it. */
export async function readSent(raw: Uint8Array): Promise<SentLetter> {
  const reading = await readLetter(raw, { ours: [], authservId: null });
  if ('unreadable' in reading) return { subject: '', text: reading.unreadable, html: null, headers: [] };
  const { subject, text, html, headers } = reading.letter;
  const shown = [...headers].flatMap(([name, values]) => values.map((value) => ({ name, value })));
  return { subject, text, html, headers: shown };
}
