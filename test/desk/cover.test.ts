import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Cover,
  hasEmergencyLine,
  isOutOfCover,
  isRunning,
  lastDay,
  type Organisation,
  type Plan,
  type Register,
  standingOf,
  standsUnder,
  UNRECORDED,
} from '../../gateway/desk/cover.ts';
import { daysAfter, daysBetween } from '../../gateway/desk/days.ts';
import { coverWords, standingWords } from '../../gateway/desk/standing-words.ts';

const WARRANTY: Plan = {
  name: 'Standard warranty',
  covers: ['Software defects'],
  channels: ['email'],
  emergencyLine: false,
};
const EXTENDED: Plan = {
  name: 'Extended support',
  covers: ['Software defects', 'Bug fixes'],
  channels: ['email', 'phone'],
  emergencyLine: true,
};

const TODAY = '2026-03-10';
const coverOf = (plan: Plan, from: number, until: number): Cover => ({
  plan,
  product: '',
  startsOn: daysAfter(TODAY, from),
  endsOn: daysAfter(TODAY, until),
});

const organisation = (id: number, parentId: number | null, ...covers: Cover[]): Organisation => ({
  id,
  name: `Org ${id}`,
  parentId,
  covers,
});

const registerOf = (...organisations: Organisation[]): Register => ({
  keepsCover: true,
  named: organisations.map(({ id }) => ({ address: `org${id}.example`, organisationId: id })),
  organisations,
});

const stands = (register: Register, address = 'ada@org1.example') => standingOf(address, null, register, TODAY);

