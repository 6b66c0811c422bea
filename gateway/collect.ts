import type { Instant } from './desk/instant.ts';
import { countUids, firstUids, rangesOf, type UidRange, without } from './desk/uids.ts';
import type { Reached } from './reached.ts';
import type { Accepted } from './receive.ts';

/**
 * STORY 1: what has the server, what have we? What it has and we have not is fetched, kept and handed on; nothing on
 * the server changes. Identity is the set of UIDs, never a highest one: numbers appear late, and out of order.
 */
export type Collecting = {
  server: {
    /** Null when there is no such folder. */
    state(folder: string): Promise<FolderState | null>;
    uids(folder: string, from: number): Promise<UidRange[]>;
    present(folder: string, uids: readonly number[]): Promise<UidRange[]>;
    describe(folder: string, uids: readonly number[]): Promise<Shape[]>;
    fetch(folder: string, uids: readonly number[]): AsyncIterable<{ uid: number; raw: Uint8Array }>;
  };
  ledger: {
    /** The epoch of this UIDVALIDITY, opened at first contact. */
    source(folder: string, state: FolderState): Promise<Source>;
    known(source: Source, wanted: readonly UidRange[]): Promise<UidRange[]>;
    /** After a renumbering: rows for those we have; answers their UIDs. */
    match(source: Source, shapes: readonly Shape[]): Promise<number[]>;
    /** Keeps bytes and rows; COMMIT = accepted. What it answers is to be decided. */
    accept(source: Source, mails: readonly Pulled[]): Promise<Accepted[]>;
    retire(source: Source, uids: readonly number[]): Promise<void>;
    settle(source: Source, until: number): Promise<void>;
  };
  /** Resolves when they are decided or left for the sweep. */
  decide(mails: Accepted[]): Promise<void>;
  /** Waits while disk or database could not keep what is accepted. */
  room(): Promise<void>;
  /** A mail the server has and does not hand over; `tries` so far. */
  stuck(folder: string, uid: number, tries: number, error: unknown): void;
  reached: Reached;
};

/** `uidNext` is null where a server does not tell; `oddity` is what an admin should know of it. */
export type FolderState = { uidValidity: string; uidNext: number | null; messages: number; oddity: string | null };
export type Shape = { uid: number; size: number; internalDate: Instant | null; messageId: string | null };
export type Pulled = Shape & { raw: Uint8Array };
export type Source = { id: number; settledUntil: number; importedUntil: number; renumbered: boolean };

/** What one gateway remembers of a folder from poll to poll, over lost connections. */
export type Watch = {
  folder: string;
  /** Mails there at the last look; null before the first. */
  messages: number | null;
  /** Behind `until` everything had its row at the instant `at`. */
  settling: { until: number; at: number } | null;
  /** Mails that broke a session or did not come; they are tried alone, the others go on. */
  stuck: Map<number, { tries: number; after: number }>;
  /** What is odd about the server, in words; it is collected all the same. */
  oddity: string | null;
};

export const watchFolder = (folder: string): Watch => ({
  folder,
  messages: null,
  settling: null,
  stuck: new Map(),
  oddity: null,
});

// A server may show a number below its newest for a while (two deliveries at once); after this, in milliseconds, none has.
const SETTLES_AFTER = 10 * 60_000;
/** Described at a time: 100 bytes each, one round trip. */
const DESCRIBED = 1000;
// A batch is one round trip and one COMMIT; more of either saves little and holds more in memory.
const BATCH_MAILS = 50;
const BATCH_BYTES = 4 * 1024 * 1024;
// A mail whose session broke is tried once more at once, for servers restart; then after a minute, twice as long each
// time, at most an hour.
const STUCK_FIRST_WAIT = 60_000;
const STUCK_LONGEST_WAIT = 60 * 60_000;

/**
 * One look at a folder; how many mails were accepted. `whole` compares every UID; otherwise that happens only when the
 * counts differ, and the look costs a STATUS and a search behind what is settled.
 * @param now monotonic milliseconds
 */
export async function collect(desk: Collecting, watch: Watch, whole: boolean, now: () => number): Promise<number> {
  const { folder } = watch;
  const state = await desk.server.state(folder);
  if (state === null) return 0;
  watch.oddity = state.oddity;
  const source = await desk.ledger.source(folder, state);
  let found = await desk.server.uids(folder, whole ? 1 : source.settledUntil + 1);
  let missing = without(found, await desk.ledger.known(source, found));
  const unseen = without(missing, rangesOf(watch.stuck.keys()));
  const expected = watch.messages === null ? null : watch.messages + countUids(unseen);
  if (!whole && expected !== state.messages) {
    found = await desk.server.uids(folder, 1);
    missing = without(found, await desk.ledger.known(source, found));
  }
  watch.messages = state.messages;
  await desk.reached('listed');
  const accepted = await bring(desk, watch, source, missing, now);
  await settle(desk, watch, source, found, now);
  return accepted;
}

