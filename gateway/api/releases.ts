import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { addRelease, changeRelease, releases, removeRelease } from '../store/releases.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath, Name } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';

const ReleaseShape = z.object({
  id: z.number(),
  name: z.string(),
  /** As 2026-03-10; null while nobody knows. */
  day: z.string().nullable(),
  releasedAt: z.number().nullable(),
  revision: z.number(),
  /** Promises that are not kept yet and point to it. */
  waiting: z.number(),
});
const ListShape = z.object({ releases: z.array(ReleaseShape) });
const Draft = { name: Name, day: z.iso.date().nullable(), released: z.boolean().default(false) };
const ReleaseAsk = z.strictObject(Draft);
const ReleaseChangeAsk = z.strictObject({ ...Draft, revision: z.number().int() });

export type ReleaseRow = z.infer<typeof ReleaseShape>;

/** What ships, and when: promises "with the next release" follow within a minute. */
export function releaseRoutes(deps: ApiDeps) {
  const { db } = deps;
  const all = async () => ({ releases: await releases(db) });
  return new Hono<ApiEnv>()
    .get('/releases', says('Releases, those to come first', ListShape), async (c) => gives(c, ListShape, await all()))
    .post('/releases', says('Plan a release', ListShape), takes('json', ReleaseAsk), async (c) => {
      const draft = c.req.valid('json');
      await db.transaction().execute(async (tx) => {
        const releaseId = await addRelease(tx, draft);
        await tellOfDesk(tx, { kind: 'release planned', by: agentOf(c).id, data: { releaseId } });
      });
      deps.forgetSettings();
      return gives(c, ListShape, await all());
    })
    .put(
      '/releases/:id',
      says('Give a release another day, or say that it is out', ListShape),
      takes('param', IdInPath),
      takes('json', ReleaseChangeAsk),
      async (c) => {
        const { id } = c.req.valid('param');
        const { revision, ...draft } = c.req.valid('json');
        await db.transaction().execute(async (tx) => {
          await changeRelease(tx, id, draft, revision);
          await tellOfDesk(tx, { kind: 'release changed', by: agentOf(c).id, data: { releaseId: id } });
        });
        deps.forgetSettings();
        return gives(c, ListShape, await all());
      },
    )
    .delete('/releases/:id', says('Call a release off', ListShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      await db.transaction().execute(async (tx) => {
        if (!(await removeRelease(tx, id))) throw new DeskError('not_found', 'There is no such release.');
        await tellOfDesk(tx, { kind: 'release dropped', by: agentOf(c).id, data: { releaseId: id } });
      });
      deps.forgetSettings();
      return gives(c, ListShape, await all());
    });
}
