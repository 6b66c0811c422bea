import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DAY, HOUR } from '../../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { writeBook } from '../../gateway/store/policy.ts';
import { onCallTroubles, warnOfGaps } from '../../gateway/wiring/on-call-troubles.ts';
import { apiOn, signedIn, turnClock } from '../support/api.ts';
import { type StoryDesk, storyDesk } from '../support/story-desk.ts';

/** A Thursday, ten in the morning in Berlin. */
const THURSDAY = Date.UTC(2026, 2, 5, 9);

let desk: StoryDesk;
beforeEach(async () => {
  desk = await storyDesk();
  const { api } = await apiOn(desk.db);
  await signedIn(desk.db, api, 'Grace', 'admin');
  await signedIn(desk.db, api, 'Ada', 'admin');
  await signedIn(desk.db, api, 'Alan');
  await at(THURSDAY);
});
afterEach(() => desk[Symbol.asyncDispose]());

const at = (instant: number) => turnClock(desk.db, instant - Date.now());
async function away(...overrides: { from: string; until: string; person: null }[]): Promise<void> {
  const rota = {
    ...{ name: 'First line', levels: ['L1' as const, 'L2' as const], zone: 'Europe/Berlin', handOver: 'mon 09:00' },
    ...{ from: '2026-03-02', people: ['grace@desk.example'], overrides },
  };
  await writeBook(desk.db, { ...DEFAULT_BOOK, onCall: { rotas: [rota], pageAgainAfter: '10 minutes' } }, null);
  desk.heed.forgetSettings();
}
const NEXT_THURSDAY = { from: '2026-03-12T09:00', until: '2026-03-12T17:00', person: null };
const mails = () => desk.sink.mails.map(({ to }) => to.join());

test('nobody on call next Thursday: each admin is written to a week ahead, once, whoever looks how often', async () => {
  await away(NEXT_THURSDAY);
  expect((await Promise.all([1, 2, 3].map(() => warnOfGaps(desk.heed)))).toSorted()).toEqual([0, 0, 1]);
  await desk.send();
  expect(mails().sort()).toEqual(
    ['Ada@desk.example', 'Grace@desk.example'].map((one) => expect.stringMatching(new RegExp(one, 'i'))),
  );
  const [mail] = desk.sink.mails;
  expect(mail?.raw.replace(/=\r\n/g, '')).toContain(
    'Nobody is on call for L1, L2 from Thursday 12 March at 09:00 to Thursday 12 March at 17:00 (Europe/Berlin).',
  );
  for (const later of [HOUR / 6, DAY, 7 * DAY, 7 * DAY + 3 * HOUR, 8 * DAY]) {
    await at(THURSDAY + later);
    await warnOfGaps(desk.heed);
  }
  await desk.send();
  expect(mails()).toHaveLength(2);
});

test('one that was filled and comes back is told again', async () => {
  await away(NEXT_THURSDAY);
  expect(await warnOfGaps(desk.heed)).toBe(1);
  await away();
  expect(await warnOfGaps(desk.heed)).toBe(0);
  expect(await onCallTroubles(desk.heed)).toEqual([]);
  await away(NEXT_THURSDAY);
  expect(await warnOfGaps(desk.heed)).toBe(1);
});

test('a desk without a rota is told nothing', async () => {
  expect(await warnOfGaps(desk.heed)).toBe(0);
  const { rows } = await sql`select from outbox where kind = 'alert'`.execute(desk.db);
  expect(rows).toEqual([]);
});
