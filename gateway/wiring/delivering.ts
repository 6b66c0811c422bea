import type { Delivering, Made } from '../deliver.ts';
import { nextOpening } from '../desk/calendar.ts';
import { type Change, type NewAttachment, noChange } from '../desk/change.ts';
import { heard } from '../desk/clock.ts';
import { itemsOf } from '../desk/escalate.ts';
import type { TicketFacts } from '../desk/facts.ts';
import type { Progress } from '../desk/feature-request.ts';
import type { Instant } from '../desk/instant.ts';
import { calendarOf, type Policy, policyOf } from '../desk/policy.ts';
import type { Claimed, Outcome } from '../desk/sending.ts';
import { isStandIn } from '../desk/stand-in.ts';
import { writeMessageId, writeToken } from '../desk/token.ts';
import type { Edges } from '../open-edges.ts';
import { type Reached, unwatched } from '../reached.ts';
import { nonce } from '../secrets.ts';
import { changeTicket } from '../store/change.ts';
import { type Mailbox, rememberNullSender, senderOf } from '../store/mailboxes.ts';
import { readNow } from '../store/now.ts';
import { claimOutbox, keepMade, releaseStale, SENDS_BEGIN_WITHIN, settleOutbox } from '../store/outbox.ts';
import { type OutgoingFacts, outgoingFacts } from '../store/outgoing.ts';
import { quietAgents } from '../store/quiet.ts';
import { acknowledgementWords } from '../words/acknowledgement.ts';
import { answerWords } from '../words/answer.ts';
import { compose } from '../words/compose.ts';
import { noticeWords, pageWords } from '../words/notice.ts';
import { progressWords } from '../words/progress.ts';
import type { CallDevices } from './calling.ts';
import { insist } from './insist.ts';
import { loopMark } from './receiving.ts';
import type { Senders } from './sending.ts';
import { isOfDesk, wordsOfDesk } from './words-of-desk.ts';

/** The delivering story on this gateway's edges. */
export function delivering(
  heed: Edges,
  senders: Senders,
  reached: Reached = unwatched,
  call: CallDevices = async () => 0,
): Delivering {
  return {
    now: () => readNow(heed.db),
    claim: (limit) => claimOutbox(heed.db, limit),
    stale: () => releaseStale(heed.db),
    quiet: () => quietAgents(heed.db),
    make: (rows) => make(heed, rows),
    async keepMade(made) {
      const rows = made.map(({ row, headerMessageId, mimeSha256 }) => ({
        id: row.id,
        fence: row.fence,
        headerMessageId,
        mimeSha256,
        ticketId: row.ticketId,
        messageId: row.kind === 'answer' ? row.messageId : null,
      }));
      const ours = await insist(() => keepMade(heed.db, rows));
      return made.filter(({ row }) => ours.has(row.id));
    },
    async send(made) {
      // Beside the mail and whatever becomes of it; a mail that is tried again does not ring again.
      const calls = made.row.attempts === 1 ? callDevices(call, made.row) : null;
      const attempt = await send(heed, senders, made);
      await calls;
      return attempt;
    },
    settle: (outcomes) => insist(() => settle(heed, outcomes)),
    failed: (row, error) => heed.log.error({ outboxId: row.id, error: String(error) }, 'a mail could not be made'),
    reached,
  };
}

function callDevices(call: CallDevices, { kind, ticketId, envelope }: Claimed): Promise<number> | null {
  if (kind !== 'page' && kind !== 'notice') return null;
  return call(
    envelope.to.map(({ address }) => address),
    { is: kind === 'page' && ticketId === null ? 'test page' : kind, ticketId },
  );
}

async function make(heed: Edges, rows: Claimed[]): Promise<(Made | { row: Claimed; error: unknown })[]> {
  const fresh = rows.filter((row) => row.mimeSha256 === null);
  const facts = await outgoingFacts(
    heed.db,
    fresh.map((row) => row.id),
  );
  const boxes = await heed.mailboxes();
  return Promise.all(
    rows.map(async (row) => {
      try {
        return row.mimeSha256 === null ? await makeNew(heed, boxes, row, facts) : await madeBefore(heed, row);
      } catch (error) {
        return { row, error };
      }
    }),
  );
}

/** A resend is the same mail; should its bytes be gone, it is made again under the same Message-ID. */
async function madeBefore(heed: Edges, row: Claimed): Promise<Made> {
  const bytes = row.mimeSha256 === null ? null : await heed.blobs.get(row.mimeSha256);
  if (bytes && row.mimeSha256 && row.headerMessageId)
    return { row, bytes, mimeSha256: row.mimeSha256, headerMessageId: row.headerMessageId, beginBefore: beginBefore() };
  return makeNew(heed, await heed.mailboxes(), row, await outgoingFacts(heed.db, [row.id]));
}

