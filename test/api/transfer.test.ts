import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { HOUR } from '../../gateway/desk/instant.ts';
import { DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';
import { writeBook } from '../../gateway/store/policy.ts';
import { apiOn, type Browser, signedIn, ticketBy } from '../support/api.ts';
import { letter } from '../support/running-desk.ts';
import { connect, type StoryDesk, SUPPORT, storyDesk } from '../support/story-desk.ts';

const [standard] = DEFAULT_BOOK.policies;
if (!standard) throw new Error('no policy');
const promise = { firstResponse: '1 hour', resolution: '2 hours' };
const sales = {
  ...standard,
  name: 'Sales',
  calendar: 'always',
  fits: { mailboxes: ['sales@desk.example'] },
  priorities: { critical: promise, high: promise, medium: promise, low: promise },
};

let desk: StoryDesk;
let grace: Browser;
let mailboxId: number;
beforeEach(async () => {
  desk = await storyDesk();
  mailboxId = await connect(desk.heed, desk.sink, 'sales@desk.example');
  await writeBook(desk.db, { ...DEFAULT_BOOK, policies: [sales, { ...standard, calendar: 'always' }] }, null);
  desk.heed.forgetSettings();
  const { api } = await apiOn(desk.db, { ...desk.heed });
  grace = await signedIn(desk.db, api, 'Grace');
});
afterEach(() => desk[Symbol.asyncDispose]());

type Sums = { target: string; policy: string; minutes: number; dueAt: number; moves: object[] };
const sums = async (id: number) => (await grace.get(`/api/tickets/${id}/clocks`)).at('clocks') as Sums[];
const seqOf = async (id: number) => Number((await grace.get(`/api/tickets/${id}`)).at('ticket.seq'));
const move = async (id: number, to: number) =>
  grace.write('PUT', `/api/tickets/${id}/mailbox`, await seqOf(id), { mailboxId: to });

describe('a ticket that goes to another mailbox', () => {
  test('is answered from there, and what the customer answers comes back to it', async () => {
    await desk.receive(letter({ to: SUPPORT, from: 'Ada <ada@kite.example>', subject: 'Do you sell drums?' }));
    expect((await move(1, mailboxId)).at('ticket.mailboxId')).toBe(mailboxId);
    await grace.write('POST', '/api/tickets/1/answers', await seqOf(1), { text: 'We do.' });
    await desk.send();
    const answer = desk.sink.mails.at(-1)?.raw ?? '';
    expect(/^From: .*$/m.exec(answer)?.[0]).toContain('<sales@desk.example>');
    const id = /^Message-ID:\s*(<[^>]+>)/im.exec(answer)?.[1];
    const reply = letter({
      to: 'sales@desk.example',
      from: 'Ada <ada@kite.example>',
      subject: 'Re: drums',
      head: [`In-Reply-To: ${id}`],
    });
    await desk.receiveAs({ to: 'sales@desk.example' }, reply);
    expect((await grace.get('/api/tickets/1')).at('messages')).toHaveLength(3);
  });

  test('is promised what that mailbox promises, from its own start, and its sums say what moved it', async () => {
    const { id } = await ticketBy(grace, { priority: 'medium' });
    const [before] = await sums(id);
    expect((await move(id, mailboxId)).status).toBe(200);
    const [first, resolution] = await sums(id);
    expect(first).toMatchObject({ policy: 'Sales', minutes: 60, dueAt: (before?.dueAt ?? 0) - 7 * HOUR });
    expect(first?.moves).toEqual([
      { at: expect.any(Number), by: 'transferred', from: before?.dueAt, to: first?.dueAt },
    ]);
    expect(resolution?.moves).toHaveLength(1);
  });

  test('stays where it is when there is no such mailbox', async () => {
    const { id } = await ticketBy(grace);
    const answer = await move(id, 999);
    expect([answer.status, answer.at('error.message')]).toEqual([422, 'There is no such mailbox.']);
  });
});

test('every agent may see from which addresses tickets are answered', async () => {
  expect((await grace.get('/api/addresses')).at('addresses')).toEqual([
    { id: expect.any(Number), address: SUPPORT },
    { id: mailboxId, address: 'sales@desk.example' },
  ]);
});

test('the sums of a promise list every change of it: priority, opening again, merging', async () => {
  const [one, other] = [await ticketBy(grace, { priority: 'medium' }), await ticketBy(grace, { priority: 'low' })];
  await grace.write('PUT', `/api/tickets/${one.id}/priority`, one.seq, { priority: 'high' });
  await grace.write('PUT', `/api/tickets/${one.id}/merge`, await seqOf(one.id), { into: other.id });
  const [first] = await sums(other.id);
  const [was] = await sums(one.id);
  expect(was?.moves).toMatchObject([{ by: 'prioritised' }]);
  expect(first).toMatchObject({ minutes: 4 * 60, dueAt: was?.dueAt, moves: [{ by: 'merged here', to: was?.dueAt }] });
  await grace.write('PUT', `/api/tickets/${one.id}/merge`, await seqOf(one.id), { into: null });
  const [back] = await sums(other.id);
  expect(back).toMatchObject({ minutes: 16 * 60, moves: [{ by: 'merged here' }, { by: 'merge undone' }] });
  expect((await grace.get(`/api/tickets/${other.id}`)).at('ticket.priority')).toBe('low');
});
