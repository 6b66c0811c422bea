import { Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { newestSent, type SentMail } from '../store/sent.ts';
import { readDesk, writeDesk } from '../store/settings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { DeskShape } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { type SentRow, SentShape } from './shapes.ts';

const ExamplesShape = z.object({ sent: z.number() });
const SentListShape = z.object({ sent: z.array(SentShape) });

/** The desk itself: what it is called, and its sandbox. */
export function deskRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/desk', says('What the desk is called and signs with', DeskShape), async (c) =>
      gives(c, DeskShape, await readDesk(db)),
    )
    .put('/desk', says('Change it', DeskShape), takes('json', DeskShape), async (c) => {
      await writeDesk(db, c.req.valid('json'));
      await tellOfDesk(db, { kind: 'desk changed', by: agentOf(c).id });
      deps.forgetSettings();
      return gives(c, DeskShape, await readDesk(db));
    })
    .post('/sandbox/examples', says('Let eight customers write to the sandbox', ExamplesShape), async (c) => {
      if (!deps.mail) throw new DeskError('invalid', 'This gateway has no sandbox.');
      const sent = await deps.mail.sendExamples();
      await tellOfDesk(db, { kind: 'examples sent', by: agentOf(c).id, data: { sent } });
      return gives(c, ExamplesShape, { sent });
    })
    .get('/sandbox/sent', says('The newest mails of ours, as their readers see them', SentListShape), async (c) => {
      const sent: SentRow[] = [];
      for (const mail of await newestSent(db)) sent.push(await asRead(deps, mail));
      return gives(c, SentListShape, { sent });
    });
}

async function asRead({ blobs, mail }: ApiDeps, { mimeSha256, ...row }: SentMail): Promise<SentRow> {
  const raw = await blobs.get(mimeSha256);
  const letter = raw && mail ? await mail.readSent(raw) : { subject: '', text: '', html: null, headers: [] };
  return { ...row, ...letter };
}
