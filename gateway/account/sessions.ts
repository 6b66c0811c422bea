import type { Agent } from '../store/agents.ts';
import type { Db } from '../store/db.ts';
import { addSession, agentOfSession, endSession, endSessionsOf } from '../store/sessions.ts';
import { hashOfToken, newToken } from './token.ts';

/** What a list of devices shows; a browser's full name is longer than anyone reads. */
const DEVICE_LENGTH = 200;

/** Starts a session with a token of its own, whatever the browser carried before; that one ends. */
export async function startSession(db: Db, agentId: number, device: string, before?: string): Promise<string> {
  await endSessionOf(db, before);
  const token = newToken();
  const hash = hashOfToken(token);
  if (hash === null) throw new Error('a new token has the wrong shape');
  await addSession(db, { hash, agentId, device: device.slice(0, DEVICE_LENGTH) });
  return token;
}

/** The agent behind a cookie; null for none, an unknown or expired one, and a deactivated agent. */
export async function sessionOf(db: Db, token: string | undefined): Promise<{ agent: Agent; rolled: boolean } | null> {
  const hash = hashOfToken(token);
  return hash === null ? null : agentOfSession(db, hash);
}

/** Whether the session still runs, for a stream that was opened under it. */
export async function stillRuns(db: Db, token: string | undefined): Promise<boolean> {
  const hash = hashOfToken(token);
  return hash !== null && (await agentOfSession(db, hash, 'leave')) !== null;
}

/** Whose session it was; null when there was none. */
export async function endSessionOf(db: Db, token: string | undefined): Promise<number | null> {
  const hash = hashOfToken(token);
  return hash === null ? null : endSession(db, hash);
}

/** After a change of password: every other device signs in again. */
export async function endOtherSessions(db: Db, agentId: number, token: string | undefined): Promise<void> {
  await endSessionsOf(db, agentId, hashOfToken(token));
}
