import { createHash } from 'node:crypto';
import { asInstant, type Instant } from '../desk/instant.ts';

/** Who handed a mail over and for whom, as SMTP said it: `from` is '' for the null sender `<>`, null when nobody said. */
export type Envelope = { from: string | null; to: string[] };

/** A mail as it lies in the spool: its bytes untouched, and what only the intake knew of it. */
export type MailRecord = { raw: Uint8Array; envelope: Envelope; intake: string; key: string; keptAt: Instant };

/** The ledger key of a pushed mail: sha256 (hex) of its bytes and its envelope recipients, in any order and case. */
export function mailKey(raw: Uint8Array, to: string[]): string {
  const recipients = to.map((address) => address.toLowerCase()).sort();
  return createHash('sha256').update(raw).update('\0').update(recipients.join('\n')).digest('hex');
}

/** A record as bytes: one line of JSON, then the mail as it came. */
export function packRecord({ raw, ...head }: MailRecord): Uint8Array[] {
  return [Buffer.from(`${JSON.stringify(head)}\n`), raw];
}

/** The record in these bytes. A damaged first line costs the envelope, never the mail. */
export function unpackRecord(bytes: Uint8Array): MailRecord {
  const end = bytes.indexOf(NEWLINE);
  const head = end < 0 ? null : readHead(Buffer.from(bytes.subarray(0, end)).toString('utf8'));
  if (head) return { ...head, raw: bytes.subarray(end + 1) };
  return {
    raw: bytes,
    envelope: { from: null, to: [] },
    intake: 'damaged',
    key: mailKey(bytes, []),
    keptAt: asInstant(0),
  };
}

const NEWLINE = 10;

function readHead(line: string): Omit<MailRecord, 'raw'> | null {
  try {
    const head: unknown = JSON.parse(line);
    return isHead(head) ? head : null;
  } catch {
    return null;
  }
}

function isHead(head: unknown): head is Omit<MailRecord, 'raw'> {
  if (typeof head !== 'object' || head === null) return false;
  const { envelope, intake, key, keptAt } = head as Record<string, unknown>;
  return isEnvelope(envelope) && typeof intake === 'string' && typeof key === 'string' && typeof keptAt === 'number';
}

function isEnvelope(envelope: unknown): envelope is Envelope {
  if (typeof envelope !== 'object' || envelope === null) return false;
  const { from, to } = envelope as Record<string, unknown>;
  return (
    (from === null || typeof from === 'string') &&
    Array.isArray(to) &&
    to.every((address) => typeof address === 'string')
  );
}
