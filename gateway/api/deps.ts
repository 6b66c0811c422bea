import type { Context } from 'hono';
import type { Policy } from '../desk/policy.ts';
import type { Practice } from '../desk/practice.ts';
import type { Db } from '../store/db.ts';
import type { DeviceEdge } from './device-edge.ts';
import type { HistoryAsked, HistoryCounted, MailboxTest, MailboxTested, MailServers } from './mailbox-shapes.ts';
import type { SignInEdge } from './sign-in-edge.ts';

/** What the API is handed; an entry's Heed has all of it. */
export type ApiDeps = {
  db: Db;
  blobs: { put(bytes: Uint8Array): Promise<string>; get(sha256: string): Promise<Uint8Array | null> };
  secrets: { encrypt(text: string): string; decrypt(sealed: string): string };
  policy(): Promise<Policy>;
  practice(): Promise<Practice>;
  /** Settings and mailboxes changed: read them anew. */
  forgetSettings(): void;
  live: { subscribe(changed: () => void): () => void };
  config: { baseUrl: URL; trustProxy: number; metricsToken?: string | null };
  /** The address at the other end of the connection, as the runtime knows it; null where it does not. */
  remoteAddress(c: Context): string | null;
  /** The mail edge; null in a runtime that has none. */
  mail: MailEdge | null;
  /** Signing in with a provider of mail; null in a runtime that reads none. */
  signIns: SignInEdge | null;
  /** Calling agents' devices; null in a runtime that calls none. */
  devices: DeviceEdge | null;
  health: {
    /** Checks at a glance and keeps what was found. */
    check(): Promise<unknown>;
    /** Why nothing can be accepted just now. */
    obstacles(): Promise<{ code: string; words: string }[]>;
  };
  log: { error(fields: object, message: string): void };
};

export type MailEdge = {
  findServers(address: string): Promise<MailServers>;
  /** `accessToken` stands for both passwords. */
  testMailbox(asked: Omit<MailboxTest, 'signIn'>, accessToken?: string): Promise<MailboxTested>;
  /** Mails that would be brought in from a day on. @throws DeskError in words when the server cannot be asked */
  countHistory(asked: Omit<HistoryAsked, 'signIn'>, accessToken?: string): Promise<HistoryCounted>;
  /** Eight customers write to the sandbox; how many did. */
  sendExamples(): Promise<number>;
  /** A mail of ours as its reader sees it. */
  readSent(raw: Uint8Array): Promise<SentLetter>;
};

export type SentLetter = {
  subject: string;
  text: string;
  html: string | null;
  headers: { name: string; value: string }[];
};
