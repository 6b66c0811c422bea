import { sql } from 'kysely';
import { CROWD, type Crowd } from '../desk/crowd.ts';
import type { MailFacts, TicketFacts } from '../desk/facts.ts';
import { asInstant } from '../desk/instant.ts';
import { lockTickets } from './change.ts';
import type { Db, Tx } from './db.ts';
import { domainOf, type MailKeys, mailFacts, type Tied, tiedTickets } from './facts.ts';
import { retried } from './retry.ts';
import { type Write, type Written, writeAll } from './write.ts';

/** A mail to take in. `decide` may answer 'later': its parent is accepted and not yet decided. */
export type Taking = { keys: MailKeys; decide(facts: MailFacts): Write | 'later' };

/** Thrown out of the transaction when none of the decisions could be made. */
const NONE = Symbol('none');

/**
 * Takes mails in: locks the Message-IDs of their threads and their senders, loads the facts, runs the pure decisions one
 * after the other, writes all of them or nothing. Mails of one thread pass here one after the other, whichever gateway
 * reads them. Null stands for a mail that was not taken: it said 'later', or it touches what a mail before it in `mails`
 * has just changed, so that its facts are not facts any more. The first mail that may be decided always is.
 */
export async function take(db: Db, mails: readonly Taking[]): Promise<(Written | null)[]> {
  try {
    return await retried(() => db.transaction().execute((tx) => takeLocked(tx, mails)));
  } catch (error) {
    if (error === NONE) return mails.map(() => null);
    throw error;
  }
}

async function takeLocked(tx: Tx, mails: readonly Taking[]): Promise<(Written | null)[]> {
  const keys = mails.map((mail) => mail.keys);
  await lockThreads(tx, keys);
  const named = await tiedTickets(tx, keys);
  const tickets = await lockMerged(tx, [...new Set(named.flat().map((one) => one.ticketId))]);
  const tied = named.map((ties) => landing(ties, tickets));
  const facts = await mailFacts(tx, keys);

  const crowds = await lockCrowds(tx, facts, tickets);

  const touched = new Set<string>();
  const decisions: Write[] = [];
  const places = mails.map(({ keys, decide }, at) => {
    const [own = [], found] = [tied[at], facts[at]];
    const names = namesOf(keys, own);
    if (!found || names.some((name) => touched.has(name))) return null;
    if (found.decided) return decisions.push(NOTHING_TO_DO) - 1;
    const candidates = candidatesOf(own, tickets);
    const { decided: _, lately, ...known } = found;
    const crowd = crowdOf(lately, crowds, keys, decisions);
    if (crowd.newest && touched.has(`#${crowd.newest.id}`)) return null;
    const decision = decide({
      ...known,
      candidates,
      acknowledgements: counting(found.acknowledgements, keys, decisions),
      crowd,
    });
    if (decision === 'later') return null;
    for (const name of names) touched.add(name);
    if (decision.ticketId !== null) touched.add(`#${decision.ticketId}`);
    return decisions.push(decision) - 1;
  });
  if (decisions.length === 0) throw NONE;
  const written = await writeAll(tx, decisions);
  return places.map((place) => (place === null ? null : (written[place] ?? null)));
}

/** For a mail whose claim had lapsed, and whom somebody else took meanwhile. */
const NOTHING_TO_DO: Write = { ticketId: null, change: null, now: asInstant(0) };

/** What a mail's facts depend on and its decision may change; the caps, which also do, are counted. */
const namesOf = ({ messageId, references }: MailKeys, tied: readonly Tied[]): string[] => [
  ...references,
  ...(messageId ? [messageId] : []),
  ...tied.map(({ ticketId }) => `#${ticketId}`),
];

const candidatesOf = (tied: readonly Tied[], tickets: readonly TicketFacts[]): MailFacts['candidates'] =>
  tied.flatMap(({ ticketId, evidence, by }) => {
    const ticket = tickets.find((one) => one.id === ticketId);
    return ticket ? [{ ticket, evidence, by }] : [];
  });

