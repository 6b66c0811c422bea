import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { asksFor, bytesOf, CORPUS, casesOfCorpus, look, RULES } from '../bench/expectations.ts';

/** What must hold of each row of `npm run bench -- understand`; what a row is not held to is measured there only. */
const FLOORS: Record<string, number> = {
  subject: 0.99,
  from: 0.99,
  name: 0.99,
  'every phrase in the text': 0.985,
  'attachment names': 0.97,
  'attachment bytes': 0.79,
  'visible reply exact': 0.98,
  'visible reply: parts of it': 0.98,
  'bounce found': 0.99,
  'no bounce, not called a failure': 1,
  'failed recipients exact': 0.96,
  'status code': 0.98,
  'hard or soft': 0.95,
  'auto-reply found': 1,
  'no auto-reply': 1,
  'complaint found': 1,
};

describe("what other projects' tests expect of these mails", async () => {
  const tally = new Map(RULES.map(({ name }) => [name, { held: 0, of: 0 }]));
  for (const one of casesOfCorpus()) {
    const seen = await look(one.input, bytesOf(one));
    for (const { name, says } of RULES) {
      const said = seen ? says(one.expect, seen) : asksFor(name, one.expect) ? 'missed' : undefined;
      const score = tally.get(name);
      if (said === undefined || said === 'apart' || !score) continue;
      score.of++;
      if (said === 'held') score.held++;
    }
  }

  test.each(Object.entries(FLOORS))('%s is read as they expect, but for the few where they differ', (name, floor) => {
    const { held, of } = tally.get(name) ?? { held: 0, of: 0 };
    expect(of).toBeGreaterThan(0);
    expect(held / of).toBeGreaterThanOrEqual(floor);
  });
});

test('mail that people wrote, much of it through lists, is never called a machine’s answer', async () => {
  const ham = join(CORPUS, 'spamassassin-public/data/easy-ham-1');
  const kinds = new Map<string, string[]>();
  for (const file of readdirSync(ham)) {
    const seen = await look('rfc822', readFileSync(join(ham, file)));
    const kind = seen?.letter?.kind ?? 'unreadable';
    kinds.set(kind, [...(kinds.get(kind) ?? []), file.slice(0, 5)]);
  }
  // Two of them are delivery reports that a list passed on.
  expect(kinds.get('bounce')).toEqual(['01436', '01542']);
  expect([...kinds.keys()].sort()).toEqual(['bounce', 'list', 'person']);
});
