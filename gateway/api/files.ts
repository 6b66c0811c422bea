import { randomBytes } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { attachmentById } from '../store/files.ts';
import { tellOfDesk } from '../store/tell.ts';
import { addUpload } from '../store/uploads.ts';
import { rawOf } from '../store/waiting.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { IdInPath, UploadAsk } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { bareType, fileName, savedAs } from './file-headers.ts';
import { gives, says, takes } from './route.ts';

const UploadShape = z.object({ id: z.string(), name: z.string(), size: z.number() });
const CONTENT_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,100}$/;

/** Files in and out. Bytes lie under their sha256; a name is only ever data. */
export function fileRoutes(deps: ApiDeps) {
  const { db, blobs } = deps;
  return new Hono<ApiEnv>()
    .post(
      '/uploads',
      says('Bring a file for an answer: its bytes are the body', UploadShape),
      takes('query', UploadAsk),
      async (c) => {
        const bytes = new Uint8Array(await c.req.arrayBuffer());
        if (bytes.length === 0) throw new DeskError('invalid', 'That file is empty.');
        const type = bareType(c.req.header('Content-Type') ?? '');
        const upload = {
          id: randomBytes(16).toString('base64url'),
          agentId: agentOf(c).id,
          name: fileName(c.req.valid('query').name),
          contentType: CONTENT_TYPE.test(type) ? type : 'application/octet-stream',
          size: bytes.length,
          sha256: await blobs.put(bytes),
        };
        await addUpload(db, upload);
        await tellOfDesk(db, { kind: 'uploaded', by: upload.agentId, data: { size: upload.size } });
        return gives(c, UploadShape, upload);
      },
    )
    .get('/attachments/:id', says('The bytes of an attachment', null), takes('param', IdInPath), async (c) => {
      const file = await attachmentById(db, c.req.valid('param').id);
      if (!file) throw new DeskError('not_found', 'There is no such attachment.');
      return send(c, deps, file.sha256, savedAs(file.name, file.contentType));
    })
    .get('/ledger/:id/raw', says('A mail as it came, byte for byte', null), takes('param', IdInPath), async (c) => {
      const { id } = c.req.valid('param');
      const sha256 = await rawOf(db, id);
      if (!sha256) throw new DeskError('not_found', 'There is no such mail.');
      return send(c, deps, sha256, savedAs(`mail-${id}.eml`, 'message/rfc822'));
    });
}

export async function send(c: Context, { blobs }: ApiDeps, sha256: string, headers: Record<string, string>) {
  const bytes = await blobs.get(sha256);
  if (!bytes) throw new DeskError('not_found', 'The bytes of that file are missing.');
  return c.body(Uint8Array.from(bytes), 200, { ...headers, 'Cache-Control': 'no-store' });
}
