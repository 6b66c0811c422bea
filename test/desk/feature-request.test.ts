import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Asking, endRequest, moveToStage, type Said } from '../../gateway/desk/feature-request.ts';
import { STAGES, type Stage, stageAfter } from '../../gateway/desk/stage.ts';
import { ada, grace, mallory, NOW, OURS, ticketOf } from './cast.ts';

const asking = (ticketId: number, part: Partial<Asking> = {}): Asking => ({
  ticketId,
  requester: { address: `customer${ticketId}@kite.example`, name: `Customer ${ticketId}` },
  mailboxId: 1,
  acknowledgement: 'sent',
  spam: false,
  ...part,
});
const never = { ours: OURS, blocked: new Set(['blocked.example']) };
const said = (part: Partial<Said> = {}): Said => ({ stage: 'evaluation', words: '', quote: null, tell: true, ...part });
const quote = {
  name: 'quote.pdf',
  content_type: 'application/pdf',
  size: 9,
  sha256: 'f'.repeat(64),
  cid: null,
  inline: false,
  truncated: false,
};
const moved = (all: Asking[], part: Partial<Said> = {}, ticket = ticketOf()) =>
  moveToStage(ticket, grace, said(part), all, never, NOW);

describe('a feature request that moves to a stage', () => {
  test('tells each of those who asked in a mail of their own, on their own ticket', () => {
    const { outbox, events, message } = moved([asking(12), asking(13, { mailboxId: 2 })]);
    expect(outbox).toMatchObject([
      { kind: 'progress', ticket_id: 12, mailbox_id: 1, to: [asking(12).requester], cc: [], expires_at: null },
      { kind: 'progress', ticket_id: 13, mailbox_id: 2, to: [asking(13).requester], cc: [] },
    ]);
    expect(outbox[0]?.content).toEqual({ stage: 'evaluation', words: '', quote: null, about: 12 });
    expect(events).toMatchObject([
      { kind: 'request moved', agentId: grace.id, data: { from: null, to: 'evaluation', told: [12, 13], untold: [] } },
    ]);
    expect(message).toBeNull();
  });

  test('keeps words and quote as a note, and sends them along', () => {
    const change = moved([asking(12)], { words: ' It costs 300. ', quote });
    expect(change.message).toMatchObject({ kind: 'note', visible: 'It costs 300.', attachments: [quote] });
    expect(change.outbox[0]?.content).toMatchObject({ words: 'It costs 300.', quote });
    expect(moved([asking(12)], { quote }).message?.visible).toContain('quote');
  });

  test('tells nobody where an agent only puts a slip right', () => {
    expect(moved([asking(12)], { tell: false })).toMatchObject({
      outbox: [],
      events: [{ data: { told: [], untold: [] } }],
    });
  });

  test.each<[string, Partial<Asking>, string | null]>([
    ['a person', {}, null],
    ['somebody whose acknowledgement came too late or too often', { acknowledgement: 'sender had enough' }, null],
    ['somebody for whom an agent opened the ticket', { acknowledgement: 'opened by an agent' }, null],
    ['a mailing list', { acknowledgement: 'mailing list' }, 'mailing list'],
    ['an automatic mail', { acknowledgement: 'automatic mail' }, 'automatic mail'],
    ['a sender who is not genuine', { acknowledgement: 'sender not genuine' }, 'sender not genuine'],
    ['an address nobody reads', { requester: { address: 'No-Reply@kite.example', name: '' } }, 'machine address'],
    ['one of our own addresses', { requester: { address: 'Support@desk.example', name: '' } }, 'own address'],
    ['a blocked sender', { requester: { address: 'eve@mail.blocked.example', name: '' } }, 'blocked'],
    ['spam', { spam: true }, 'spam'],
  ])('%s', (_, part, code) => {
    const [event] = moved([asking(12), asking(13, part)]).events;
    expect(event?.data).toMatchObject(
      code === null ? { told: [12, 13], untold: [] } : { told: [12], untold: [{ ticketId: 13, code }] },
    );
  });

  test('tells who asked twice once', () => {
    const twice = [asking(12, { requester: ada }), asking(13, { requester: { ...ada, address: 'ADA@Kite.example' } })];
    expect(moved(twice).events[0]?.data).toMatchObject({ told: [12], untold: [{ code: 'told on another ticket' }] });
    const spam = [{ ...asking(12, { requester: ada }), spam: true }, asking(13, { requester: ada })];
    expect(moved(spam).events[0]?.data).toMatchObject({ told: [13] });
  });

  test('never shows one customer to another, and tells nobody twice', () => {
    const somebody = fc.record({
      name: fc.constantFrom('ada', 'bob', 'no-reply', 'support'),
      acknowledgement: fc.constantFrom('sent', 'robot', 'old mail'),
      spam: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(somebody, { minLength: 1, maxLength: 8 }), (all) => {
        const people = all.map(({ name, ...rest }, nth) =>
          asking(nth + 1, { ...rest, requester: { address: `${name}@desk.example`, name } }),
        );
        const { outbox, events } = moved(people);
        const to = outbox.map((row) => row.to.map(({ address }) => address).join());
        expect(new Set(to).size).toBe(to.length);
        for (const row of outbox) {
          expect([row.to.length, row.cc.length]).toEqual([1, 0]);
          expect(people.find(({ ticketId }) => ticketId === row.ticket_id)?.requester).toEqual(row.to[0]);
          expect(JSON.stringify(row.content)).not.toContain('@');
        }
        const { told, untold } = (events[0]?.data ?? {}) as { told: number[]; untold: { ticketId: number }[] };
        expect([...told, ...untold.map(({ ticketId }) => ticketId)].sort()).toEqual(
          people.map(({ ticketId }) => ticketId).sort(),
        );
      }),
    );
  });

  const refused: [string, Partial<Parameters<typeof ticketOf>[0]>, Partial<Said>][] = [
    ['at "evaluation" already', { request: { stage: 'evaluation' } }, {}],
    ['Say why', {}, { stage: 'declined', words: ' ' }],
    ['was called spam', { spamAt: NOW }, {}],
  ];
  test.each(refused)('is refused in words: %s', (words, ticket, part) => {
    expect(() => moved([asking(12)], part, ticketOf(ticket))).toThrow(words);
  });

  test('may go to any stage from any other', () => {
    for (const from of STAGES)
      for (const stage of STAGES.filter((one) => one !== from))
        expect(
          moved([], { stage, words: 'So.' }, ticketOf({ request: { stage: from } })).events[0]?.data,
        ).toMatchObject({
          from,
          to: stage,
        });
  });
});

test('a request that is none after all ends quietly; one that is none has no end', () => {
  expect(endRequest(ticketOf({ request: { stage: 'evaluation' } }), grace)).toMatchObject({
    outbox: [],
    events: [{ kind: 'request ended', data: { from: 'evaluation' } }],
  });
  expect(() => endRequest(ticketOf({ requester: mallory }), grace)).toThrow('no feature request');
});

test('work goes on from stage to stage, and ends with what is deployed or declined', () => {
  const way: (Stage | null)[] = ['submission'];
  while (way.at(-1)) way.push(stageAfter(way.at(-1) ?? 'declined'));
  expect(way).toEqual([...STAGES.slice(0, -1), null]);
  expect(stageAfter('declined')).toBeNull();
});
