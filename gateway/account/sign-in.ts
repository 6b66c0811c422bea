import { createHash } from 'node:crypto';
import { DeskError } from '../desk/error.ts';
import { MINUTE } from '../desk/instant.ts';
import { changeAgent, credentialsOf } from '../store/agents.ts';
import { countAttempt, forgetAttempts } from '../store/attempts.ts';
import type { Db } from '../store/db.ts';
import { checkPassword } from './password.ts';

const WINDOW = 15 * MINUTE;
// A person mistypes a few times; a guesser needs thousands.
const MOST_PER_ADDRESS_AND_CLIENT = 8;
// From many machines at once. High enough that a stranger does not easily lock an agent out.
const MOST_PER_ADDRESS = 60;
// One machine trying many addresses; an office behind one address signs in with less. Each try costs us 80 ms of work.
const MOST_PER_CLIENT = 120;

export type SignIn = { address: string; password: string; client: string };

/**
 * The agent's id when address and password are right. Attempts are counted first, known address or not, and every
 * failure says the same after the same work.
 * @throws DeskError unauthenticated; too_many
 */
export async function signIn(db: Db, asked: SignIn): Promise<number> {
  const id = await tried(db, asked);
  if (id === null) throw new DeskError('unauthenticated', 'The address or the password is wrong.');
  return id;
}

/**
 * Asks a signed-in agent for the password again, before something that a borrowed phone must not do.
 * @throws DeskError forbidden; too_many
 */
export async function confirmPassword(db: Db, asked: SignIn): Promise<void> {
  if ((await tried(db, asked)) === null) throw new DeskError('forbidden', 'That is not your password.');
}

async function tried(db: Db, { address, password, client }: SignIn): Promise<number | null> {
  const known = address.trim().toLowerCase();
  const ownName = nameOf('address and client', known, client);
  await within(db, ownName, MOST_PER_ADDRESS_AND_CLIENT);
  await within(db, nameOf('address', known), MOST_PER_ADDRESS);
  await within(db, nameOf('client', client), MOST_PER_CLIENT);
  const agent = await credentialsOf(db, known);
  const { right, rehash } = await checkPassword(password, agent?.hash ?? null);
  if (!agent || !right) return null;
  if (rehash !== null) await changeAgent(db, agent.id, { password_hash: rehash });
  await forgetAttempts(db, ownName);
  return agent.id;
}

async function within(db: Db, name: string, most: number): Promise<void> {
  if ((await countAttempt(db, name, WINDOW)) > most)
    throw new DeskError('too_many', 'Too many attempts. Try again in a quarter of an hour.', {
      retryAfterSeconds: WINDOW / 1000,
    });
}

/** Hashed, because a table of attempts is no place for addresses. */
const nameOf = (...parts: string[]): string =>
  `sign-in ${createHash('sha256').update(JSON.stringify(parts)).digest('base64url')}`;
