import { type Actor, note } from './act.ts';
import { type Change, type NewEvent, type NewOutbox, noChange, type TicketPatch } from './change.ts';
import { pass, replan } from './clock.ts';
import type { Scored } from './cues.ts';
import type { Contacts } from './desk.ts';
import { DeskError } from './error.ts';
import type { Rule, Step, Who } from './escalation.ts';
import type { TicketFacts } from './facts.ts';
import type { Instant } from './instant.ts';
import type { Address } from './letter.ts';
import { type Level, levelAbove } from './levels.ts';
import { type Moved, movedBy } from './moved.ts';
import { pagedInTurn } from './on-call.ts';
import { pageOut } from './page.ts';
import { type Policy, policyOf } from './policy.ts';
import { PRIORITIES, type Priority } from './priority.ts';

/** Whom an escalation can reach: the contacts of the desk, and agents who are still here. */
export type People = { contacts: Contacts; agents: readonly { id: number; address: string; name: string }[] };

/** Security incidents and data that must be restored are senior engineering's from the first minute. */
export function straightUp({ priority, cues }: Pick<Scored, 'priority' | 'cues'>): Pick<TicketPatch, 'level'> {
  return priority === 'critical' && cues.some(({ cue }) => cue === 'security or data loss') ? { level: 'L4' } : {};
}

/** What time does to a ticket: clocks breach, rules fire, their steps are taken. Null when nothing was due. */
export function timePasses(ticket: TicketFacts, policy: Policy, people: People, now: Instant): Change | null {
  const own = policyOf(policy, ticket);
  const passed = ticket.clocks.flatMap((clock) => {
    const result = pass(own, clock, now);
    return result ? [{ before: clock, ...result }] : [];
  });
  if (passed.length === 0) return null;
  const change: Change = { ...noChange(), clocks: passed.map(({ clock }) => clock) };
  for (const { before, clock, rules } of passed) {
    const { target } = clock;
    if (before.breachedAt === null && clock.breachedAt !== null)
      change.events.push({ kind: 'breached', agentId: null, data: { target } });
    for (const rule of rules)
      change.events.push({ kind: 'escalated', agentId: null, data: { target, rule: rule.name } });
  }
  const rules = passed.flatMap((one) => one.rules.map((rule) => ({ rule, about: one.clock.target })));
  return takeSteps({ ticket, own, people, now, change, rules });
}

type Taking = {
  ticket: TicketFacts;
  own: Policy;
  people: People;
  now: Instant;
  change: Change;
  rules: { rule: Rule; about: string }[];
};

/** Steps of rules that fire together are taken once each: whoever slept through a night wakes to one mail. */
function takeSteps({ ticket, own, people, now, change, rules }: Taking): Change {
  const steps = new Set(rules.flatMap(({ rule }) => rule.steps));
  const state = { level: ticket.level, priority: ticket.priority, assignee: ticket.assigneeId };
  for (const step of steps) {
    if (step === 'raise priority')
      state.priority = PRIORITIES[PRIORITIES.indexOf(state.priority) - 1] ?? state.priority;
    if (step === 'move up a level') state.level = levelAbove(state.level);
    const to = levelNamed(step);
    if (to !== null && to > state.level) state.level = to;
    const agent = people.agents.find(({ address }) => step === `assign to ${address.toLowerCase()}`);
    if (agent) state.assignee = agent.id;
  }
  const notified = [...steps].flatMap((step) => addressesOf(step, ticket, { ...people, own, now }));
  // What may be critical asks first; its answer is a label, and then it is.
  const wakes = [...steps].includes('page') && ticket.page === null && ticket.priorityReason.unsure !== true;
  const page = wakes ? pageOut(ticket, own, people, state.level, now) : null;
  const clocks = [
    ...ticket.clocks
      .filter(({ target, metAt }) => metAt === null && !change.clocks.some((clock) => clock.target === target))
      .map((clock) => replan(own, clock, state.priority))
      .filter((clock) => !ticket.clocks.includes(clock)),
    ...change.clocks.map((clock) => (clock.metAt === null ? replan(own, clock, state.priority) : clock)),
  ];
  return {
    ...change,
    set: {
      ...(state.level === ticket.level ? {} : { level: state.level }),
      ...(state.priority === ticket.priority ? {} : { priority: state.priority }),
      ...(state.assignee === ticket.assigneeId ? {} : { assignee_id: state.assignee }),
    },
    clocks,
    page: page?.page ?? null,
    outbox: [...noticesTo(notified, ticket, rules, now), ...(page?.outbox ?? [])],
    events: [...change.events, ...eventsOf(ticket, state, movedBy(ticket.clocks, clocks)), ...(page?.events ?? [])],
  };
}

