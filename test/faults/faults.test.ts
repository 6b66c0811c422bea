import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DEFECTS } from './defects.ts';
import { FAULTS } from './every-fault.ts';
import { bringSeeds } from './fault.ts';
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
  for (const fault of FAULTS.filter(({ code }) => long || ALWAYS_FAULTS.includes(code)))
    test.skipIf(fault.missing?.())(
      `${fault.code}: ${fault.what}`,
      async () => {
        const seeds = Array.from({ length: fault.seeds.sample }, (_, n) => n + 1);
        for (const { seed, verdict } of await bringSeeds(fault, ground, seeds, 'sample')) {
          const { injected, broken, acksMissing: _, ...wrong } = verdict;
          expect({ seed, broken, ...wrong }).toEqual({
            seed,
            broken: [],
            lost: 0,
            doubled: 0,
            misplaced: 0,
            acksDoubled: 0,
          });
          // A migration is brought on a database without mail.
          if (fault.code !== 'F34') expect(injected).toBeGreaterThan(0);
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
