import { Resolver } from 'node:dns/promises';
import { dkimVerify } from 'mailauth/lib/dkim/verify.js';
import type { Letter, Trust } from '../desk/letter.ts';

/** The TXT records of a name; rejects when there are none or nobody answers. */
export type TxtLookup = (name: string) => Promise<string[][]>;

/** Says whether the sender's domain vouches for a mail by its own signature (RFC 6376); null: nothing was found out. */
export type Vouch = (raw: Uint8Array, letter: Letter) => Promise<Trust | null>;

// Milliseconds. A mail waits so long at most, and then is one of which nothing is known.
const PATIENCE = 3000;
// A name server that does not answer would hold up every mail behind it: it is left alone for a while.
const SILENCE = 60_000;
// Keys are rotated over days; the large senders have one or two each.
const KEY_KEPT = 10 * 60_000;
const MOST_KEYS = 1000;
/** Bits. Shorter RSA keys are broken (RFC 8301). */
const LEAST_KEY = 1024;

/**
 * For mailboxes whose server writes no Authentication-Results: a signature of the sender's own domain over the whole mail
 * verifies it. It never makes a mail worse: a broken signature is what mailing lists leave behind, and SPF, by which the
 * domain might vouch as well, cannot be told without the client's address.
 * @param now monotonic milliseconds
 */
export function vouchByDkim(lookup: TxtLookup = askDns, now: () => number = () => performance.now()): Vouch {
  const keys = keyShelf(lookup, now);
  let silentUntil = Number.NEGATIVE_INFINITY;
  return async (raw, letter) => {
    if (letter.trust.verdict !== 'unknown' || !letter.from || !letter.headers.has('dkim-signature')) return null;
    if (now() < silentUntil) return null;
    const found = await Promise.race([verified(raw, keys), late()]);
    if (found === 'late') silentUntil = now() + SILENCE;
    if (found === 'late' || found === null) return null;
    return { verdict: 'verified', why: `DKIM passed for ${found}, by its key in DNS.` };
  };
}

/** The domain that signed all of it and stands in its one From; null when none did. Never rejects. */
async function verified(raw: Uint8Array, lookup: TxtLookup): Promise<string | null> {
  try {
    const bytes = Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength);
    const resolver = (name: string) => lookup(name);
    const { fromFields, headerFrom, results } = await dkimVerify(bytes, {
      resolver,
      minBitLength: LEAST_KEY,
      rejectRsaSha1: true,
    });
    if (fromFields !== 1 || headerFrom.length !== 1) return null;
    // What l= leaves unsigned anybody may have written; a domain that is testing vouches for nothing.
    const good = results.find(
      ({ status, canonBodyLengthLimited }) =>
        status.result === 'pass' && status.aligned && !status.testing && !canonBodyLengthLimited,
    );
    return good?.signingDomain ?? null;
  } catch {
    return null;
  }
}

const late = () =>
  new Promise<'late'>((resolve) => {
    setTimeout(resolve, PATIENCE, 'late').unref();
  });

/** Asks for a key once in a while, however many mails it signed. A failed look is forgotten at once. */
function keyShelf(lookup: TxtLookup, now: () => number): TxtLookup {
  const shelf = new Map<string, { until: number; records: Promise<string[][]> }>();
  return (name) => {
    const there = shelf.get(name);
    if (there && now() < there.until) return there.records;
    if (shelf.size >= MOST_KEYS) shelf.clear();
    const records = lookup(name);
    records.catch(() => shelf.delete(name));
    shelf.set(name, { until: now() + KEY_KEPT, records });
    return records;
  };
}

async function askDns(name: string): Promise<string[][]> {
  const resolver = new Resolver({ timeout: PATIENCE / 2, tries: 2 });
  return resolver.resolveTxt(name);
}