async function makeNew(heed: Edges, boxes: readonly Mailbox[], row: Claimed, all: OutgoingFacts[]): Promise<Made> {
  if (isOfDesk(row)) return makeOfDesk(heed, boxes, row);
  const facts = all.find((one) => one.outboxId === row.id);
  const mailbox = mailboxOf(boxes, row);
  if (!facts || !mailbox || row.ticketId === null) throw new Error('its ticket or its mailbox is gone');
  const { requesterId: contactId, tokenSeries: series } = facts;
  const token = writeToken({ ticketId: row.ticketId, contactId, series }, heed.secrets.mac);
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
  const toAgent = row.kind === 'notice' || row.kind === 'page';
  // A notice to an agent carries no token: what they answer to it is no word of the customer's.
  const headerMessageId = row.headerMessageId ?? writeMessageId(toAgent ? row.kind : token, nonce(), domain);
  const references = toAgent ? [] : facts.references.filter((id) => !isStandIn(id));
  const bytes = await compose({
    from: senderOf(mailbox),
    ...row.envelope,
    // The name a stranger gives himself does not go into our header.
    to: row.envelope.to.map(({ name, address }) => ({ name: row.kind === 'answer' ? name : '', address })),
    replyTo: null,
    words: await wordsOf(heed, row, facts),
    messageId: headerMessageId,
    inReplyTo: references.at(-1) ?? null,
    references,
    date: row.queuedAt,
    automatic: row.kind !== 'answer',
    loopMark: loopMark(heed),
    attachments: await attachmentsOf(heed, filesOf(row, facts)),
  });
  return { row, bytes, headerMessageId, mimeSha256: await heed.blobs.put(bytes), beginBefore: beginBefore() };
}

/** A mail to somebody of the house that is about no ticket. */
async function makeOfDesk(heed: Edges, boxes: readonly Mailbox[], row: Claimed): Promise<Made> {
  const mailbox = mailboxOf(boxes, row);
  if (!mailbox) throw new Error('no mailbox is connected');
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
  const headerMessageId = row.headerMessageId ?? writeMessageId(row.kind, nonce(), domain);
  const bytes = await compose({
    from: senderOf(mailbox),
    ...row.envelope,
    replyTo: null,
    words: await wordsOfDesk(heed, row),
    messageId: headerMessageId,
    inReplyTo: null,
    references: [],
    date: row.queuedAt,
    automatic: true,
    loopMark: loopMark(heed),
    attachments: [],
  });
  return { row, bytes, headerMessageId, mimeSha256: await heed.blobs.put(bytes), beginBefore: beginBefore() };
}

const beginBefore = () => performance.now() + SENDS_BEGIN_WITHIN;

async function wordsOf(heed: Edges, row: Claimed, facts: OutgoingFacts) {
  const desk = await heed.desk();
  const { mailboxId, queuedAt } = row;
  const own = policyOf(await heed.policy(), { ...facts, mailboxId });
  const [zone, link] = [own.calendar.timeZone, new URL(`app/t/${row.ticketId}`, heed.config.baseUrl).href];
  if (row.kind === 'acknowledgement') {
    const opensAt = nextOpening(calendarOf(own, facts.priority), queuedAt);
    return acknowledgementWords(heed.templates, { ...facts, now: queuedAt, opensAt }, desk);
  }
  if (row.kind === 'notice') return noticeWords(heed.templates, { ...facts, items: itemsOf(row), zone, link }, desk);
  if (row.kind === 'page') return pageWords(heed.templates, { ...facts, zone, link }, desk);
  if (row.kind === 'progress') {
    const { stage, words, quote } = progressOf(row);
    return progressWords(heed.templates, { ...facts, stage, words, quoted: quote !== null }, desk);
  }
  if (!facts.answer) throw new Error('the answer it belongs to is gone');
  const quoted = row.content.quote === false ? null : facts.quoted;
  return answerWords(heed.templates, { ...facts, ...facts.answer, quoted }, desk);
}

/** What the row of a stage was queued with (desk/feature-request.ts). */
const progressOf = ({ content }: Claimed): Progress => content as Progress;

function filesOf(row: Claimed, { answer }: OutgoingFacts): NewAttachment[] {
  if (row.kind !== 'progress') return answer?.attachments ?? [];
  const { quote } = progressOf(row);
  return quote ? [quote] : [];
}

