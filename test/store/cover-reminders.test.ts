import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { dayOf, daysAfter } from '../../gateway/desk/days.ts';
import { asInstant, DAY } from '../../gateway/desk/instant.ts';
import { remindOfCover, setHearsOfCover } from '../../gateway/store/cover-reminders.ts';
import { changeCover, renewCover } from '../../gateway/store/covers.ts';
import { apiOn, signedIn, turnClock } from '../support/api.ts';
import { coverOn, organisationOn } from '../support/organisations.ts';
import { freshDatabase, freshPglite, type TestDatabase } from '../support/postgres.ts';

const ZONE = 'America/New_York';
/** Noon of a Monday there. */
const MARCH_9 = Date.UTC(2026, 2, 9, 16);

describe.each([
  ['PostgreSQL', freshDatabase],
  ['the embedded database', freshPglite],
])('the end of cover, on %s', (_, fresh) => {
  async function desk() {
    const db = await fresh();
    await turnClock(db, MARCH_9 - Date.now());
    const { api } = await apiOn(db);
    await signedIn(db, api, 'Grace', 'admin');
    const henry = await signedIn(db, api, 'Henry');
    return { db, henry, kite: await organisationOn(db, 'Kite') };
  }
  const on = async (db: TestDatabase, days: number) => {
    const now = asInstant(MARCH_9 + days * DAY);
    await turnClock(db, now - Date.now());
    return remindOfCover(db, dayOf(ZONE, now), ZONE, now);
  };
  const mails = async (db: TestDatabase) =>
    (
      await sql<{ to: string; state: string; covers: { coverId: number; endsOn: string }[] }>`
        select envelope->'to'->0->>'address' as to, state, content->'covers' as covers from outbox where kind = 'reminder' order by id`.execute(
        db,
      )
    ).rows;
  const told = async (db: TestDatabase) =>
    (await sql<{ days: number }>`select days from cover_reminder order by at, days desc`.execute(db)).rows.map(
      ({ days }) => days,
    );
  const endsOn = daysAfter('2026-03-09', 40);
  const cover = (db: TestDatabase, kite: number, more: object = {}) =>
    coverOn(db, kite, 'Extended support', { startsOn: '2025-01-01', endsOn, ...more });

  test('is announced 30, 14 and 3 days before, once each, to those who hear of it', async () => {
    const { db, henry, kite } = await desk();
    await using _db = db;
    const id = await cover(db, kite);
    const days: number[] = [];
    for (let day = 0; day <= 80; day += 1) if ((await on(db, day)) > 0) days.push(40 - day);
    expect(days).toEqual([30, 14, 3]);
    expect(await mails(db)).toMatchObject(
      [30, 14, 3].map(() => ({ to: 'grace@desk.example', covers: [{ coverId: id, endsOn }] })),
    );
    await setHearsOfCover(db, henry.id, true);
    const [grace] = (await sql<{ id: number }>`select id from agent where role = 'admin'`.execute(db)).rows;
    await setHearsOfCover(db, grace?.id ?? 0, false);
    await cover(db, kite, { endsOn: daysAfter(endsOn, 70), product: 'Press 2' });
    expect(await on(db, 80)).toBe(1);
    expect((await mails(db)).at(-1)).toMatchObject({ to: 'henry@desk.example' });
    const { rows } = await sql`select kind, data->'organisationId' as id from event where kind = 'cover ends'`.execute(
      db,
    );
    expect(rows).toHaveLength(4);
  });

  test('is announced once by many gateways that look at once', async () => {
    const { db, kite } = await desk();
    await using _db = db;
    for (let n = 0; n < 20; n += 1) await cover(db, kite, { product: `Press ${n}` });
    const now = asInstant(MARCH_9 + 10 * DAY);
    await turnClock(db, now - Date.now());
    const counts = await Promise.all(Array.from({ length: 8 }, () => remindOfCover(db, dayOf(ZONE, now), ZONE, now)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(20);
    const all = (await mails(db)).flatMap(({ covers }) => covers.map(({ coverId }) => coverId));
    expect(all).toHaveLength(20);
    expect(new Set(all).size).toBe(20);
  });

  test('that was slept through is made up for by one mail, also a few days late', async () => {
    const { db, kite } = await desk();
    await using _db = db;
    await cover(db, kite);
    expect(await on(db, 39)).toBe(1);
    expect(await told(db)).toEqual([30, 14, 3]);
    expect(await on(db, 40)).toBe(0);
    const late = await cover(db, kite, { product: 'Press 2', endsOn: daysAfter(endsOn, 5) });
    expect(await on(db, 50)).toBe(1);
    expect((await mails(db)).at(-1)?.covers).toMatchObject([{ coverId: late }]);
    expect(await mails(db)).toHaveLength(2);
  });

  test('that had come before it was written down is no news, nor is one of a year ago', async () => {
    const { db, kite } = await desk();
    await using _db = db;
    await cover(db, kite, { endsOn: '2026-03-01' });
    expect(await on(db, 0)).toBe(0);
    await cover(db, kite, { product: 'Press 2', endsOn: '2026-03-09' });
    expect(await on(db, 300)).toBe(0);
  });

  test('is not announced of what was renewed, nor of what another cover follows', async () => {
    const { db, kite } = await desk();
    await using _db = db;
    const renewed = await cover(db, kite);
    await on(db, 9);
    await renewCover(db, renewed, 1, async () => {});
    expect(await on(db, 38)).toBe(0);
    await cover(db, kite, { product: 'Press 2' });
    await cover(db, kite, { product: 'press 2', startsOn: daysAfter(endsOn, 1), endsOn: daysAfter(endsOn, 400) });
    expect(await on(db, 38)).toBe(0);
    await cover(db, kite, { product: 'Press 3' });
    await cover(db, kite, { product: 'Press 3', startsOn: daysAfter(endsOn, 2), endsOn: daysAfter(endsOn, 400) });
    expect(await on(db, 38)).toBe(1);
    // A renewed cover is announced anew.
    expect(await on(db, 40 + 365 - 3)).toBe(1);
  });

  test('is taken back when it is renewed before the mail has gone', async () => {
    const { db, kite } = await desk();
    await using _db = db;
    const [first, second] = [await cover(db, kite), await cover(db, kite, { product: 'Press 2' })];
    await on(db, 10);
    await renewCover(db, first, 1, async () => {});
    expect(await mails(db)).toMatchObject([{ state: 'queued', covers: [{ coverId: second }] }]);
    const draft = { planId: 2, product: 'Press 2', startsOn: '2025-01-01', endsOn: daysAfter(endsOn, 90) };
    await changeCover(db, second, 1, draft, async () => {});
    expect(await mails(db)).toMatchObject([{ state: 'suppressed' }]);
  });
});
