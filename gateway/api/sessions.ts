import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { acceptInvitation } from '../account/invitations.ts';
import { hashPassword } from '../account/password.ts';
import { endOtherSessions, endSessionOf, startSession } from '../account/sessions.ts';
import { setUp } from '../account/set-up.ts';
import { confirmPassword, signIn } from '../account/sign-in.ts';
import { DeskError } from '../desk/error.ts';
import { checkQuietHours } from '../desk/quiet.ts';
import { type Agent, agentById, anyAgent, changeAgent } from '../store/agents.ts';
import { hearsOfCover, setHearsOfCover } from '../store/cover-reminders.ts';
import { mailboxes } from '../store/mailboxes.ts';
import { quietHoursOf, setQuietHours } from '../store/quiet.ts';
import { readDesk } from '../store/settings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { AcceptanceAsk, MeAsk, SetUpAsk, SignInAsk } from './asks.ts';
import { clientOf } from './client.ts';
import { cookieOf, forgetCookie, setCookieOf } from './cookie.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { type Me, MeShape } from './shapes.ts';

const SetUpShape = z.object({ open: z.boolean() });
const DoneShape = z.object({ done: z.literal(true) });

/** Signing in and out, the first set-up, joining by invitation, and oneself. */
export function sessionRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .post('/session', says('Sign in', MeShape), takes('json', SignInAsk), async (c) => {
      const { address, password } = c.req.valid('json');
      const id = await signIn(db, { address, password, client: clientOf(c, deps) });
      await tellOfDesk(db, { kind: 'signed in', by: id });
      return gives(c, MeShape, await enter(c, deps, id));
    })
    .delete('/session', says('Sign out', DoneShape), async (c) => {
      const by = await endSessionOf(db, cookieOf(c, deps));
      // Who reads events notices: a stream that was open under the session ends.
      if (by !== null) await tellOfDesk(db, { kind: 'signed out', by });
      forgetCookie(c, deps);
      return gives(c, DoneShape, { done: true });
    })
    .get('/setup', says('Whether the desk waits for its first agent', SetUpShape), async (c) => {
      await beforeSetUp(db);
      return gives(c, SetUpShape, { open: true });
    })
    .post(
      '/setup',
      says('Make the first admin and name the desk', MeShape),
      async (_, next) => {
        await beforeSetUp(db);
        await next();
      },
      takes('json', SetUpAsk),
      async (c) => {
        const id = await setUp(db, c.req.valid('json'));
        deps.forgetSettings();
        return gives(c, MeShape, await enter(c, deps, id));
      },
    )
    .post(
      '/invitations/acceptance',
      says('Become an agent by an invitation', MeShape),
      takes('json', AcceptanceAsk),
      async (c) => gives(c, MeShape, await enter(c, deps, await acceptInvitation(db, c.req.valid('json')))),
    )
    .get('/me', says('Who asks, and the desk', MeShape), async (c) => gives(c, MeShape, await meOf(deps, agentOf(c))))
    .put('/me', says('Change name, signature, password or quiet hours', MeShape), takes('json', MeAsk), async (c) => {
      const me = agentOf(c);
      const { name, signature, password, quietHours, coverReminders } = c.req.valid('json');
      if (quietHours) checkQuietHours(quietHours);
      const change = {
        ...(name === undefined ? {} : { name }),
        ...(signature === undefined ? {} : { signature }),
        ...(password === undefined ? {} : { password_hash: await newPassword(c, deps, me, password) }),
      };
      if (Object.keys(change).length > 0) await changeAgent(db, me.id, change);
      if (coverReminders !== undefined) await setHearsOfCover(db, me.id, coverReminders);
      if (quietHours !== undefined) await db.transaction().execute((tx) => setQuietHours(tx, me.id, quietHours));
      if (password) await endOtherSessions(db, me.id, cookieOf(c, deps));
      await tellOfDesk(db, { kind: 'agent changed', by: me.id, data: { agentId: me.id } });
      return gives(c, MeShape, await meOf(deps, (await agentById(db, me.id)) ?? me));
    });
}

/** A desk that is set up has no set-up page any more, whoever asks and with whatever. */
async function beforeSetUp(db: ApiDeps['db']): Promise<void> {
  if (await anyAgent(db)) throw new DeskError('not_found', 'This desk is set up.');
}

async function enter(c: Context, deps: ApiDeps, agentId: number): Promise<Me> {
  const agent = await agentById(deps.db, agentId);
  if (!agent) throw new DeskError('unauthenticated', 'Sign in first.');
  const device = c.req.header('User-Agent') ?? '';
  setCookieOf(c, deps, await startSession(deps.db, agentId, device, cookieOf(c, deps)));
  return meOf(deps, agent);
}

async function newPassword(c: Context, deps: ApiDeps, me: Agent, { now, next }: { now: string; next: string }) {
  await confirmPassword(deps.db, { address: me.address, password: now, client: clientOf(c, deps) });
  return hashPassword(next, me.address);
}

async function meOf({ db }: ApiDeps, agent: Agent): Promise<Me> {
  const [{ name, zone }, boxes] = [await readDesk(db), await mailboxes(db)];
  const [first] = boxes;
  const [quietHours, coverReminders] = [await quietHoursOf(db, agent.id), await hearsOfCover(db, agent.id)];
  return {
    agent,
    quietHours,
    coverReminders,
    desk: { name, zone, sandbox: first?.kind === 'sandbox', address: first?.address ?? '' },
  };
}
