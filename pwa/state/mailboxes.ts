import type { MailServers } from '../../gateway/api/mailbox-shapes.ts';
import type { Answer } from './ask.ts';
import { ask } from './connection.ts';

export type Server = { host: string; port: number; tls: boolean };
export type Login = Server & { user: string; password: string };

export type Mailbox = {
  id: number;
  address: string;
  /** Whether mail comes and goes, in words; null when all is well. */
  trouble: string | null;
  sandbox: boolean;
  /** Whose sign-in opens it; null where a password does. */
  oauth: MailServers['oauth'];
  lastPolledAt: number | null;
  sentFolder: string | null;
  sentCopies: SentCopies | null;
  /** While older mail is brought in. */
  importing: { done: number; of: number } | null;
};

/** Who puts a copy of our answers into the folder of sent mail. */
export type SentCopies = 'provider' | 'append' | 'none';

export type Found = { imap: Server; smtp: Server; advice: string; oauth: MailServers['oauth'] };
/** `signIn`: a sign-in with the provider, in place of both passwords. */
export type Connection = { address: string; imap: Login; smtp: Login; signIn?: number };
export type Tested = {
  steps: { what: string; ok: boolean; words: string }[];
  nullSender: boolean;
  authservId: string | null;
  junkFolder: string | null;
  sentFolder: string | null;
  sentCopies: SentCopies | null;
  existing: number;
};
export type History = { mode: 'from now' } | { mode: 'since'; date: string };

export const readMailboxes = (): Promise<Answer<{ mailboxes: Mailbox[] }>> => ask('/mailboxes');
export const findServers = (address: string): Promise<Answer<Found>> =>
  ask('/mailboxes/servers', { method: 'POST', body: { address } });
/** `probe`: also sends a mail to the mailbox itself. */
export const testMailbox = (connection: Connection, probe: boolean): Promise<Answer<Tested>> =>
  ask('/mailboxes/test', { method: 'POST', body: { ...connection, probe } });
export const countHistory = ({ imap, signIn }: Connection, date: string): Promise<Answer<{ mails: number }>> =>
  ask('/mailboxes/history', { method: 'POST', body: { imap, date, ...(signIn === undefined ? {} : { signIn }) } });
export const connectMailbox = (connection: Connection, tested: Tested, history: History): Promise<Answer<unknown>> => {
  const { nullSender, authservId, junkFolder, sentFolder, sentCopies } = tested;
  return ask('/mailboxes', {
    method: 'POST',
    body: { ...connection, nullSender, authservId, junkFolder, sentFolder, sentCopies, history },
  });
};
export const chooseSentCopies = (id: number, sentCopies: SentCopies): Promise<Answer<unknown>> =>
  ask(`/mailboxes/${id}`, { method: 'PUT', body: { sentCopies } });
export const disconnectMailbox = (id: number): Promise<Answer<unknown>> =>
  ask(`/mailboxes/${id}`, { method: 'DELETE' });
