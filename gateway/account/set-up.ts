import { sql } from 'kysely';
import type { Desk } from '../desk/desk.ts';
import { DeskError } from '../desk/error.ts';
import { DAY } from '../desk/instant.ts';
import { addAgent, anyAgent } from '../store/agents.ts';
import type { Db } from '../store/db.ts';
import { addInvitation, endSetUp, findInvitation, useInvitation } from '../store/invitations.ts';
import { writeDesk } from '../store/settings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { hashPassword } from './password.ts';
import { hashOfToken, newToken } from './token.ts';

const LASTS = 7 * DAY;

/** The path of the set-up page, its token in the fragment so that no log ever holds it; null once there is an agent. */
export async function openSetUp(db: Db): Promise<string | null> {
  if (await anyAgent(db)) return null;
  const token = newToken();
  const hash = hashOfToken(token) ?? '';
  await addInvitation(db, { hash, purpose: 'set up', address: null, role: 'admin', lasts: LASTS });
  return `/app/setup#${token}`;
}

export type SetUp = { token: string; agent: { name: string; address: string; password: string }; desk: Desk };

/**
 * Makes the first admin and names the desk; the agent's id.
 * @throws DeskError not_found, for a wrong token and for a desk that is set up already; invalid
 */
export async function setUp(db: Db, { token, agent, desk }: SetUp): Promise<number> {
  const hash = hashOfToken(token);
  if (hash === null || !(await findInvitation(db, hash, 'set up'))) throw gone();
  const passwordHash = await hashPassword(agent.password, agent.address);
  return db.transaction().execute(async (tx) => {
    await sql`select from instance for update`.execute(tx);
    if ((await anyAgent(tx)) || !(await useInvitation(tx, hash, 'set up'))) throw gone();
    const id = await addAgent(tx, { name: agent.name, address: agent.address, role: 'admin', passwordHash });
    if (id === null) throw gone();
    await writeDesk(tx, desk);
    await endSetUp(tx);
    await tellOfDesk(tx, { kind: 'set up', by: id, data: { agentId: id } });
    return id;
  });
}

const gone = () => new DeskError('not_found', 'This set-up link does not work any more.');
