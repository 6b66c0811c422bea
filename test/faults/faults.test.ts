import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';
import { FAULTS } from './every-fault.ts';
import { type Ground, startGround } from './ground.ts';
import { withDefect } from './planted.ts';

/** The rest is brought by `npm run test:all`, and all of it with its figures by `npm run test:faults`. */
const ALWAYS_FAULTS = ['F01', 'F02', 'F04', 'F19', 'F24', 'I15'];
const ALWAYS_DEFECTS = ['no-unique-key', 'resent-on-unknown'];

const long = process.env.HEED_TEST_ALL !== undefined;
const LONGEST = 15 * 60_000;

let ground: Ground;
beforeAll(async () => {
  ground = await startGround();
}, 120_000);
afterAll(() => ground[Symbol.asyncDispose]());

describe('no mail is lost, doubled or misplaced', () => {
  test.each(FAULTS.filter(({ code }) => long || ALWAYS_FAULTS.includes(code)))(
    '$code: $what',
    async ({ code, run, seeds }) => {
      for (let seed = 1; seed <= seeds.sample; seed++) {
        const { injected, broken, acksMissing: _, ...wrong } = await run(ground, seed, 'sample');
        expect({ seed, broken, ...wrong }).toEqual({
          seed,
          broken: [],
          lost: 0,
          doubled: 0,
          misplaced: 0,
          acksDoubled: 0,
        });
        // A migration is brought on a database without mail.
        if (code !== 'F34') expect(injected).toBeGreaterThan(0);
      }
    },
    LONGEST,
  );
});

describe('a gateway with a defect is found out', () => {
  test.each(DEFECTS.filter(({ name }) => long || ALWAYS_DEFECTS.includes(name)))(
    '$what',
    async (defect) => {
      expect((await withDefect(ground, defect, 1)).found).toBe(true);
    },
    LONGEST,
  );
});
