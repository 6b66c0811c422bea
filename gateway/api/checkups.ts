import { Hono } from 'hono';
import { checkupOf } from '../store/checkups.ts';
import { readLimits, writeLimits } from '../store/settings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { CheckShape, type Health, HealthShape, LimitsShape } from './check-shapes.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';

/** Whether the desk keeps its promises: the newest check, a check now, and the limits at which it stops accepting. */
export function checkupRoutes(deps: ApiDeps) {
  const { db, health } = deps;
  return new Hono<ApiEnv>()
    .get('/health', says('The newest check, and whether mail is accepted', HealthShape), async (c) =>
      gives(c, HealthShape, await healthOf(deps)),
    )
    .post('/health/check', says('Check now', HealthShape), async (c) => {
      await health.check();
      await tellOfDesk(db, { kind: 'desk checked', by: agentOf(c).id });
      return gives(c, HealthShape, await healthOf(deps));
    })
    .put('/health/limits', says('Change the limits', LimitsShape), takes('json', LimitsShape), async (c) => {
      await writeLimits(db, c.req.valid('json'));
      await tellOfDesk(db, { kind: 'limits changed', by: agentOf(c).id });
      deps.forgetSettings();
      return gives(c, LimitsShape, await readLimits(db));
    });
}

async function healthOf({ db, health }: ApiDeps): Promise<Health> {
  const { checkedAt, nightlyAt, result } = await checkupOf(db);
  // One that another release kept in another shape is none.
  const check = CheckShape.safeParse(result).data ?? null;
  return { check, checkedAt, nightlyAt, paused: await health.obstacles(), limits: await readLimits(db) };
}
