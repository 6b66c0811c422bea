import { describe, expect, test } from 'vitest';
import { decide } from '../../gateway/desk/decide.ts';
import type { Trust } from '../../gateway/desk/letter.ts';
import { DEFAULT_POLICY } from '../../gateway/desk/policy.ts';
import { EVIDENCE, type Evidence, joining, subjectTag, taggedTicket } from '../../gateway/desk/thread.ts';
import { ada, arrivalOf, factsOf, letterOf, mallory, NOW, ticketOf } from './cast.ts';

/** DESIGN 4, cell by cell. */
const TABLE: Record<Evidence, [string, string, string, string]> = {
  token: ['join', 'hold', 'join, flagged', 'hold'],
  reference: ['join', 'hold', 'new, linked', 'new, linked'],
  'subject tag': ['join, flagged', 'new', 'new, linked', 'new'],
  none: ['new', 'new', 'new', 'new'],
};
const SENDERS: { who: string; participant: boolean; verdict: Trust['verdict']; column: 0 | 1 | 2 | 3 }[] = [
  { who: 'a verified participant', participant: true, verdict: 'verified', column: 0 },
  { who: 'an unknown participant', participant: true, verdict: 'unknown', column: 0 },
  { who: 'a participant whose DMARC failed', participant: true, verdict: 'failed', column: 1 },
  { who: 'a verified stranger', participant: false, verdict: 'verified', column: 2 },
  { who: 'an unknown stranger', participant: false, verdict: 'unknown', column: 2 },
  { who: 'a stranger whose DMARC failed', participant: false, verdict: 'failed', column: 3 },
];
const CELLS = EVIDENCE.flatMap((evidence) =>
  SENDERS.map((sender) => ({ ...sender, evidence, does: TABLE[evidence][sender.column] })),
);

test.each(CELLS)('by $evidence, $who: $does', ({ evidence, participant, verdict, does }) => {
  expect(joining(evidence, participant, verdict)).toBe(does);
});

describe('what becomes of the mail', () => {
  const decided = ({ evidence, participant, verdict }: (typeof CELLS)[number]) => {
    const decision = decide(
      letterOf({ from: participant ? ada : mallory, trust: { verdict, why: '' } }),
      factsOf({ candidates: [{ ticket: ticketOf({ status: 'solved', solvedAt: NOW }), evidence, by: 'x' }] }),
      arrivalOf(),
      DEFAULT_POLICY,
    );
    if (decision === 'later') throw new Error('later');
    return decision;
  };

  test.each(CELLS)('by $evidence, $who: $does', (cell) => {
    const { disposition, ticketId, change } = decided(cell);
    const joins = !cell.does.startsWith('new');
    expect({
      disposition,
      ticketId,
      flagged: change?.message?.flagged,
      held: change?.message?.held_at !== null,
      linkedTo: change?.open?.linked_to ?? null,
      reopened: change?.set.status === 'open',
    }).toEqual({
      disposition: joins ? 'joined' : 'ticket',
      ticketId: joins ? 12 : null,
      flagged: cell.does === 'join, flagged',
      held: cell.does === 'hold',
      linkedTo: cell.does === 'new, linked' ? 12 : null,
      reopened: cell.does.startsWith('join'),
    });
  });

  test.each(CELLS)(
    'by $evidence, $who: the evidence stands on the message, and nobody becomes a participant',
    (cell) => {
      const { change } = decided(cell);
      const joins = !cell.does.startsWith('new');
      expect(change?.message?.evidence).toMatchObject(
        joins
          ? { evidence: cell.evidence, by: 'x', participant: cell.participant }
          : { evidence: 'none', by: null, participant: true },
      );
      expect(change?.participants).toEqual([]);
    },
  );
});

test('a participant is told by address alone, in whatever case it is written', () => {
  const from = { address: 'Ada@KITE.example', name: 'Somebody else' };
  const candidates = [{ ticket: ticketOf(), evidence: 'reference' as const, by: '<x>' }];
  expect(decide(letterOf({ from }), factsOf({ candidates }), arrivalOf(), DEFAULT_POLICY)).toMatchObject({
    disposition: 'joined',
  });
});

test('the tag of a subject is a number in brackets behind #, and nothing that looks like it', () => {
  expect(taggedTicket(`Re: Printer ${subjectTag(12)}`)).toBe(12);
  expect(taggedTicket('[#12] [#13]')).toBe(12);
  for (const subject of ['#12', '[12]', '[# 12]', '[#12', '[#]', '[#1x]', '[#1234567890123456]', '[#-1]', ''])
    expect(taggedTicket(subject), subject).toBeNull();
});
