import { Hono } from 'hono';
import type { Tx } from '../store/db.ts';
import { addPlan, changePlan, plans, removePlan } from '../store/plans.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import { PlanAsk, PlansShape } from './cover-shapes.ts';
import type { ApiDeps } from './deps.ts';
import { once, seqOf } from './idempotency.ts';
import { gives, says, takes } from './route.ts';

/** What an organisation can be covered for. */
export function planRoutes({ db }: ApiDeps) {
  const told = (tx: Tx, by: number, planId: number) => tellOfDesk(tx, { kind: 'plan changed', by, data: { planId } });
  return new Hono<ApiEnv>()
    .get('/plans', says('Plans, and how many live under each', PlansShape), async (c) =>
      gives(c, PlansShape, { plans: await plans(db) }),
    )
    .post('/plans', says('Add a plan', PlansShape), takes('json', PlanAsk), (c) =>
      once(c, db, PlansShape, async (keep) => {
        await addPlan(db, c.req.valid('json'), async (tx, id) => {
          await told(tx, agentOf(c).id, id);
          await keep(tx, { plans: await plans(tx) });
        });
        return { plans: await plans(db) };
      }),
    )
    .put('/plans/:id', says('Change a plan', PlansShape), takes('param', IdInPath), takes('json', PlanAsk), (c) => {
      const { id } = c.req.valid('param');
      const revision = seqOf(c, 'the revision of the plan');
      return once(c, db, PlansShape, async (keep) => {
        await changePlan(db, id, revision, c.req.valid('json'), async (tx) => {
          await told(tx, agentOf(c).id, id);
          await keep(tx, { plans: await plans(tx) });
        });
        return { plans: await plans(db) };
      });
    })
    .delete('/plans/:id', says('Remove a plan nobody lives under', PlansShape), takes('param', IdInPath), (c) => {
      const { id } = c.req.valid('param');
      const revision = seqOf(c, 'the revision of the plan');
      return once(c, db, PlansShape, async (keep) => {
        await removePlan(db, id, revision, async (tx) => {
          await told(tx, agentOf(c).id, id);
          await keep(tx, { plans: await plans(tx) });
        });
        return { plans: await plans(db) };
      });
    });
}
