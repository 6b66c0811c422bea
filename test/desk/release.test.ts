import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breach, pass, pause, replan, resume, ruleMoments, startClock } from '../../gateway/desk/clock.ts';
import { followPolicy } from '../../gateway/desk/follow-policy.ts';
import { asInstant, DAY, HOUR, after as later, MINUTE } from '../../gateway/desk/instant.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { compilePolicy } from '../../gateway/desk/policy-compile.ts';
import { type Release, releaseDue, releaseFor } from '../../gateway/desk/release.ts';
import { clockOf, clocksOf, NOW, ticketOf } from './cast.ts';

/** March 2026 in New York, where the desk is open from 9 to 17 on weekdays; clocks change on the 8th. */
const at = (day: number, hour: number, minute = 0) =>
  asInstant(Date.UTC(2026, 2, day, hour + (day < 8 ? 5 : 4), minute));
const release = (id: number, part: Partial<Release> = {}): Release => ({
  id,
  name: `2.${id}`,
  day: null,
  releasedAt: null,
  ...part,
});
const { calendar } = DEFAULT_POLICY;

describe('the next release', () => {
  const dated = release(1, { day: '2026-03-20' });
  const sooner = release(2, { day: '2026-03-13' });
  const someDay = release(3);
  const out = release(4, { day: '2026-03-09', releasedAt: at(9, 12) });

  test.each<[string, Release[], number | null]>([
    ['none is planned', [], null],
    ['the earliest of those with a day', [dated, sooner], 2],
    ['one with a day before one without, whichever was planned first', [release(0), dated], 1],
    ['one without a day where none has one, the first planned', [release(5), someDay], 3],
    ['the one that was out after it was promised', [sooner, out], 4],
    ['never one that was out before', [sooner, release(6, { releasedAt: at(1, 12) })], 2],
  ])('%s', (_, releases, id) => {
    expect(releaseFor(releases, at(5, 12))?.id ?? null).toBe(id);
  });

  test('passes to the one after for what is promised from then on', () => {
    expect(releaseFor([sooner, out], at(9, 12))?.id).toBe(2);
  });

  test('is one of those planned, and the same however they are listed', () => {
    const day = fc.option(fc.constantFrom('2026-03-01', '2026-03-10', '2026-03-20'), { nil: null });
    const releasedAt = fc.option(
      fc.integer({ min: 1, max: 30 }).map((one) => at(one, 9)),
      { nil: null },
    );
    const all = fc.uniqueArray(fc.record({ id: fc.nat(), name: fc.string(), day, releasedAt }), {
      selector: ({ id }) => id,
    });
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 30 }), (releases, since) => {
        const found = releaseFor(releases, at(since, 12));
        expect(releaseFor(releases.toReversed(), at(since, 12))).toEqual(found);
        if (found?.releasedAt) expect(found.releasedAt).toBeGreaterThan(at(since, 12));
      }),
    );
  });
});

test.each<[string, Partial<Release>, ReturnType<typeof at> | null]>([
  ['closing time of its day', { day: '2026-03-13' }, at(13, 17)],
  ['midnight of a day on which the desk is closed', { day: '2026-03-14' }, at(14, 24)],
  ['closing time of the day it was out, where it had none', { releasedAt: at(12, 3) }, at(12, 17)],
  ['its day, though it was out before', { day: '2026-03-13', releasedAt: at(12, 3) }, at(13, 17)],
  ['nothing while it has no day', {}, null],
  ['nothing when that day was over before the promise was made', { day: '2026-03-09' }, null],
])('a release is in time until %s', (_, part, due) => {
  expect(releaseDue(calendar, release(1, part), at(10, 9))).toBe(due);
});

test('a closure out of turn ends its day earlier', () => {
  const closed = { ...calendar, closures: [{ from: at(13, 15), until: at(13, 18) }] };
  expect(releaseDue(closed, release(1, { day: '2026-03-13' }), at(10, 9))).toBe(at(13, 15));
});

