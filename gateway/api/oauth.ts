import { Hono } from 'hono';
import { DeskError } from '../desk/error.ts';
import { asInstant } from '../desk/instant.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import type { ApiDeps } from './deps.ts';
import {
  CallbackQuery,
  IdInPath,
  OauthClientAsk,
  OauthClientsShape,
  ProviderInPath,
  SignInBeginAsk,
  SignInBegunShape,
  SignInShape,
} from './oauth-shapes.ts';
import { gives, says, takes } from './route.ts';
import type { SignInEdge } from './sign-in-edge.ts';

/** Signing in with the provider of a mailbox: how the desk is known there, and an admin's way there and back. */
export function oauthRoutes(deps: ApiDeps) {
  const { db } = deps;
  const clients = async () => ({ redirect: edgeOf(deps).redirect(), clients: await edgeOf(deps).clients() });
  return new Hono<ApiEnv>()
    .get('/oauth/clients', says('How the desk is known to providers', OauthClientsShape), async (c) =>
      gives(c, OauthClientsShape, await clients()),
    )
    .put(
      '/oauth/clients/:provider',
      says('Enter how the desk is known to a provider', OauthClientsShape),
      takes('param', ProviderInPath),
      takes('json', OauthClientAsk),
      async (c) => {
        const { provider } = c.req.valid('param');
        const { secretEndsOn, ...asked } = c.req.valid('json');
        const secretEndsAt = secretEndsOn === null ? null : asInstant(Date.parse(secretEndsOn));
        await edgeOf(deps).keepClient({ ...asked, provider, secretEndsAt });
        await tellOfDesk(db, { kind: 'provider changed', by: agentOf(c).id, data: { provider } });
        deps.forgetSettings();
        return gives(c, OauthClientsShape, await clients());
      },
    )
    .post('/oauth/sign-ins', says('Begin a sign-in', SignInBegunShape), takes('json', SignInBeginAsk), async (c) => {
      const agentId = agentOf(c).id;
      const begun = await edgeOf(deps).begin({ ...c.req.valid('json'), agentId });
      await tellOfDesk(db, { kind: 'sign-in begun', by: agentId, data: { signInId: begun.id } });
      return gives(c, SignInBegunShape, begun);
    })
    .get('/oauth/sign-ins/:id', says('How a sign-in stands', SignInShape), takes('param', IdInPath), async (c) =>
      gives(c, SignInShape, await edgeOf(deps).look(c.req.valid('param').id, agentOf(c).id)),
    )
    .get('/oauth/callback', says('Come back from a provider', null, 303), takes('query', CallbackQuery), async (c) => {
      const { state, code, error } = c.req.valid('query');
      const id = await edgeOf(deps).comeBack({ state, code, error, agentId: agentOf(c).id });
      return c.redirect(`/app/admin/mailboxes/signed-in/${id}`, 303);
    });
}

export function edgeOf({ signIns }: Pick<ApiDeps, 'signIns'>): SignInEdge {
  if (!signIns) throw new DeskError('invalid', 'This gateway reads no mailbox. Ask another one.');
  return signIns;
}