function eventsOf(
  ticket: TicketFacts,
  to: { level: Level; priority: Priority; assignee: number | null },
  moved: Moved[],
): NewEvent[] {
  const events: NewEvent[] = [];
  if (to.level !== ticket.level)
    events.push({ kind: 'handed over', agentId: null, data: { from: ticket.level, to: to.level } });
  if (to.priority !== ticket.priority)
    events.push({ kind: 'prioritised', agentId: null, data: { from: ticket.priority, to: to.priority, moved } });
  if (to.assignee !== ticket.assigneeId) events.push({ kind: 'assigned', agentId: null, data: { to: to.assignee } });
  return events;
}

function levelNamed(step: Step): Level | null {
  const name = /^move to (L[1-4])$/.exec(step)?.[1];
  return name === undefined ? null : (name as Level);
}

function addressesOf(step: Step, ticket: TicketFacts, at: People & { own: Policy; now: Instant }): Address[] {
  const who = /^notify (.*)$/.exec(step)?.[1] as Who | undefined;
  if (who === undefined) return [];
  const { contacts, agents, own, now } = at;
  const agent = (find: (one: People['agents'][number]) => boolean): Address[] => agents.filter(find).slice(0, 1);
  const found: Record<Who, () => Address[]> = {
    assignee: () => agent(({ id }) => id === ticket.assigneeId),
    'on call': () => {
      const [first] = pagedInTurn(own.onCall, ticket.level, now);
      return agent(({ address }) => address.toLowerCase() === first);
    },
    'support manager': () => [{ name: contacts.managerName, address: contacts.managerAddress }],
    'technical director': () => [{ name: contacts.directorName, address: contacts.directorAddress }],
  };
  return found[who]().flatMap(({ name, address }) => (address === '' ? [] : [{ name, address }]));
}

function noticesTo(to: Address[], ticket: TicketFacts, rules: Taking['rules'], now: Instant): NewOutbox[] {
  const once = to.filter((one, index) => to.findIndex(({ address }) => address === one.address) === index);
  const items = rules.map(({ rule, about }) => ({ ticketId: ticket.id, target: about, rule: rule.name }));
  return once.map((address) => ({
    kind: 'notice',
    mailbox_id: ticket.mailboxId,
    to: [address],
    cc: [],
    run_at: now,
    expires_at: null,
    queued_at: now,
    content: { items },
  }));
}

/**
 * A missed night is caught up in one mail for each who is told: of the notices of one look at the clock, all that go to
 * the same address become one, on the first ticket.
 */
export function gatherNotices(changes: readonly Change[]): void {
  const first = new Map<string, NewOutbox>();
  for (const change of changes)
    change.outbox = change.outbox.filter((row) => {
      if (row.kind !== 'notice') return true;
      const address = row.to.map((one) => one.address.toLowerCase()).join();
      const other = first.get(address);
      if (!other) {
        first.set(address, row);
        return true;
      }
      other.content = { items: [...itemsOf(other), ...itemsOf(row)] };
      return false;
    });
}

/** What a notice is about: ids and codes, worded when it is made. */
export type NoticeItem = { ticketId: number; target: string; rule: string };

export const itemsOf = ({ content }: { content: Record<string, unknown> }): NoticeItem[] =>
  Array.isArray(content.items) ? content.items : [];

/** An agent hands a ticket to another level; the reason is a note for those who take over, and whoever had it has it no more. */
export function handOver(ticket: TicketFacts, by: Actor, to: Level, reason: string, now: Instant): Change {
  if (reason.trim() === '') throw new DeskError('invalid', 'Say why, for those who take over.', { field: 'reason' });
  if (to === ticket.level) throw new DeskError('invalid', `Ticket #${ticket.id} is at ${to} already.`);
  const said = note(ticket, by, reason, now);
  return {
    ...said,
    set: { level: to, ...(ticket.assigneeId === null ? {} : { assignee_id: null }) },
    events: [...said.events, { kind: 'handed over', agentId: by.id, data: { from: ticket.level, to } }],
  };
}
