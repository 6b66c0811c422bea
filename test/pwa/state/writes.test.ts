import { expect, test } from 'vitest';
import type { TicketRow } from '../../../gateway/api/shapes.ts';
import { applied, collides, type Deed, requestOf, undoFor } from '../../../pwa/state/writes.ts';

const seen = {
  id: 7,
  status: 'open',
  waitingOn: null,
  assigneeId: null,
  priority: 'low',
  lastCustomerAt: 1,
  lastAgentAt: 2,
  held: 1,
};
const now = (part: object) => ({ ...seen, ...part }) as TicketRow;
const answer: Deed = { do: 'answer', text: 'Hi', cc: [], enclosures: [], quote: true };

test.each<[string, Deed, object, boolean]>([
  ['status against status', { do: 'status', status: 'solved', waitingOn: null }, { status: 'waiting' }, true],
  ['status against priority', { do: 'status', status: 'solved', waitingOn: null }, { priority: 'high' }, false],
  ['assignee against assignee', { do: 'assign', agentId: 1 }, { assigneeId: 2 }, true],
  ['priority against priority', { do: 'priority', priority: 'high' }, { priority: 'critical' }, true],
  ['priority against assignee', { do: 'priority', priority: 'high' }, { assigneeId: 2 }, false],
  ['an answer against new words of the customer', answer, { lastCustomerAt: 9 }, true],
  ["an answer against a colleague's answer", answer, { lastAgentAt: 9 }, true],
  ['an answer against a priority', answer, { priority: 'high' }, false],
  ['a note against anything', { do: 'note', text: 'x' }, { status: 'closed', lastCustomerAt: 9 }, false],
  ['accepting against a held mail decided elsewhere', { do: 'accept', messageId: 3 }, { held: 0 }, true],
])('%s: the agent is asked exactly when both changed the same', (_, deed, theirs, asked) => {
  expect(collides(deed, now({}), now(theirs))).toBe(asked);
});

test('a waiting status says on whom, any other says nothing of it', () => {
  const body = (deed: Deed) => requestOf(7, deed).body;
  expect(body({ do: 'status', status: 'waiting', waitingOn: 'third party' })).toEqual({
    status: 'waiting',
    waitingOn: 'third party',
  });
  expect(body({ do: 'status', status: 'open', waitingOn: null })).toEqual({ status: 'open' });
});

test('an agent sees a change before the desk has it', () => {
  expect(applied(now({}), { do: 'priority', priority: 'critical' }, 5).priority).toBe('critical');
  expect(applied(now({}), { do: 'assign', agentId: 3 }, 5).assigneeId).toBe(3);
  expect(applied(now({}), answer, 5)).toMatchObject({ lastAgentAt: 5, preview: 'Hi' });
});

test.each<[Deed, boolean]>([
  [answer, true],
  [{ do: 'assign', agentId: 1 }, true],
  [{ do: 'status', status: 'solved', waitingOn: null }, true],
  [{ do: 'status', status: 'closed', waitingOn: null }, true],
  [{ do: 'status', status: 'open', waitingOn: null }, false],
  [{ do: 'priority', priority: 'high' }, false],
  [{ do: 'note', text: 'x' }, false],
])('sending, giving away and ending can be undone, what is easily put right goes at once: %o', (deed, undoable) => {
  expect(undoFor(deed) > 0).toBe(undoable);
});
