import type { Instant } from './instant.ts';

/** A strict addr-spec (RFC 5321 dot-atom, lower-cased domain) and the name beside it, free of control characters. */
export type Address = { address: string; name: string };

export type LetterKind =
  | 'person'
  | 'auto-reply'
  | 'auto-generated'
  | 'bounce'
  | 'complaint'
  | 'list'
  | 'receipt'
  | 'invitation';

export type BouncedRecipient = {
  address: string;
  action: 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded' | null;
  /** RFC 3463 status, as 5.1.1. */
  status: string | null;
  diagnostic: string | null;
  kind: 'hard' | 'soft' | null;
};

export type Bounce = { recipients: BouncedRecipient[]; originalMessageId: string | null };

export type LetterAttachment = {
  name: string;
  contentType: string;
  bytes: Uint8Array;
  /** Shown inside the text (cid) rather than beside it. */
  inline: boolean;
  /** Without angle brackets. */
  cid: string | null;
  truncated: boolean;
};

export type Language = 'en' | 'de' | 'es' | 'fr' | 'pt';

/** Whether the sender's domain vouches for this mail (DMARC), and by which evidence. */
export type Trust = { verdict: 'verified' | 'failed' | 'unknown'; why: string };

/** What may not be missing from a mail for a robot rule to see it: header names in lower case, values unfolded. */
export type Headers = ReadonlyMap<string, readonly string[]>;

/**
 * A mail as read: what `mail/read.ts` makes of raw bytes and all that the rules of the desk know of it.
 * Every string is valid Unicode without NUL; subject and names hold no control characters.
 */
export type Letter = {
  subject: string;
  /** null when the mail has not exactly one From line with exactly one strict address. */
  from: Address | null;
  /** How the sender is shown when `from` is null; '' when there is no From at all. Never used as an address. */
  fromText: string;
  replyTo: Address[];
  to: Address[];
  cc: Address[];
  /** Addresses of Delivered-To, X-Original-To and Envelope-To, lower-cased. */
  deliveredTo: string[];
  /** undefined: no Return-Path line; '' is the null path. */
  returnPath: string | undefined;
  /** With angle brackets; null when absent or empty. */
  messageId: string | null;
  inReplyTo: string[];
  /** Newest last, at most MAX_REFERENCES kept (the first and the newest). */
  references: string[];
  /** The Date header: shown, never counted with. */
  date: Instant | null;
  /** The whole readable text. */
  text: string;
  /** The new words, quotes and signature folded away. Shows all when in doubt. */
  visible: string;
  quoted: string;
  /** Cleaned once, here; null for plain text mail. */
  html: string | null;
  attachments: LetterAttachment[];
  headers: Headers;
  kind: LetterKind;
  bounce: Bounce | null;
  /** The sender's address found in a forwarded mail, for the agent to see. */
  forwardedFrom: Address | null;
  language: Language | null;
  trust: Trust;
  /** sha256 of the canonical content (subject, text, attachments), for telling a copy from a reused Message-ID. */
  contentHash: string;
  /** What was odd, in words, for the ticket. */
  problems: string[];
};

/** Threads longer than this are quoted by their first and newest ids; a mail with 20,000 costs no more than one with 50. */
export const MAX_REFERENCES = 50;
