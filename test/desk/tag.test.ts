import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { prioritise } from '../../gateway/desk/act.ts';
import type { Change } from '../../gateway/desk/change.ts';
import { policyOf } from '../../gateway/desk/policy.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { compilePolicy } from '../../gateway/desk/policy-compile.ts';
import { putTag, takeTag } from '../../gateway/desk/retag.ts';
import { MOST_TAGS, searchIn, tagIn } from '../../gateway/desk/tag.ts';
import { clocksOf, grace, ticketOf } from './cast.ts';

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');
const { priorities } = standard;
const vip = {
  ...standard,
  name: 'VIP',
  fits: { tags: ['VIP', 'board'] },
  priorities: { ...priorities, medium: { ...priorities.medium, firstResponse: '1 hour' } },
};
const policy = compilePolicy({ ...DEFAULT_BOOK, policies: [vip, standard] }, []);

test.each([
  ['vip', 'vip'],
  ['  VIP ', 'vip'],
  ['Needs Invoice', 'needs-invoice'],
  ['Größe', 'größe'],
  ['v2.4+fix', 'v2.4+fix'],
  ['', null],
  ['-', null],
  ['a,b', null],
  ['tag:vip', null],
  ['"vip"', null],
  ['x'.repeat(40), 'x'.repeat(40)],
  ['x'.repeat(41), null],
])('%j is the tag %j', (text, tag) => {
  expect(tagIn(text)).toBe(tag);
});

test('a tag read again is the same tag', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 50 }), (text) => {
      const tag = tagIn(text);
      if (tag !== null) expect(tagIn(tag)).toBe(tag);
    }),
  );
});

test.each([
  ['tag:vip', { tags: ['vip'], words: '' }],
  ['printer Tag:VIP fire tag:board', { tags: ['vip', 'board'], words: 'printer fire' }],
  ['tag:', { tags: [], words: 'tag:' }],
  ['vintage:1', { tags: [], words: 'vintage:1' }],
  ['', { tags: [], words: '' }],
])('a search for %j asks for %j', (text, search) => {
  expect(searchIn(text)).toEqual(search);
});

describe('a tag', () => {
  test('chooses the policy, and open promises follow at once: same start and pauses, other minutes', () => {
    const ticket = ticketOf();
    const change = putTag(ticket, grace, 'Vip', policy);
    const [before] = clocksOf('medium');
    expect(change).toMatchObject({
      set: { tags: ['vip'] },
      clocks: [{ target: 'first response', minutes: 60, startedAt: before?.startedAt, pauses: [] }],
      events: [
        {
          kind: 'tagged',
          agentId: grace.id,
          data: { tag: 'vip', moved: [{ target: 'first response', from: before?.dueAt, to: change.clocks[0]?.dueAt }] },
        },
      ],
    });
    expect(policyOf(policy, { ...ticket, tags: ['vip'] }).name).toBe('VIP');
    expect(policyOf(policy, { ...ticket, tags: ['vi'] }).name).toBe('Standard');
  });

  test('and another priority may come in either order: the promises end up the same', () => {
    const high = ticketOf({ priority: 'high', clocks: clocksOf('high') });
    const over = (ticket: typeof high, { set, clocks }: Change) => ({
      ...ticket,
      ...(set.tags ? { tags: set.tags } : {}),
      priority: set.priority ?? ticket.priority,
      clocks: ticket.clocks.map((clock) => clocks.find(({ target }) => target === clock.target) ?? clock),
    });
    const tag = (ticket: typeof high) => over(ticket, putTag(ticket, grace, 'vip', policy));
    const medium = (ticket: typeof high) => over(ticket, prioritise(ticket, grace, 'medium', policy));
    expect(medium(tag(high)).clocks).toEqual(tag(medium(high)).clocks);
    expect(tag(medium(high)).clocks[0]?.minutes).toBe(60);
  });

  test('that is there, or comes off and is not, changes nothing', () => {
    expect(putTag(ticketOf({ tags: ['vip'] }), grace, 'VIP', policy).events).toEqual([]);
    expect(takeTag(ticketOf(), grace, 'vip', policy).events).toEqual([]);
  });

  test('put on and taken off leaves every promise where it was', () => {
    fc.assert(
      fc.property(fc.constantFrom('critical', 'high', 'medium', 'low'), fc.boolean(), (priority, met) => {
        const clocks = clocksOf(priority).map((clock) => (met ? { ...clock, metAt: clock.startedAt } : clock));
        const ticket = ticketOf({ priority, clocks });
        const on = putTag(ticket, grace, 'vip', policy);
        const now = clocks.map((clock) => on.clocks.find(({ target }) => target === clock.target) ?? clock);
        const off = takeTag(ticketOf({ priority, tags: ['vip'], clocks: now }), grace, 'vip', policy);
        const end = now.map((clock) => off.clocks.find(({ target }) => target === clock.target) ?? clock);
        expect(end).toEqual(clocks);
      }),
    );
  });

  test('that is none, or one too many, is refused in words', () => {
    expect(() => putTag(ticketOf(), grace, 'a,b', policy)).toThrow('write one word');
    const tags = Array.from({ length: MOST_TAGS }, (_, nth) => `t${nth}`);
    expect(() => putTag(ticketOf({ tags }), grace, 'vip', policy)).toThrow('at most 30 tags');
    expect(() =>
      compilePolicy({ ...DEFAULT_BOOK, policies: [{ ...vip, fits: { tags: ['a,b'] } }, standard] }, []),
    ).toThrow('"VIP": "a,b" is no tag');
  });
});
