import { DeskError } from '../desk/error.ts';
import { DAY } from '../desk/instant.ts';
import { addAgent, credentialsOf, type Role } from '../store/agents.ts';
import type { Db } from '../store/db.ts';
import { addInvitation, findInvitation, useInvitation } from '../store/invitations.ts';
import { tellOfDesk } from '../store/tell.ts';
import { hashPassword } from './password.ts';
import { hashOfToken, newToken } from './token.ts';

const LASTS = 7 * DAY;

/**
 * The path of a page where whoever has the link becomes an agent; it works once, for a week.
 * @throws DeskError conflict, when the address is an active agent's
 */
export async function invite(db: Db, invited: { address: string; role: Role; by: number }): Promise<string> {
  if (await credentialsOf(db, invited.address))
    throw new DeskError('conflict', `${invited.address} is an agent already.`);
  const token = newToken();
  const hash = hashOfToken(token) ?? '';
  const { address, role } = invited;
  await db.transaction().execute(async (tx) => {
    await addInvitation(tx, { hash, purpose: 'invite', address, role, lasts: LASTS });
    await tellOfDesk(tx, { kind: 'agent invited', by: invited.by, data: { role } });
  });
  return `/app/join#${token}`;
}

/**
 * Makes an agent of whoever holds the link; the agent's id.
 * @throws DeskError not_found; invalid
 */
export async function acceptInvitation(
  db: Db,
  accepted: { token: string; name: string; password: string },
): Promise<number> {
  const hash = hashOfToken(accepted.token);
  const open = hash === null ? null : await findInvitation(db, hash, 'invite');
  if (hash === null || !open?.address) throw gone();
  const passwordHash = await hashPassword(accepted.password, open.address);
  return db.transaction().execute(async (tx) => {
    const used = await useInvitation(tx, hash, 'invite');
    if (!used?.address) throw gone();
    const id = await addAgent(tx, { name: accepted.name, address: used.address, role: used.role, passwordHash });
    if (id === null) throw gone();
    await tellOfDesk(tx, { kind: 'agent joined', by: id, data: { agentId: id } });
    return id;
  });
}

const gone = () => new DeskError('not_found', 'This invitation does not work any more.');
