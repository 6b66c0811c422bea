import { afterAll, beforeAll, expect, test } from 'vitest';
import { keepCheckup } from '../../gateway/store/checkups.ts';
import { apiOn, HOME, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const TOKEN = 'a token of the monitor that is long enough';
const config = { baseUrl: new URL(HOME), trustProxy: 0, metricsToken: TOKEN };
/** A name of Prometheus, its labels, a number. */
const LINE = /^[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\["\\n])*"(?:,[a-z]+="(?:[^"\\\n]|\\["\\n])*")*\})? -?\d+$/;

let db: TestDatabase;
let paused: { code: string; words: string }[] = [];

beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const monitor = async (authorization: string | null, metricsToken: string | null = TOKEN) => {
  const health = { check: async () => undefined, obstacles: async () => paused };
  const { api } = await apiOn(db, { config: { ...config, metricsToken }, health });
  const answer = await api.request(`${HOME}/api/metrics`, { headers: authorization ? { authorization } : {} });
  return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
};
const valuesOf = async () => {
  const { text } = await monitor(`Bearer ${TOKEN}`);
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  for (const line of lines) expect(line).toMatch(LINE);
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ')))]),
  );
};

test.each([
  ['no token', null, TOKEN],
  ['another token', 'Bearer a token of somebody else, just as long', TOKEN],
  ['its beginning', `Bearer ${TOKEN.slice(0, -1)}`, TOKEN],
  ['another scheme', `Basic ${TOKEN}`, TOKEN],
  ['a token where none is set', `Bearer ${TOKEN}`, null],
])('a monitor that shows %s is told nothing', async (_, shown, set) => {
  const { status, text } = await monitor(shown, set);
  expect([status, text.includes('heed_')]).toEqual([401, false]);
});

test('counts come in the text format, before the first check too', async () => {
  const { status, type, text } = await monitor(`Bearer ${TOKEN}`);
  expect([status, type]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
  for (const [, name] of text.matchAll(/^# TYPE (\S+) gauge$/gm)) expect(text).toContain(`# HELP ${name} `);
  const values = await valuesOf();
  expect(values.get('heed_waiting')).toBe(0);
  expect([...values.keys()].filter((name) => name.includes('check_age'))).toEqual([]);
});

test('what the newest check found, and what waits now, each as a number with its labels', async () => {
  const { api } = await apiOn(db);
  const grace = await signedIn(db, api, 'Grace', 'admin');
  const { id } = await ticketBy(grace);
  await mailOn(db, { ticketId: id, held: true });
  const source = { accounted: 12, waiting: 1, undecided: 0 };
  const found = {
    ...{ accounted: 24, unaccounted: 1, waiting: 1, spooled: 0 },
    sources: [
      { ...source, mailbox: 'support@kite.example', folder: 'In "new"\\box', unaccounted: 1, problem: null },
      { ...source, mailbox: 'support@kite.example', folder: 'Junk', unaccounted: null, problem: 'It is away.' },
    ],
    findings: [
      { code: 'I4 doubled', severity: 'broken' as const, count: 2, words: 'Twice.', advice: 'Merge.', examples: ['7'] },
    ],
  };
  await keepCheckup(db, found, {});
  paused = [{ code: 'disk nearly full', words: 'The disk is nearly full.' }];
  const values = await valuesOf();
  expect(Object.fromEntries(values)).toMatchObject({
    'heed_accounted{mailbox="support@kite.example",folder="Junk"}': 12,
    'heed_unaccounted{mailbox="support@kite.example",folder="In \\"new\\"\\\\box"}': 1,
    'heed_findings{code="I4 doubled",severity="broken"}': 2,
    heed_waiting: 1,
    heed_collecting_paused: 1,
  });
  // What could not be asked has no number: 0 would say that it is well.
  expect(values.has('heed_unaccounted{mailbox="support@kite.example",folder="Junk"}')).toBe(false);
  expect(values.get('heed_check_age_seconds')).toBeLessThan(60);
});
