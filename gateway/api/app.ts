import { Hono } from 'hono';
import { openAPIRouteHandler } from 'hono-openapi';
import { type ApiEnv, access } from './access.ts';
import { agentRoutes } from './agents.ts';
import { checkupRoutes } from './checkups.ts';
import type { ApiDeps } from './deps.ts';
import { deskRoutes } from './desk.ts';
import { deviceRoutes } from './devices.ts';
import { errorsOf } from './errors.ts';
import { featureRequestRoutes } from './feature-requests.ts';
import { fileRoutes } from './files.ts';
import { frameRoutes } from './frame.ts';
import { dataHeaders, jsonOnly, limitedBody, sameOrigin, securityHeaders } from './guard.ts';
import { healthRoutes } from './health.ts';
import { learningRoutes } from './learning.ts';
import { liveRoutes } from './live.ts';
import { mailboxRoutes } from './mailboxes.ts';
import { messageRoutes } from './messages.ts';
import { metricsRoutes } from './metrics.ts';
import { oauthRoutes } from './oauth.ts';
import { organisationRoutes } from './organisations.ts';
import { phoneRoutes } from './phone.ts';
import { planRoutes } from './plans.ts';
import { policyRoutes } from './policy.ts';
import { practiceRoutes } from './practice.ts';
import { regroupRoutes } from './regroup.ts';
import { releaseRoutes } from './releases.ts';
import { sessionRoutes } from './sessions.ts';
import { spamRoutes } from './spam.ts';
import { tagRoutes } from './tags.ts';
import { ticketWriteRoutes } from './ticket-writes.ts';
import { ticketRoutes } from './tickets.ts';
import { transferRoutes } from './transfer.ts';
import { voiceRoutes } from './voice.ts';
import { waitingRoutes } from './waiting.ts';
import { webhookRoutes } from './webhooks.ts';

/** The agents' API as a value: it opens nothing and listens nowhere. */
export function createApi(deps: ApiDeps) {
  const guarded = new Hono<ApiEnv>();
  guarded.onError(errorsOf(deps));
  guarded.notFound((c) => c.json({ error: { code: 'not_found', message: 'There is nothing here.' } }, 404));
  guarded.use(securityHeaders(deps));
  guarded.use('/api/*', dataHeaders, sameOrigin(deps), jsonOnly, limitedBody);
  for (const path of ['/api/*', '/app/m/*', '/healthz']) guarded.use(path, access(deps));

  const api = guarded
    .route('/', healthRoutes(deps))
    .route('/app', frameRoutes(deps))
    .route('/api', sessionRoutes(deps))
    .route('/api', liveRoutes(deps))
    .route('/api', ticketRoutes(deps))
    .route('/api', ticketWriteRoutes(deps))
    .route('/api', messageRoutes(deps))
    .route('/api', fileRoutes(deps))
    .route('/api', waitingRoutes(deps))
    .route('/api', agentRoutes(deps))
    .route('/api', mailboxRoutes(deps))
    .route('/api', oauthRoutes(deps))
    .route('/api', deskRoutes(deps))
    .route('/api', checkupRoutes(deps))
    .route('/api', metricsRoutes(deps))
    .route('/api', policyRoutes(deps))
    .route('/api', learningRoutes(deps))
    .route('/api', deviceRoutes(deps))
    .route('/api', spamRoutes(deps))
    .route('/api', practiceRoutes(deps))
    .route('/api', regroupRoutes(deps))
    .route('/api', webhookRoutes(deps))
    .route('/api', organisationRoutes(deps))
    .route('/api', planRoutes(deps))
    .route('/api', featureRequestRoutes(deps))
    .route('/api', releaseRoutes(deps))
    .route('/api', tagRoutes(deps))
    .route('/api', transferRoutes(deps))
    .route('/api', phoneRoutes(deps))
    .route('/api', voiceRoutes(deps));

  api.get('/api/openapi.json', openAPIRouteHandler(api, { documentation: DOCUMENTATION, exclude: [/^\/app\//] }));
  return api;
}

/** For the typed client of the app. */
export type Api = ReturnType<typeof createApi>;

const DOCUMENTATION = {
  openapi: '3.1.0',
  info: {
    title: 'Heed',
    version: '1',
    description:
      'The agents\' API. Instants are epoch milliseconds. Writes to tickets carry `Idempotency-Key` and `If-Match: "<seq>"`; a 409 brings the ticket as it is now.',
  },
};