/** Where ties lead: past tickets that were merged, and nowhere by a token that has ended. */
const landing = (tied: readonly Tied[], tickets: readonly TicketFacts[]): Tied[] =>
  tied.flatMap(({ series, ...tie }) => {
    const named = tickets.find(({ id }) => id === tie.ticketId);
    if (!named || (series !== undefined && series !== named.tokenSeries)) return [];
    return [{ ...tie, ticketId: mergedWay(named, tickets).at(-1)?.id ?? named.id }];
  });

/** A ticket, what it was merged into, and so on. */
function mergedWay(ticket: TicketFacts, tickets: readonly TicketFacts[]): TicketFacts[] {
  const next = tickets.find(({ id }) => id === ticket.merged?.into);
  return next ? [ticket, ...mergedWay(next, tickets)] : [ticket];
}

/** Locks tickets, and those they were merged into: while one is locked its way does not change. */
async function lockMerged(tx: Tx, ids: readonly number[]): Promise<TicketFacts[]> {
  const tickets = await lockTickets(tx, ids);
  const further = tickets.flatMap(({ merged }) => (merged && !ids.includes(merged.into) ? [merged.into] : []));
  return further.length === 0 ? tickets : [...tickets, ...(await lockMerged(tx, [...new Set(further)]))];
}

/** Locks the newest tickets of senders who are over the cap, which their mails join. Seldom any. */
async function lockCrowds(tx: Tx, facts: readonly { lately: Lately }[], locked: readonly TicketFacts[]) {
  const wanted = facts.flatMap(({ lately: { opened, newest } }) =>
    opened >= CROWD && newest !== null ? [newest] : [],
  );
  const further = [...new Set(wanted)].filter((id) => !locked.some((ticket) => ticket.id === id));
  return further.length === 0 ? locked : [...locked, ...(await lockMerged(tx, further))];
}

type Lately = { opened: number; newest: number | null };

function crowdOf(
  { opened, newest }: Lately,
  tickets: readonly TicketFacts[],
  { sender }: MailKeys,
  decisions: readonly Write[],
): Crowd {
  const now = decisions.filter(({ change }) => change?.open?.requester.address.toLowerCase() === sender).length;
  const named = newest === null || now > 0 ? undefined : tickets.find(({ id }) => id === newest);
  return { opened: Math.min(CROWD, opened + now), newest: (named && mergedWay(named, tickets).at(-1)) ?? null };
}

/** The caps hold for what was decided a moment ago, too. */
function counting(
  caps: MailFacts['acknowledgements'],
  { sender, mailboxId }: MailKeys,
  decisions: readonly Write[],
): MailFacts['acknowledgements'] {
  const sent = decisions.flatMap(({ acknowledged }) => acknowledged ?? []);
  const toSender = sent.filter(({ address }) => address === sender);
  const unverified = sent.filter(({ verified }) => !verified);
  const domain = domainOf(sender);
  return {
    toSenderLastHour: caps.toSenderLastHour + toSender.length,
    toSenderLastDay: caps.toSenderLastDay + toSender.length,
    toSenderLastAt: toSender.at(-1)?.at ?? caps.toSenderLastAt,
    unverifiedToDomain: caps.unverifiedToDomain + unverified.filter((one) => one.domain === domain).length,
    unverifiedFromMailbox: caps.unverifiedFromMailbox + unverified.filter((one) => one.mailbox_id === mailboxId).length,
  };
}

/**
 * Message-ID rows are made if missing and locked in order; the senders' rows are locked too, so that caps count right.
 * One statement for threads nobody has seen: inserting is locking.
 */
async function lockThreads(tx: Tx, all: readonly MailKeys[]): Promise<void> {
  const inOrder = (names: (string | null)[]) => [...new Set(names.filter((name) => name !== null))].sort();
  const ids = inOrder(all.flatMap(({ messageId, references }) => [...references, messageId]));
  const senders = inOrder(all.map(({ sender }) => sender));
  const { rows } = await sql<{ made: number }>`
    with made as (
      insert into thread_id (message_id) select unnest(${ids}::text[]) on conflict do nothing returning 1
    ), sender as (
      insert into contact (address) select unnest(${senders}::text[])
      on conflict (lower(address)) do update set name = contact.name
    )
    select count(*)::int as made from made`.execute(tx);
  if (rows[0]?.made === ids.length) return;
  await sql`select from thread_id where message_id = any(${ids}::text[]) order by message_id for update`.execute(tx);
}
