import { expect, test } from 'vitest';
import { type Checking, check } from '../gateway/check.ts';
import type { Finding } from '../gateway/desk/finding.ts';

const INBOX = { sourceId: 1, mailboxId: 1, mailbox: 'support@kite.example', folder: 'INBOX' };
const COUNTED = { accounted: 10, waiting: 2, undecided: 0 };
const DOUBLED: Finding = {
  ...{ code: 'I4 doubled', severity: 'broken', count: 2, words: 'The same mail is in the desk twice.' },
  ...{ advice: 'Merge them.', examples: [] },
};

/** A desk with two folders on a server that has what the ledger has. */
const desk = (changed: Partial<Checking> = {}): Checking => ({
  sources: async () => [
    { ...INBOX, ...COUNTED },
    { ...INBOX, ...COUNTED, sourceId: 2, folder: 'Junk' },
  ],
  waiting: async () => 5,
  missing: async () => ({ count: 0, read: 0, problem: null }),
  spooled: async () => [],
  questions: {},
  ...changed,
});

test('every mail is counted on every side, what waits in mailboxes that are gone too, and a desk that is well has nothing found', async () => {
  expect(await check(desk())).toMatchObject({ accounted: 20, unaccounted: 0, waiting: 5, spooled: 0, findings: [] });
});

test('mail that a server has and the ledger has not is unaccounted, by folder', async () => {
  const found = await check(desk({ missing: async ({ folder }) => ({ ...none, count: folder === 'INBOX' ? 3 : 0 }) }));
  expect(found.unaccounted).toBe(3);
  expect(found.sources.map(({ unaccounted }) => unaccounted)).toEqual([3, 0]);
  expect(found.findings).toMatchObject([
    { code: 'I1 unaccounted', severity: 'broken', count: 3, examples: ['support@kite.example INBOX: 3'] },
  ]);
});

test('of that mail, what somebody else has read is told of, and is nobody’s fault', async () => {
  const { findings } = await check(desk({ missing: async () => ({ ...none, count: 2, read: 1 }) }));
  expect(findings).toMatchObject([
    { code: 'I1 unaccounted', severity: 'broken', count: 4 },
    { code: 'I11 read and not accepted', severity: 'warning', count: 2 },
  ]);
});

test('a server that could not be asked is never taken for one that has nothing', async () => {
  const { sources, findings } = await check(
    desk({ missing: async () => ({ count: null, read: 0, problem: 'It did not answer.' }) }),
  );
  expect(sources.map(({ unaccounted }) => unaccounted)).toEqual([null, null]);
  expect(findings).toMatchObject([{ code: 'server not asked', severity: 'warning', count: 2 }]);
});

test('mail that lies in the spool for more than a minute is unaccounted', async () => {
  expect(await check(desk({ spooled: async () => [1000, 59_000] }))).toMatchObject({ spooled: 2, unaccounted: 0 });
  expect(await check(desk({ spooled: async () => [1000, 61_000] }))).toMatchObject({
    spooled: 2,
    unaccounted: 1,
    findings: [{ code: 'I15 stuck in the spool', severity: 'broken', count: 1 }],
  });
});

test('a question that cannot be asked is said, holds up no other, and what is broken comes first', async () => {
  const { findings } = await check(
    desk({
      questions: {
        'the kept mail': () => Promise.reject(new Error('the disk does not answer')),
        'the database': async () => [DOUBLED],
      },
    }),
  );
  expect(findings).toMatchObject([
    DOUBLED,
    {
      code: 'the kept mail not asked',
      severity: 'warning',
      words: expect.stringContaining('the disk does not answer'),
    },
  ]);
});

const none = { count: 0, read: 0, problem: null };
