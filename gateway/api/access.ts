import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import { sessionOf } from '../account/sessions.ts';
import { DeskError } from '../desk/error.ts';
import type { Agent } from '../store/agents.ts';
import { cookieOf, setCookieOf } from './cookie.ts';
import type { ApiDeps } from './deps.ts';
import { refuseForged } from './voice-form.ts';

/** `token`: a monitor that shows METRICS_TOKEN. `signed`: the phone provider, whose signature is checked. */
export type Access = 'anyone' | 'agent' | 'admin' | 'token' | 'signed';

/** Who may do what: every route has a row, and a route without one is refused. */
export const ACCESS: Readonly<Record<string, Access>> = {
  'GET /healthz': 'anyone',
  'GET /api/openapi.json': 'anyone',
  'POST /api/session': 'anyone',
  'DELETE /api/session': 'anyone',
  'GET /api/setup': 'anyone',
  'POST /api/setup': 'anyone',
  'POST /api/invitations/acceptance': 'anyone',

  'GET /api/me': 'agent',
  'PUT /api/me': 'agent',
  'GET /api/sync': 'agent',
  'GET /api/live': 'agent',
  'GET /api/tickets': 'agent',
  'POST /api/tickets': 'agent',
  'GET /api/tickets/:id': 'agent',
  'GET /api/conversations': 'agent',
  'PUT /api/tickets/:id/status': 'agent',
  'PUT /api/tickets/:id/assignee': 'agent',
  'PUT /api/tickets/:id/priority': 'agent',
  'PUT /api/tickets/:id/level': 'agent',
  'PUT /api/tickets/:id/mailbox': 'agent',
  'PUT /api/tickets/:id/request': 'agent',
  'DELETE /api/tickets/:id/request': 'agent',
  'GET /api/addresses': 'agent',
  'PUT /api/tickets/:id/tags/:tag': 'agent',
  'DELETE /api/tickets/:id/tags/:tag': 'agent',
  'GET /api/tags': 'agent',
  'POST /api/tickets/:id/page/acknowledgement': 'agent',
  'GET /api/tickets/:id/clocks': 'agent',
  'PUT /api/tickets/:id/spam': 'agent',
  'PUT /api/tickets/:id/merge': 'agent',
  'DELETE /api/tickets/:id/tokens': 'agent',
  'POST /api/tickets/:id/answers': 'agent',
  'POST /api/tickets/:id/notes': 'agent',
  'POST /api/uploads': 'agent',
  'GET /api/attachments/:id': 'agent',
  'POST /api/messages/:id/acceptance': 'agent',
  'POST /api/messages/:id/split': 'agent',
  'POST /api/messages/:id/move': 'agent',
  'GET /api/waiting': 'agent',
  'POST /api/ledger/:id/look': 'agent',
  'POST /api/ledger/:id/replay': 'agent',
  'POST /api/ledger/:id/acceptance': 'agent',
  'GET /api/ledger/:id/raw': 'agent',
  'GET /api/agents': 'agent',
  'GET /api/desk': 'agent',
  'GET /api/policy': 'agent',
  'GET /api/on-call': 'agent',
  'GET /api/test-page': 'agent',
  'POST /api/test-page/acknowledgement': 'agent',
  'GET /api/organisations': 'agent',
  'GET /api/organisations/:id': 'agent',
  'GET /api/plans': 'agent',
  'GET /api/callers': 'agent',
  'GET /api/releases': 'agent',
  'GET /api/devices/key': 'agent',
  'PUT /api/devices': 'agent',
  'DELETE /api/devices': 'agent',
  'POST /api/devices/test': 'agent',
  'POST /api/sandbox/examples': 'agent',
  'GET /api/sandbox/sent': 'agent',
  'GET /app/m/:id': 'agent',
  'GET /app/m/:id/': 'agent',
  'GET /app/m/:id/cid/:cid': 'agent',

  'GET /api/metrics': 'token',

  'POST /api/voice': 'signed',
  'POST /api/voice/choice': 'signed',
  'POST /api/voice/rang': 'signed',
  'POST /api/voice/message': 'signed',

  'GET /api/health': 'admin',
  'POST /api/health/check': 'admin',
  'PUT /api/health/limits': 'admin',
  'POST /api/invitations': 'admin',
  'DELETE /api/agents/:id': 'admin',
  'PUT /api/desk': 'admin',
  'PUT /api/policy': 'admin',
  'POST /api/releases': 'admin',
  'PUT /api/releases/:id': 'admin',
  'DELETE /api/releases/:id': 'admin',
  'POST /api/policy/preview': 'admin',
  'GET /api/holidays': 'admin',
  'POST /api/holidays/file': 'admin',
  'GET /api/learning': 'admin',
  'GET /api/blocks': 'admin',
  'GET /api/replies': 'admin',
  'PUT /api/replies': 'admin',
  'GET /api/phone': 'admin',
  'PUT /api/phone': 'admin',
  'POST /api/blocks': 'admin',
  'DELETE /api/blocks/:id': 'admin',
  'POST /api/organisations': 'admin',
  'PUT /api/organisations/:id': 'admin',
  'DELETE /api/organisations/:id': 'admin',
  'PUT /api/organisations/:id/contacts': 'admin',
  'DELETE /api/organisations/:id/contacts/:contact': 'admin',
  'POST /api/organisations/:id/cover': 'admin',
  'PUT /api/cover/:id': 'admin',
  'POST /api/cover/:id/renewal': 'admin',
  'DELETE /api/cover/:id': 'admin',
  'POST /api/plans': 'admin',
  'PUT /api/plans/:id': 'admin',
  'DELETE /api/plans/:id': 'admin',
  'GET /api/mailboxes': 'admin',
  'POST /api/mailboxes': 'admin',
  'POST /api/mailboxes/servers': 'admin',
  'POST /api/mailboxes/test': 'admin',
  'POST /api/mailboxes/history': 'admin',
  'PUT /api/mailboxes/:id': 'admin',
  'DELETE /api/mailboxes/:id': 'admin',
  'GET /api/webhooks': 'admin',
  'POST /api/webhooks': 'admin',
  'PUT /api/webhooks/:id': 'admin',
  'DELETE /api/webhooks/:id': 'admin',
  'POST /api/webhooks/:id/secret': 'admin',
  'POST /api/webhooks/:id/test': 'admin',
  'GET /api/webhooks/:id/deliveries': 'admin',
  'GET /api/oauth/clients': 'admin',
  'PUT /api/oauth/clients/:provider': 'admin',
  'POST /api/oauth/sign-ins': 'admin',
  'GET /api/oauth/sign-ins/:id': 'admin',
  'GET /api/oauth/callback': 'admin',
};