async function attachmentsOf(heed: Edges, files: readonly NewAttachment[]) {
  return Promise.all(
    files.map(async ({ name, content_type: contentType, sha256 }) => {
      const bytes = await heed.blobs.get(sha256);
      if (!bytes) throw new Error(`its attachment ${sha256} is missing or damaged`);
      return { name, contentType, bytes };
    }),
  );
}

/** The ticket's own mailbox; when that has been removed, the first there is. */
function mailboxOf(boxes: readonly Mailbox[], row: Claimed): Mailbox | undefined {
  return boxes.find((mailbox) => mailbox.id === row.mailboxId) ?? boxes[0];
}

/** Robot mail has the null sender where the relay takes it; the first refusal is remembered. */
async function send(heed: Edges, senders: Senders, { row, bytes, beginBefore }: Made) {
  const mailbox = mailboxOf(await heed.mailboxes(), row);
  if (!mailbox) return { sent: false, outcome: 'temporary', words: 'No mailbox is connected.' } as const;
  const to = [...row.envelope.to, ...row.envelope.cc].map(({ address }) => address);
  // Somebody waits to hear how far it is: what comes back is to be seen.
  const nullSender = row.kind !== 'answer' && row.kind !== 'progress' && mailbox.takesNullSender !== false;
  const from = nullSender ? '' : mailbox.address;
  const attempt = await senders.send(mailbox, { envelope: { from, to }, bytes, beginBefore });
  if (attempt.sent || !nullSender || attempt.stage !== 'sender' || attempt.outcome !== 'refused') return attempt;
  await rememberNullSender(heed.db, mailbox.id, false);
  heed.forgetSettings();
  return senders.send(mailbox, { envelope: { from: mailbox.address, to }, bytes, beginBefore });
}

/**
 * Acknowledgements settle in one statement; each answer settles with its ticket, whose promise it may meet. A row that
 * another gateway has taken over changes nothing.
 */
async function settle(heed: Edges, outcomes: { row: Claimed; outcome: Outcome }[]): Promise<void> {
  const now = await readNow(heed.db);
  const answers = outcomes.flatMap(({ row, outcome }) =>
    tellsTicket(row) !== null && outcome.state !== 'queued' ? [{ row, ticketId: tellsTicket(row) ?? 0, outcome }] : [],
  );
  const rest = outcomes
    .map(({ outcome }) => outcome)
    .filter((outcome) => !answers.some((answer) => answer.outcome === outcome));
  const policy = await heed.policy();
  if (rest.length > 0) await settleOutbox(heed.db, rest, now);
  for (const { row, ticketId, outcome } of answers)
    await changeTicket(
      heed.db,
      ticketId,
      null,
      (ticket) => (row.kind === 'progress' ? progressed(row, outcome) : answered(ticket, policy, row, outcome, now)),
      async (tx) => {
        if ((await settleOutbox(tx, [outcome], now)) === 0) throw TAKEN_OVER;
      },
    ).catch((error: unknown) => {
      if (error !== TAKEN_OVER) throw error;
    });
}

/** Thrown out of the transaction that would tell a ticket what is no longer ours to tell. */
const TAKEN_OVER = Symbol('taken over');

/** Of a stage it is the ticket that is worked on, whoever was told. */
function tellsTicket(row: Claimed): number | null {
  if (row.kind === 'progress') return progressOf(row).about;
  return row.kind === 'answer' ? row.ticketId : null;
}

function progressed(row: Claimed, { state }: Outcome): Change {
  const data = { outboxId: row.id, ticketId: row.ticketId };
  return { ...noChange(), events: [{ kind: `progress ${state}`, agentId: null, data }] };
}

/** A sent answer meets the response that was owed, as of its queueing; one that failed tells the agent. */
function answered(ticket: TicketFacts, policy: Policy, row: Claimed, outcome: Outcome, now: Instant): Change {
  if (row.messageId === null) return noChange();
  const delivery =
    outcome.state === 'suppressed' || outcome.state === 'queued' || outcome.state === 'held' ? 'failed' : outcome.state;
  return {
    ...noChange(),
    clocks: delivery === 'sent' ? heard(ticket, policy, row.queuedAt) : [],
    messages: [
      {
        id: row.messageId,
        delivery,
        delivery_reason: outcome.reason,
        ...(delivery === 'sent' ? { sent_at: now } : {}),
      },
    ],
    events: [{ kind: `answer ${delivery}`, agentId: null, data: { messageId: row.messageId, outboxId: row.id } }],
  };
}
