import { Hono } from 'hono';
import { html, raw } from 'hono/html';
import { z } from 'zod';
import { DeskError } from '../desk/error.ts';
import { htmlOf, partByCid } from '../store/files.ts';
import type { ApiEnv } from './access.ts';
import { FrameAsk, IdInPath } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { bareType, RASTER, shownAs } from './file-headers.ts';
import { send } from './files.ts';
import { takes } from './route.ts';

const CidInPath = z.object({ ...IdInPath.shape, cid: z.string().max(1000) });

/** A mail's own HTML, for the frame of the app: nothing in it runs, and it loads only what lies here. */
const frameCsp = (imagesFrom: string) =>
  `sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src ${imagesFrom}; ` +
  "style-src 'unsafe-inline'; frame-ancestors 'self'";

const CLOSED = frameCsp("'self'");
/** After the reader asked for the images from outside. */
const WITH_IMAGES = frameCsp("'self' https: http:");

/** The frame under /app/m/, beside the app so that its cookie and its service worker reach it. */
export function frameRoutes(deps: ApiDeps) {
  const { db } = deps;
  return new Hono<ApiEnv>()
    .get('/m/:id', takes('param', IdInPath), (c) => c.redirect(`/app/m/${c.req.valid('param').id}/`, 301))
    .get('/m/:id/', takes('param', IdInPath), takes('query', FrameAsk), async (c) => {
      const cleaned = await htmlOf(db, c.req.valid('param').id);
      if (cleaned === null) throw new DeskError('not_found', 'That message has no HTML.');
      const images = c.req.valid('query').images === '1';
      c.header('Content-Security-Policy', images ? WITH_IMAGES : CLOSED);
      c.header('X-Frame-Options', 'SAMEORIGIN');
      c.header('Cache-Control', 'no-store');
      return c.html(page(images ? withImages(cleaned) : cleaned));
    })
    .get('/m/:id/cid/:cid', takes('param', CidInPath), async (c) => {
      const { id, cid } = c.req.valid('param');
      const part = await partByCid(db, id, cid);
      if (!part || !RASTER.has(bareType(part.contentType))) throw new DeskError('not_found', 'There is no such image.');
      return send(c, deps, part.sha256, shownAs(part.name, part.contentType));
    });
}

/** Wide tables scroll inside; on a dark screen a mail stays the light page its writer saw. */
const STYLE =
  'html{color-scheme:light;background:#fff}body{margin:0;padding:8px;font:15px/1.5 system-ui,sans-serif;color:#1a1a1a;' +
  'overflow-wrap:anywhere;overflow-x:auto}img{max-width:100%;height:auto}img:not([src]){display:none}' +
  'body>:first-child{margin-top:0}body>:last-child{margin-bottom:0}pre{white-space:pre-wrap}blockquote{margin:0 0 0 8px;padding-left:8px;border-left:2px solid #ccc}';

const page = (cleaned: string) =>
  html`<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="referrer" content="no-referrer"><title>Mail</title><base target="_blank"><style>${raw(STYLE)}</style></head><body>${raw(cleaned)}</body></html>`;

/** Only inside an img tag: in cleaned HTML neither < nor > stands in text or values. */
function withImages(cleaned: string): string {
  return cleaned.replace(/<img\b[^<>]*>/gi, (tag) => tag.replace(/\sdata-remote-src="/i, ' src="'));
}
