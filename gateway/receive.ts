import type { Arrival, Came } from './desk/arrival.ts';
import type { Decision, NewAttachment } from './desk/change.ts';
import { decide } from './desk/decide.ts';
import type { MailFacts } from './desk/facts.ts';
import type { Letter } from './desk/letter.ts';
import type { Policy } from './desk/policy.ts';
import type { Practice } from './desk/practice.ts';
import { named } from './desk/stand-in.ts';
import { taggedTicket } from './desk/thread.ts';
import { type Mac, tokenOfAddress, tokenOfMessageId } from './desk/token.ts';
import type { Reached } from './reached.ts';

/**
 * STORY 2: a raw mail that is kept is read, and becomes one change to one ticket, or a card with the reason why not.
 */
export type Receiving = {
  raw(sha256: string): Promise<Uint8Array | null>;
  read(raw: Uint8Array, accepted: Accepted): Promise<Reading>;
  keepAttachment(bytes: Uint8Array): Promise<string>;
  /** Locks, loads the facts, decides one after the other and writes, in one transaction. False: another comes first. */
  take(choices: Choice[]): Promise<boolean[]>;
  quarantine(ledgerId: number, reason: string): Promise<void>;
  /** Leaves it undecided, with the reason, to a gateway that can read it. */
  leave(ledgerId: number, reason: string): Promise<void>;
  policy(): Promise<Policy>;
  practice(): Promise<Practice>;
  mac: Mac;
  /** The value of our own loop header. */
  loopMark: string;
  reached: Reached;
};

export type Reading =
  | { letter: Letter; cleaner: string; remoteImages: boolean }
  | { unreadable: string }
  | { elsewhere: string };

/** A mail in the ledger, not yet decided. `raw` is at hand when it was just collected. */
export type Accepted = Came & {
  sha256: string;
  raw: Uint8Array | null;
  envelope: { from: string | null; to: string[] } | null;
  messageId: string | null;
  /** Readers it has had, this one included. */
  attempts: number;
  authservId: string | null;
};

export type Keys = {
  messageId: string | null;
  references: string[];
  reported: string[];
  tokens: { ticketId: number; by: string; series: number }[];
  taggedTicket: number | null;
  sender: string | null;
  forwardedFrom: string | null;
  mailboxId: number | null;
  ledgerId: number;
};

/** By what a person knows a mail that became no conversation. */
export type Card = { from: string; subject: string };

/** The header by which we know our own mail when it comes back. */
export const LOOP_HEADER = 'x-heed-loop';

/** What a mail becomes is chosen on the facts that its keys lead to. */
export type Choice = { keys: Keys; card: Card; choose(facts: MailFacts): Decision | 'later' };

/** A mail that has been read. One that is patient waits also for a mail it answers that was accepted after it. */
export type ReadMail = (patient: boolean) => Choice;

/** Reads a mail and keeps its attachments, once however long its parent takes. Null: there is nothing to decide. */
export async function receive(desk: Receiving, accepted: Accepted): Promise<ReadMail | null> {
  const { ledgerId } = accepted;
  const raw = accepted.raw ?? (await desk.raw(accepted.sha256));
  if (raw === null) return ended(desk.quarantine(ledgerId, 'its stored bytes are damaged or missing'));
  const reading = await desk.read(raw, accepted);
  if ('unreadable' in reading) return ended(desk.quarantine(ledgerId, reading.unreadable));
  if ('elsewhere' in reading) return ended(desk.leave(ledgerId, reading.elsewhere));

  const letter = named(reading.letter);
  const arrival: Arrival = {
    ...accepted,
    ownLoop: letter.headers.get(LOOP_HEADER)?.includes(desk.loopMark) ?? false,
    attachments: await keepAttachments(desk, letter),
    cleaner: reading.cleaner,
    remoteImages: reading.remoteImages,
  };
  const [policy, practice] = [await desk.policy(), await desk.practice()];
  const [keys, card] = [keysOf(letter, accepted, desk.mac), cardOf(letter)];
  await desk.reached('read');
  return (patient) => ({
    keys,
    card,
    choose(facts) {
      // It may be in the hands of a gateway that died, whose claim on it ends. Waiting goes by age, so never in a circle.
      const waits = patient || facts.parentPending === 'accepted before';
      return decide(letter, waits ? facts : { ...facts, parentPending: null }, arrival, policy, practice);
    },
  });
}

const ended = async (end: Promise<void>): Promise<null> => {
  await end;
  return null;
};

const cardOf = ({ from, fromText, subject }: Letter): Card => ({
  from: from ? [from.name, `<${from.address}>`].filter(Boolean).join(' ') : fromText,
  subject,
});

async function keepAttachments(desk: Receiving, letter: Letter): Promise<NewAttachment[]> {
  return Promise.all(
    letter.attachments.map(async ({ name, contentType, bytes, cid, inline, truncated }) => ({
      name,
      content_type: contentType,
      size: bytes.length,
      sha256: await desk.keepAttachment(bytes),
      cid,
      inline,
      truncated,
    })),
  );
}

/** What the mail names: tickets by token, mails by reference, our mails by report. */
export function keysOf(letter: Letter, accepted: Accepted, mac: Mac): Keys {
  const reported = letter.bounce?.originalMessageId ? [letter.bounce.originalMessageId] : [];
  const references = [...new Set([...reported, ...letter.references, ...letter.inReplyTo])];
  const recipients = [...letter.to, ...letter.cc].map((to) => to.address);
  const addressed = [...recipients, ...letter.deliveredTo, ...(accepted.envelope?.to ?? [])];
  const tokens = [
    ...addressed.map((address) => ({ token: tokenOfAddress(address, accepted.ours, mac), by: address })),
    // The newest reference is the mail it answers.
    ...references.toReversed().map((id) => ({ token: tokenOfMessageId(id, mac), by: id })),
  ].flatMap(({ token, by }) => (token ? [{ ticketId: token.ticketId, series: token.series ?? 0, by }] : []));
  return {
    messageId: letter.messageId,
    references,
    reported: [...reported, ...letter.inReplyTo],
    tokens,
    taggedTicket: taggedTicket(letter.subject),
    sender: letter.from?.address.toLowerCase() ?? null,
    forwardedFrom: letter.forwardedFrom?.address.toLowerCase() ?? null,
    mailboxId: accepted.mailboxId,
    ledgerId: accepted.ledgerId,
  };
}