export type ApiEnv = { Variables: { agent: Agent | null } };

/** Finds out who asks and refuses what the table does not allow. A path without a route goes on, to become a 404. */
export function access(deps: Pick<ApiDeps, 'db' | 'config' | 'secrets'>): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('agent', null);
    const route = matchedRoutes(c).find(({ method }) => method !== 'ALL');
    if (!route) return next();
    const needed = ACCESS[`${route.method} ${route.path}`];
    if (needed === undefined)
      throw new DeskError('forbidden', 'Nobody may do this: it has no row in the access table.');
    if (needed === 'token') refuseWithoutToken(c, deps.config.metricsToken ?? null);
    else if (needed === 'signed') await refuseForged(c, deps);
    else if (needed !== 'anyone') c.set('agent', await whoAsks(c, deps, needed));
    await next();
  };
}

async function whoAsks(c: Context, deps: Pick<ApiDeps, 'db' | 'config'>, needed: 'agent' | 'admin'): Promise<Agent> {
  const token = cookieOf(c, deps);
  const session = await sessionOf(deps.db, token);
  if (!session || token === undefined) throw new DeskError('unauthenticated', 'Sign in first.');
  if (session.rolled) setCookieOf(c, deps, token);
  if (needed === 'admin' && session.agent.role !== 'admin')
    throw new DeskError('forbidden', 'Only an admin may do this.');
  return session.agent;
}

/** Compared by their hashes, in constant time: neither its length nor its beginning can be guessed. */
function refuseWithoutToken(c: Context, token: string | null): void {
  const shown = /^Bearer (.+)$/.exec(c.req.header('Authorization') ?? '')?.[1];
  if (token === null || shown === undefined || !timingSafeEqual(sha256(shown), sha256(token)))
    throw new DeskError('unauthenticated', 'Set METRICS_TOKEN and show it as "Authorization: Bearer ...".');
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();

/** The agent who asks, on a route whose row is not 'anyone'. */
export function agentOf(c: Context<ApiEnv>): Agent {
  const agent = c.get('agent');
  if (!agent) throw new DeskError('unauthenticated', 'Sign in first.');
  return agent;
}