describe('what is promised with the next release', () => {
  const under = (...releases: Release[]) => compilePolicy(DEFAULT_BOOK, [], releases);
  const policy = under(release(1, { day: '2026-03-13' }));
  const resolution = clockOf(clocksOf('low', at(10, 9)), 'resolution');
  const started = (one = policy) => startClock(one, 'low', 'resolution', at(10, 9));

  test('has no instant while no release is planned', () => {
    expect(resolution).toMatchObject({ minutes: null, dueAt: null, releaseId: null, nextAt: null });
  });

  test('points to the release, and is due by the end of its day', () => {
    expect(started()).toMatchObject({ minutes: null, releaseId: 1, dueAt: at(13, 17) });
    expect(started(under(release(7)))).toMatchObject({ releaseId: 7, dueAt: null, nextAt: null });
  });

  test('gets its instant with the day, moves with it and loses it with it; each time the ticket says so', () => {
    const steps = [
      under(release(1)),
      policy,
      under(release(1, { day: '2026-03-16' })),
      under(release(1, { day: '2026-03-16' }), release(2, { day: '2026-03-12' })),
      under(),
    ];
    let clocks = clocksOf('low', at(10, 9));
    const said = steps.map((one) => {
      const change = followPolicy(ticketOf({ priority: 'low', clocks }), one);
      clocks = clocks.map((clock) => change?.clocks.find(({ target }) => target === clock.target) ?? clock);
      return [clockOf(clocks, 'resolution').releaseId, change?.events.map(({ data }) => data.to)];
    });
    expect(said).toEqual([
      [1, []],
      [1, [at(13, 17)]],
      [1, [at(16, 17)]],
      [2, [at(12, 17)]],
      [null, [null]],
    ]);
  });

  test('stays with the release that came out after it was promised', () => {
    const out = under(release(1, { day: '2026-03-13', releasedAt: at(13, 10) }), release(2, { day: '2026-03-27' }));
    expect(started(out)).toMatchObject({ releaseId: 1, dueAt: at(13, 17) });
    expect(startClock(out, 'low', 'resolution', at(13, 11))).toMatchObject({ releaseId: 2, dueAt: at(27, 17) });
  });

  test('is not put off by waiting', () => {
    const clock = started();
    if (!clock) throw new Error('no promise');
    expect(resume(policy, pause(clock, at(10, 10)), at(12, 10)).dueAt).toBe(at(13, 17));
  });

  test('another priority counts minutes, and back again it is the release', () => {
    const clock = started();
    if (!clock) throw new Error('no promise');
    const high = replan(policy, clock, 'high');
    expect(high).toMatchObject({ minutes: 480, releaseId: null, dueAt: at(10, 17) });
    expect(replan(policy, high, 'low')).toEqual(clock);
  });

  test('is escalated as any promise: a share of the time until then, the breach, and after it', () => {
    const after = { ...DEFAULT_BOOK.escalations[4], name: 'Later', when: '1 hour after' };
    const [warn, late] = [DEFAULT_BOOK.escalations[0], DEFAULT_BOOK.escalations[4]];
    if (!warn || !late) throw new Error('no rules');
    const book = { ...DEFAULT_BOOK, escalations: [warn, late, { ...late, ...after }] };
    const own = compilePolicy(book, [], policy.releases);
    const clock = startClock(own, 'low', 'resolution', at(10, 9));
    if (!clock) throw new Error('no promise');
    // Four days of eight hours: three of them are 75 %.
    expect(ruleMoments(own, clock)).toEqual([
      { rule: warn.name, at: at(12, 17) },
      { rule: late.name, at: at(13, 17) },
      { rule: 'Later', at: at(16, 10) },
    ]);
    expect(clock.nextAt).toBe(at(12, 17));
    expect(breach(clock, at(13, 17))?.breachedAt).toBe(at(13, 17));
    expect(pass(own, clock, later(at(13, 17), -MINUTE))?.rules.map(({ name }) => name)).toEqual([warn.name]);
  });

  test('is never due before it was promised, and no rule is', () => {
    const day = fc
      .integer({ min: 0, max: 60 })
      .map((days) => new Date(NOW + (days - 20) * DAY).toISOString().slice(0, 10));
    fc.assert(
      fc.property(day, fc.integer({ min: 0, max: 500 }), (one, hours) => {
        const since = later(NOW, hours * HOUR);
        const own = under(release(1, { day: one }));
        const clock = startClock(own, 'low', 'resolution', since);
        if (!clock || clock.dueAt === null) return;
        expect(clock.dueAt).toBeGreaterThan(since);
        for (const { at: moment } of ruleMoments(own, clock)) expect(moment).toBeGreaterThanOrEqual(since);
      }),
    );
  });
});
