import { sql } from 'kysely';
import { expect, test } from 'vitest';
import type { Db, Tx } from '../../gateway/store/db.ts';
import { type Cursor, eventsAfter, horizon, readCursor, writeCursor } from '../../gateway/store/events.ts';
import { tellOfDesk } from '../../gateway/store/tell.ts';
import { freshDatabase } from '../support/postgres.ts';

const WRITERS = 8;
const EACH = 40;
const PAGE = 7;

test('a reader sees each event of eight writers exactly once, though they commit out of order and hold back', async () => {
  await using db = await freshDatabase();
  const start = await horizon(db);
  let writing = WRITERS;
  const writers = Array.from({ length: WRITERS }, (_, writer) =>
    write(db, writer).finally(() => {
      writing -= 1;
    }),
  );
  const seen: string[] = [];
  let cursor = start;
  let overtaken = 0;
  const readOn = async () => {
    const news = await read(db, cursor);
    for (const { data, seq } of news.events) {
      if (seq < highest) overtaken += 1;
      highest = Math.max(highest, seq);
      seen.push(String(data.name));
    }
    cursor = news.cursor;
    return news.more || news.events.length > 0;
  };
  let highest = 0;
  while (writing > 0) await readOn();
  await Promise.all(writers);
  const deadline = Date.now() + 10_000;
  while (seen.length < WRITERS * EACH && Date.now() < deadline) await readOn();
  while (await readOn());

  expect(seen.length).toBe(new Set(seen).size);
  expect(seen.length).toBe(WRITERS * EACH);
  // The trap was there: a reader who counts numbers would have skipped these.
  expect(overtaken).toBeGreaterThan(0);
});

/** Writes its events in transactions that are held open while the others commit theirs. */
async function write(db: Db, writer: number): Promise<void> {
  for (let i = 0; i < EACH; i += 2)
    await db.transaction().execute(async (tx) => {
      await tell(tx, `${writer}-${i}`);
      await sql`select pg_sleep(${(((writer * 7 + i) % 5) * 4) / 1000})`.execute(tx);
      await tell(tx, `${writer}-${i + 1}`);
    });
}

const tell = (tx: Tx | Db, name: string) => tellOfDesk(tx, { kind: 'test', by: null, data: { name } });

async function read(db: Db, cursor: Cursor) {
  // Over the wire and back, as a device keeps it.
  const kept = readCursor(writeCursor(cursor));
  const news = kept && (await eventsAfter(db, kept, PAGE));
  if (!news) throw new Error('the cursor was not taken');
  return news;
}

test('an event of a transaction that is still held is not read, nor any later one, until it commits', async () => {
  await using db = await freshDatabase();
  const start = await horizon(db);
  const held = await db.startTransaction().execute();
  await tell(held, 'early');
  await tell(db, 'late');
  expect((await read(db, start)).events).toEqual([]);
  await held.commit().execute();
  const names: unknown[] = [];
  const deadline = Date.now() + 10_000;
  while (names.length < 2 && Date.now() < deadline) {
    names.length = 0;
    names.push(...(await read(db, start)).events.map((event) => event.data.name));
  }
  expect(names).toEqual(['early', 'late']);
});

test('a cursor of another database, and one from the future of this one, are not taken', async () => {
  await using db = await freshDatabase();
  const { database, xid } = await horizon(db);
  expect(await eventsAfter(db, { database: 'abc', xid, seq: 0 }, PAGE)).toBeNull();
  expect(await eventsAfter(db, { database, xid: String(BigInt(xid) + 1_000_000n), seq: 0 }, PAGE)).toBeNull();
  expect(await eventsAfter(db, { database, xid, seq: 0 }, PAGE)).not.toBeNull();
});

test.each(['', 'x', '1.2', 'g.1.2', 'ab.-1.2', 'ab.1.2.3', "ab.1.2'", 'ab.1.99999999999999999'])(
  'the cursor %j is none',
  (text) => {
    expect(readCursor(text)).toBeNull();
  },
);

test('events are never changed nor removed', async () => {
  await using db = await freshDatabase();
  await tell(db, 'once');
  await expect(sql`update event set kind = 'other'`.execute(db)).rejects.toThrow('append-only');
  await expect(sql`delete from event`.execute(db)).rejects.toThrow('append-only');
});
