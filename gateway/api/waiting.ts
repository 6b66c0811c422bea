import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { replay } from '../store/ledger-end.ts';
import { tellOfDesk } from '../store/tell.ts';
import { markLooked, waitingForALook } from '../store/waiting.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { WaitingShape } from './shapes.ts';

const ListShape = z.object({ waiting: z.array(WaitingShape) });
const DoneShape = z.object({ done: z.literal(true) });

/** Mail that was kept and is no conversation yet: seen, read again, or fetched as it came (files.ts). */
export function waitingRoutes({ db }: ApiDeps) {
  return new Hono<ApiEnv>()
    .get('/waiting', says('Mail that waits for a look', ListShape), async (c) =>
      gives(c, ListShape, { waiting: await waitingForALook(db) }),
    )
    .post('/ledger/:id/look', says('Say that a mail was looked at', DoneShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      const by = agentOf(c).id;
      if (!(await markLooked(db, id, by))) throw notWaiting();
      await tellOfDesk(db, { kind: 'looked', by, data: { ledgerId: id } });
      return gives(c, DoneShape, { done: true });
    })
    .post('/ledger/:id/replay', says('Read a mail again', DoneShape), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      if (!(await replay(db, id))) throw notWaiting();
      await tellOfDesk(db, { kind: 'replayed', by: agentOf(c).id, data: { ledgerId: id } });
      return gives(c, DoneShape, { done: true });
    })
    .post(
      '/ledger/:id/acceptance',
      says('Make a mail a ticket after all', DoneShape),
      takes('param', IdInPath),
      async (c) => {
        const { id } = c.req.valid('param');
        const by = agentOf(c).id;
        if (!(await replay(db, id, by))) throw notWaiting();
        await tellOfDesk(db, { kind: 'wanted', by, data: { ledgerId: id } });
        return gives(c, DoneShape, { done: true });
      },
    );
}

const notWaiting = () => new DeskError('not_found', 'That mail does not wait for a look.');
