import { z } from 'zod';
import { EmailAddress, Line, Name } from './asks.ts';
import { OauthProvider } from './oauth-shapes.ts';
import { Id } from './shapes.ts';

/** Connecting a mailbox: what is asked and what is told. A password goes in and never comes out. */

const Server = z.strictObject({
  host: z.string().regex(/^[A-Za-z0-9.:_-]{1,255}$/, 'is no host name'),
  port: z.number().int().min(1).max(65535),
  /** TLS from the first byte; otherwise STARTTLS. */
  tls: z.boolean(),
});
const Login = Server.extend({ user: Line.min(1), password: z.string().max(2000) });
const Folder = z.string().min(1).max(200);
/** Who puts a copy of our answers into the folder of sent mail: the provider, we, or nobody. */
const SentCopies = z.enum(['provider', 'append', 'none']);

export const ServersAsk = z.strictObject({ address: EmailAddress });
/** What we would try for an address, and what its provider wants people to know. */
export const ServersShape = z.object({
  imap: Server,
  smtp: Server,
  advice: z.string(),
  /** Whose sign-in opens the mailbox; null where a password does. */
  oauth: OauthProvider.nullable(),
});

/** `signIn`: a sign-in with the provider, in place of both passwords. */
const Way = { address: EmailAddress, imap: Login, smtp: Login, signIn: Id.optional() };
type Way = { imap?: { password: string } | undefined; smtp?: { password: string } | undefined; signIn?: unknown };
const isKeyed = ({ imap, smtp, signIn }: Way): boolean =>
  signIn !== undefined || (imap?.password !== '' && smtp?.password !== '');
const PASSWORD_MISSING = { message: 'a password is missing', path: ['imap', 'password'] };

/** `probe`: also sends a mail to the address itself, to see who keeps copies of what is sent. */
export const MailboxTestAsk = z
  .strictObject({ ...Way, probe: z.boolean().default(false) })
  .refine(isKeyed, PASSWORD_MISSING);

export const MailboxTestShape = z.object({
  steps: z.array(z.object({ what: z.string(), ok: z.boolean(), words: z.string() })),
  /** Whether the server sends mail of the null sender. */
  nullSender: z.boolean(),
  /** The host whose Authentication-Results to trust. */
  authservId: z.string().nullable(),
  junkFolder: z.string().nullable(),
  sentFolder: z.string().nullable(),
  /** null: not asked, or no clear answer. */
  sentCopies: SentCopies.nullable(),
  /** Mail already there. */
  existing: z.number(),
});

/** How many mails would be brought in from that day (UTC) on. */
export const HistoryAsk = z
  .strictObject({ imap: Login, date: z.iso.date(), signIn: Id.optional() })
  .refine(isKeyed, PASSWORD_MISSING);
export const HistoryShape = z.object({ mails: z.number() });

/** What is found out by the test and kept with the mailbox. */
const Learnt = {
  nullSender: z.boolean(),
  authservId: Line.nullable(),
  junkFolder: Folder.nullable(),
  sentFolder: Folder.nullable(),
  sentCopies: SentCopies.nullable().optional(),
};

const Described = { aliases: z.array(EmailAddress).max(50), senderName: Name };

export const MailboxAsk = z
  .strictObject({
    ...Way,
    ...Learnt,
    ...z.object(Described).partial().shape,
    /** What to do with the mail already there. `since` brings it in from a day on, and never acknowledges it. */
    history: z
      .discriminatedUnion('mode', [
        z.strictObject({ mode: z.literal('from now') }),
        z.strictObject({ mode: z.literal('since'), date: z.iso.date() }),
      ])
      .default({ mode: 'from now' }),
  })
  .refine(isKeyed, PASSWORD_MISSING);

/** What is left out stays as it is. */
export const MailboxChangeAsk = z
  .strictObject({
    ...z.object({ ...Described, ...Learnt }).partial().shape,
    imap: Login.optional(),
    smtp: Login.optional(),
    signIn: Id.optional(),
  })
  .refine(isKeyed, PASSWORD_MISSING);

export const MailboxShape = z.object({
  id: z.number(),
  address: z.string(),
  aliases: z.array(z.string()),
  senderName: z.string(),
  sandbox: z.boolean(),
  /** Whose sign-in opens it; null where a password does. */
  oauth: OauthProvider.nullable(),
  /** Where its server keeps what was sent. */
  sentFolder: z.string().nullable(),
  /** null: nobody has found out. */
  sentCopies: SentCopies.nullable(),
  /** In words, when mail does not come or go. */
  trouble: z.string().nullable(),
  lastPolledAt: z.number().nullable(),
  /** While older mail is brought in: how many mails of how many. */
  importing: z.object({ done: z.number(), of: z.number() }).nullable(),
});

export type MailServers = z.infer<typeof ServersShape>;
export type MailboxTest = z.infer<typeof MailboxTestAsk>;
export type MailboxTested = z.infer<typeof MailboxTestShape>;
export type HistoryAsked = z.infer<typeof HistoryAsk>;
export type HistoryCounted = z.infer<typeof HistoryShape>;
export type MailboxRow = z.infer<typeof MailboxShape>;