/** Brings every missing mail, oldest number first; those that were stuck come last and alone. */
async function bring(desk: Collecting, watch: Watch, source: Source, missing: UidRange[], now: () => number) {
  const stuck = [...watch.stuck.keys()];
  let ordinary = without(missing, rangesOf(stuck));
  let accepted = 0;
  while (ordinary.length > 0) {
    const uids = firstUids(ordinary, DESCRIBED);
    accepted += await bringSome(desk, watch, source, uids, now);
    ordinary = without(ordinary, rangesOf(uids));
  }
  const waiting = new Set(firstUids(without(missing, without(missing, rangesOf(stuck))), stuck.length));
  await forgetUnlisted(
    desk,
    watch,
    source,
    stuck.filter((uid) => !waiting.has(uid)),
  );
  for (const [uid, { after }] of watch.stuck)
    if (now() >= after) accepted += await bringSome(desk, watch, source, [uid], now);
  return accepted;
}

async function bringSome(desk: Collecting, watch: Watch, source: Source, uids: number[], now: () => number) {
  const shapes = await desk.server.describe(watch.folder, uids);
  const described = new Set(shapes.map(({ uid }) => uid));
  const leftOut = uids.filter((uid) => !described.has(uid));
  for (const uid of await retireGone(desk, watch, source, leftOut))
    setAside(desk, watch, uid, 'the server left it out of its answer', now());
  const fresh = await withoutMatched(desk, source, shapes);
  let accepted = 0;
  // Two batches are being decided at most: while the last mails of one wait for others, the next is read.
  let [before, deciding] = [Promise.resolve(), Promise.resolve()];
  for (const batch of batches(fresh)) {
    await desk.room();
    // The next batch comes over the wire while the database works on the last one.
    const { pulled, broken } = await pull(desk, watch, batch, now);
    await desk.reached('fetched');
    await before;
    const kept = pulled.length > 0 ? await desk.ledger.accept(source, pulled) : [];
    await desk.reached('accepted');
    accepted += kept.length;
    [before, deciding] = [deciding, desk.decide(kept)];
    if (broken) {
      await Promise.all([before, deciding]);
      throw broken.error;
    }
  }
  await Promise.all([before, deciding]);
  return accepted;
}

/** What did not come and is no longer listed has its row by now, or was taken away meanwhile. */
async function forgetUnlisted(desk: Collecting, watch: Watch, source: Source, uids: number[]): Promise<void> {
  await retireGone(desk, watch, source, uids);
  for (const uid of uids) watch.stuck.delete(uid);
}

/**
 * Gone is only what the server says is gone when asked for exactly that. One that has its row keeps it. Answers those
 * that are there.
 */
async function retireGone(desk: Collecting, watch: Watch, source: Source, absent: number[]): Promise<number[]> {
  if (absent.length === 0) return [];
  const gone = without(rangesOf(absent), await desk.server.present(watch.folder, absent));
  if (gone.length > 0) await desk.ledger.retire(source, firstUids(gone, absent.length));
  return firstUids(without(rangesOf(absent), gone), absent.length);
}

async function withoutMatched(desk: Collecting, source: Source, shapes: Shape[]): Promise<Shape[]> {
  if (!source.renumbered) return shapes;
  const old = shapes.filter(({ uid }) => uid <= source.importedUntil);
  const matched = new Set(old.length > 0 ? await desk.ledger.match(source, old) : []);
  return shapes.filter(({ uid }) => !matched.has(uid));
}

/** Few mails and few bytes at a time; one that is larger than a batch goes alone. */
function* batches(shapes: readonly Shape[]): Generator<Shape[]> {
  let batch: Shape[] = [];
  let bytes = 0;
  for (const shape of shapes) {
    if (batch.length > 0 && (batch.length === BATCH_MAILS || bytes + shape.size > BATCH_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(shape);
    bytes += shape.size;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Fetches a batch. When the session breaks, the first mail that did not come is the likely reason: it is set aside and
 * the next session goes on with the others.
 */
async function pull(desk: Collecting, watch: Watch, batch: Shape[], now: () => number) {
  const pulled: Pulled[] = [];
  const waiting = new Map(batch.map((shape) => [shape.uid, shape]));
  let broken: { error: unknown } | null = null;
  try {
    for await (const { uid, raw } of desk.server.fetch(watch.folder, [...waiting.keys()])) {
      const shape = waiting.get(uid);
      if (shape) pulled.push({ ...shape, raw });
      waiting.delete(uid);
      watch.stuck.delete(uid);
    }
  } catch (error) {
    broken = { error };
  }
  const [culprit] = waiting.keys();
  if (culprit !== undefined) setAside(desk, watch, culprit, broken?.error ?? 'the server sent nothing for it', now());
  return { pulled, broken };
}

function setAside(desk: Collecting, watch: Watch, uid: number, error: unknown, now: number): void {
  const tries = (watch.stuck.get(uid)?.tries ?? 0) + 1;
  const wait = tries === 1 ? 0 : Math.min(STUCK_LONGEST_WAIT, STUCK_FIRST_WAIT * 2 ** (tries - 2));
  watch.stuck.set(uid, { tries, after: now + wait });
  desk.stuck(watch.folder, uid, tries, error);
}

/** Moves the mark behind which searches start: only over numbers that all had their row a good while ago. */
async function settle(desk: Collecting, watch: Watch, source: Source, found: UidRange[], now: () => number) {
  const newest = found.at(-1)?.to ?? 0;
  const { settling } = watch;
  if (watch.stuck.size > 0) watch.settling = null;
  else if (settling === null) watch.settling = { until: newest, at: now() };
  else if (now() - settling.at >= SETTLES_AFTER) {
    if (settling.until > source.settledUntil) await desk.ledger.settle(source, settling.until);
    watch.settling = { until: newest, at: now() };
  }
}