describe('how a requester stands', () => {
  test('is not recorded while the desk keeps no cover: they are served as if covered', () => {
    const register = { ...registerOf(organisation(1, null)), keepsCover: false };
    const standing = stands(register);
    expect(standing).toEqual({ is: 'unrecorded', organisations: ['Org 1'] });
    expect(hasEmergencyLine(standing)).toBe(true);
    expect(isOutOfCover(standing)).toBe(false);
    expect(standingWords(standing)).toBeNull();
    expect(hasEmergencyLine(UNRECORDED)).toBe(true);
  });

  test('in warranty, with the days left', () => {
    const standing = stands(registerOf(organisation(1, null, coverOf(WARRANTY, -84, 6))));
    expect(standing).toMatchObject({ is: 'covered', daysLeft: 6 });
    expect(hasEmergencyLine(standing)).toBe(false);
    expect(isOutOfCover(standing)).toBe(false);
  });

  test.each([
    [6, 'In Standard warranty, 6 days left'],
    [1, 'In Standard warranty, 1 day left'],
    [0, 'In Standard warranty, ends today'],
    [-1, 'Standard warranty ended yesterday'],
    [-3, 'Standard warranty ended 3 days ago'],
  ])('%i days from the last one is said as it is', (days, words) => {
    const { plan, endsOn } = coverOf(WARRANTY, -90, days);
    expect(coverWords({ plan: plan.name, endsOn }, TODAY)).toBe(words);
    expect(standingWords(stands(registerOf(organisation(1, null, coverOf(WARRANTY, -90, days)))))).toBe(words);
  });

  test('is out of cover when nothing was ever recorded for them', () => {
    const standing = stands(registerOf(organisation(1, null, coverOf(EXTENDED, -1, 9))), 'bob@stranger.example');
    expect(standing).toEqual({ is: 'none', organisations: [] });
    expect(standingWords(standing)).toBe('No support plan');
    expect(isOutOfCover(standing)).toBe(true);
    expect(hasEmergencyLine(standing)).toBe(false);
  });

  test('has none of a cover that begins tomorrow', () => {
    expect(stands(registerOf(organisation(1, null, coverOf(EXTENDED, 1, 9)))).is).toBe('none');
    expect(stands(registerOf(organisation(1, null, coverOf(EXTENDED, 0, 9)))).is).toBe('covered');
  });

  test('lives under the cover of the organisation above, when its own does not run', () => {
    const parent = organisation(2, null, coverOf(EXTENDED, -1, 100));
    expect(stands(registerOf(organisation(1, 2), parent))).toMatchObject({
      is: 'covered',
      organisations: ['Org 1', 'Org 2'],
      daysLeft: 100,
    });
    const ended = organisation(1, 2, coverOf(WARRANTY, -100, -10));
    expect(stands(registerOf(ended, parent)).is).toBe('covered');
  });

  test('goes by its own cover where that runs, though the one above has a better', () => {
    const own = organisation(1, 2, coverOf(WARRANTY, -1, 5));
    const standing = stands(registerOf(own, organisation(2, null, coverOf(EXTENDED, -1, 100))));
    expect(standing).toMatchObject({ is: 'covered', daysLeft: 5, cover: { plan: { name: 'Standard warranty' } } });
  });

  test('takes the plan with an emergency line of several that run, then the longest', () => {
    const both = registerOf(organisation(1, null, coverOf(WARRANTY, -1, 90), coverOf(EXTENDED, -1, 5)));
    expect(stands(both)).toMatchObject({ cover: { plan: { name: 'Extended support' } }, daysLeft: 5 });
    const twice = registerOf(organisation(1, null, coverOf(EXTENDED, -9, 5), coverOf(EXTENDED, -1, 9)));
    expect(stands(twice)).toMatchObject({ daysLeft: 9 });
  });

  test('names the cover that ended last', () => {
    const register = registerOf(organisation(1, null, coverOf(EXTENDED, -99, -40), coverOf(WARRANTY, -99, -3)));
    expect(stands(register)).toMatchObject({ is: 'ended', daysAgo: 3, cover: { plan: { name: 'Standard warranty' } } });
  });

  const cover = fc
    .record({
      plan: fc.constantFrom(WARRANTY, EXTENDED),
      from: fc.integer({ min: -50, max: 50 }),
      length: fc.integer({ min: 0, max: 60 }),
    })
    .map(({ plan, from, length }) => coverOf(plan, from, from + length));
  const family = fc.tuple(fc.array(cover, { maxLength: 4 }), fc.array(cover, { maxLength: 4 })).map(([own, above]) => ({
    own,
    above,
    register: registerOf(organisation(1, 2, ...own), organisation(2, null, ...above)),
  }));

  test('is covered exactly when a cover of theirs or of one above runs today', () => {
    fc.assert(
      fc.property(family, ({ own, above, register }) => {
        const standing = stands(register);
        const running = [...own, ...above].filter((one) => isRunning(one, TODAY));
        expect(standing.is === 'covered').toBe(running.length > 0);
        if (standing.is === 'covered') {
          expect(running).toContainEqual(standing.cover);
          expect(standing.daysLeft).toBe(daysBetween(TODAY, standing.cover.endsOn));
          expect(standing.daysLeft).toBeGreaterThanOrEqual(0);
        }
        if (standing.is === 'ended') expect(standing.daysAgo).toBeGreaterThan(0);
        if (standing.is === 'none') expect([...own, ...above].every(({ startsOn }) => startsOn > TODAY)).toBe(true);
      }),
    );
  });

  test('is never worse for one more cover', () => {
    fc.assert(
      fc.property(family, cover, ({ own, above, register }, more) => {
        const richer = stands(registerOf(organisation(1, 2, ...own, more), organisation(2, null, ...above)));
        if (stands(register).is === 'covered') expect(richer.is).toBe('covered');
        if (own.some((one) => isRunning(one, TODAY) && one.plan.emergencyLine))
          expect(hasEmergencyLine(richer)).toBe(true);
      }),
    );
  });
});

describe('a plan', () => {
  test('runs so many days or months, not counting the day it begins on', () => {
    expect(lastDay('2026-03-01', { days: 90, months: null })).toBe('2026-05-30');
    expect(lastDay('2026-03-01', { days: null, months: 12 })).toBe('2027-03-01');
    expect(lastDay('2028-02-29', { days: null, months: 12 })).toBe('2029-02-28');
  });

  test('is what a policy may ask for by name, in any case, or by "none"', () => {
    const covered = stands(registerOf(organisation(1, null, coverOf(EXTENDED, -1, 5))));
    const ended = stands(registerOf(organisation(1, null, coverOf(EXTENDED, -9, -5))));
    expect(standsUnder(covered, ['extended SUPPORT'])).toBe(true);
    expect(standsUnder(covered, ['Standard warranty', 'none'])).toBe(false);
    expect(standsUnder(ended, ['Extended support'])).toBe(false);
    expect(standsUnder(ended, ['none'])).toBe(true);
    expect(standsUnder(UNRECORDED, ['none', 'Extended support'])).toBe(false);
  });
});
