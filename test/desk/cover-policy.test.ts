import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isOpen } from '../../gateway/desk/calendar.ts';
import { startClock } from '../../gateway/desk/clock.ts';
import { type Plan, type Standing, UNRECORDED } from '../../gateway/desk/cover.ts';
import { asInstant, DAY, MINUTE } from '../../gateway/desk/instant.ts';
import { DEFAULT_POLICY, policyOf } from '../../gateway/desk/policy.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { compilePolicy } from '../../gateway/desk/policy-compile.ts';
import { NOW } from './cast.ts';

const plan = (name: string, emergencyLine: boolean): Plan => ({ name, covers: [], channels: ['email'], emergencyLine });
const under = (name: string, emergencyLine = true, organisations = ['Kite & Sons', 'Holding']): Standing => ({
  is: 'covered',
  organisations,
  cover: { plan: plan(name, emergencyLine), product: '', startsOn: '2026-01-01', endsOn: '2026-12-31' },
  daysLeft: 100,
});
const none: Standing = { is: 'none', organisations: [] };
const of = (standing: Standing, address = 'ada@kite.example') => ({
  mailboxId: null,
  requester: { address },
  tags: [],
  standing,
});

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');
const policyFor = (fits: (typeof standard)['fits']) =>
  compilePolicy({ ...DEFAULT_BOOK, policies: [{ ...standard, name: 'Own', fits }, standard] }, []);

describe('a policy', () => {
  test.each([
    [{ plans: ['extended SUPPORT'] }, under('Extended support'), 'Own'],
    [{ plans: ['Extended support'] }, under('Standard warranty'), 'Standard'],
    [{ plans: ['none'] }, none, 'Own'],
    [{ plans: ['none'] }, UNRECORDED, 'Standard'],
    [{ organisations: ['KITE & sons'] }, under('Gold'), 'Own'],
    [{ organisations: ['holding'] }, under('Gold'), 'Own'],
    [{ organisations: ['kite'] }, under('Gold'), 'Standard'],
    [{ organisations: ['Holding'], plans: ['Gold'] }, under('Gold'), 'Own'],
    [{ organisations: ['Holding'], plans: ['Silver'] }, under('Gold'), 'Standard'],
    [{ organisations: ['kite.example'], plans: ['none'] }, none, 'Own'],
  ])('for %o', (fits, standing, name) => {
    expect(policyOf(policyFor(fits), of(standing)).name).toBe(name);
  });
});

describe('what pages', () => {
  const arrival = fc.integer({ min: 0, max: 400 * 24 * 60 }).map((minutes) => asInstant(NOW + minutes * MINUTE));
  /** When the on-call person is called first, if nobody answers. */
  const called = (standing: Standing, at: number) => {
    const clock = startClock(policyOf(DEFAULT_POLICY, of(standing)), 'critical', 'first response', asInstant(at));
    return clock?.nextAt ?? 0;
  };

  test('of somebody without the emergency line never pages while the desk is closed, nor later than the next opening', () => {
    fc.assert(
      fc.property(arrival, fc.constantFrom(none, under('Standard warranty', false)), (at, standing) => {
        const [waits, atOnce] = [called(standing, at), called(under('Extended support'), at)];
        expect(isOpen(DEFAULT_POLICY.calendar, asInstant(waits))).toBe(true);
        expect(waits).toBeGreaterThanOrEqual(atOnce);
        expect(waits - atOnce).toBeLessThan(4 * DAY);
        if (isOpen(DEFAULT_POLICY.calendar, asInstant(atOnce))) expect(waits).toBe(atOnce);
      }),
    );
  });

  test('of anybody with it, or of a desk that keeps no cover, pages at once after hours', () => {
    fc.assert(
      fc.property(arrival, fc.constantFrom(UNRECORDED, under('Extended support')), (at, standing) => {
        if (!isOpen(DEFAULT_POLICY.calendar, at)) expect(called(standing, at)).toBe(at);
      }),
    );
  });
});
