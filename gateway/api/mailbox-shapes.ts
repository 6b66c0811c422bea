import { z } from 'zod';
import { EmailAddress, Line, Name } from './asks.ts';

/** Connecting a mailbox: what is asked and what is told. A password goes in and never comes out. */

const Server = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:_-]{1,255}$/),
  port: z.number().int().min(1).max(65535),
  /** TLS from the first byte; otherwise STARTTLS is required, except to this machine itself. */
  tls: z.boolean(),
  user: Line,
});
export const ServerShape = Server;

const Password = z.string().max(2000);
const Folder = z.string().min(1).max(200);

export const ServersAsk = z.strictObject({ address: EmailAddress });
/** What we would try for an address, and what its provider wants people to know. */
export const ServersShape = z.object({
  imap: Server.nullable(),
  smtp: Server.nullable(),
  advice: z.string().nullable(),
});

/** An empty password means the one kept for `mailboxId`. */
export const MailboxTestAsk = z.strictObject({
  address: EmailAddress,
  imap: Server,
  smtp: Server,
  password: Password,
  mailboxId: z.number().int().positive().optional(),
});

const Try = z.object({ ok: z.boolean(), words: z.string() });
export const MailboxTestShape = z.object({
  imap: Try,
  smtp: Try,
  /** Whether the server sends mail of the null sender; null when it was not tried. */
  takesNullSender: z.boolean().nullable(),
  /** The host whose Authentication-Results to trust, and all that were seen. */
  authservId: z.string().nullable(),
  authservIds: z.array(z.string()),
  folders: z.array(z.string()),
  junkFolder: z.string().nullable(),
  /** Mail already in INBOX. */
  mails: z.number().nullable(),
});

export const MailboxAsk = z.strictObject({
  address: EmailAddress,
  aliases: z.array(EmailAddress).max(50).default([]),
  senderName: Name,
  imap: Server,
  smtp: Server,
  password: Password.min(1),
  folders: z.array(Folder).min(1).max(20).default(['INBOX']),
  junkFolder: Folder.nullable().default(null),
  authservId: Line.nullable().default(null),
  takesNullSender: z.boolean().nullable().default(null),
  /** Epoch milliseconds: mail since then becomes tickets too, never acknowledged. null: from now on. */
  importSince: z.number().int().nonnegative().nullable().default(null),
});

/** What is left out stays as it is. */
export const MailboxChangeAsk = z.strictObject({
  aliases: z.array(EmailAddress).max(50).optional(),
  senderName: Name.optional(),
  imap: Server.optional(),
  smtp: Server.optional(),
  password: Password.min(1).optional(),
  folders: z.array(Folder).min(1).max(20).optional(),
  junkFolder: Folder.nullable().optional(),
  authservId: Line.nullable().optional(),
  takesNullSender: z.boolean().nullable().optional(),
});

export const MailboxShape = z.object({
  id: z.number(),
  kind: z.enum(['sandbox', 'imap', 'push']),
  address: z.string(),
  aliases: z.array(z.string()),
  senderName: z.string(),
  imap: Server.nullable(),
  smtp: Server.nullable(),
  folders: z.array(z.string()),
  junkFolder: z.string().nullable(),
  authservId: z.string().nullable(),
  takesNullSender: z.boolean().nullable(),
  importSince: z.number().nullable(),
  /** In words, when it is not well. */
  trouble: z.string().nullable(),
});

/** The doctor's findings: whether every mail is accounted for, and what an agent should look at. */
export const DoctorShape = z.object({
  ok: z.boolean(),
  accounted: z.number(),
  unaccounted: z.number(),
  waiting: z.number(),
  sources: z.array(z.object({ name: z.string(), accounted: z.number(), unaccounted: z.number(), waiting: z.number() })),
  findings: z.array(z.object({ code: z.string(), words: z.string(), count: z.number() })),
});

export type MailServers = z.infer<typeof ServersShape>;
export type MailboxTest = z.infer<typeof MailboxTestAsk>;
export type MailboxTested = z.infer<typeof MailboxTestShape>;
export type MailboxRow = z.infer<typeof MailboxShape>;
export type Doctor = z.infer<typeof DoctorShape>;
