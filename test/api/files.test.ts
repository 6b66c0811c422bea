import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fileName } from '../../gateway/api/file-headers.ts';
import { type Api, apiOn, browser, HOME, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
let api: Api;
let blobs: Awaited<ReturnType<typeof apiOn>>['deps']['blobs'];
let faults: unknown[];
let grace: Awaited<ReturnType<typeof signedIn>>;
let messageId = 0;
let ledgerId = 0;

beforeAll(async () => {
  db = await freshDatabase();
  const on = await apiOn(db);
  ({ api, faults } = on);
  ({ blobs } = on.deps);
  grace = await signedIn(db, api, 'Grace');
  const { id } = await ticketBy(grace);
  const html =
    '<p>Look <img src="/app/m/0/cid/logo" alt="logo"> <img data-remote-src="https://tracker.example/p.gif" alt=""> <b data-x="data-remote-src=no">text</b></p>';
  ({ messageId, ledgerId } = await mailOn(db, { ticketId: id, html }));
});
afterAll(() => db[Symbol.asyncDispose]());

let position = 0;
/** A file of the mail; its id. */
async function attached(
  contentType: string,
  { name = 'a.bin', cid = null as string | null, bytes = 'bytes' } = {},
): Promise<number> {
  position += 1;
  const sha256 = await blobs.put(Buffer.from(bytes));
  const { rows } = await sql<{
    id: number;
  }>`insert into attachment (message_id, position, name, content_type, size, sha256, cid)
    values (${messageId}, ${position}, ${name}, ${contentType}, ${bytes.length}, ${sha256}, ${cid}) returning id`.execute(
    db,
  );
  return rows[0]?.id ?? 0;
}

/** What a browser may do with a file: nothing but save it. */
const LOCKED = {
  'content-security-policy': "default-src 'none'; sandbox",
  'x-content-type-options': 'nosniff',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

describe('an attachment', () => {
  test.each([
    ['text/html', 'application/octet-stream'],
    ['text/html; charset=utf-8', 'application/octet-stream'],
    ['image/svg+xml', 'application/octet-stream'],
    ['text/xml', 'application/octet-stream'],
    ['application/xhtml+xml', 'application/octet-stream'],
    ['application/javascript', 'application/octet-stream'],
    ['text/calendar', 'application/octet-stream'],
    ['message/rfc822', 'application/octet-stream'],
    ['text/plain\r\nX-Evil: 1', 'application/octet-stream'],
    ['TEXT/HTML', 'application/octet-stream'],
    ['', 'application/octet-stream'],
    ['image/png', 'image/png'],
    ['IMAGE/JPEG; name=x', 'image/jpeg'],
    ['application/pdf', 'application/pdf'],
    ['text/plain; charset=utf-16', 'text/plain'],
    ['audio/ogg', 'audio/ogg'],
  ])('of the type "%s" is saved as %s and can do nothing', async (given, told) => {
    const { status, headers, body } = await grace.get(`/api/attachments/${await attached(given)}`);
    expect([status, body]).toEqual([200, 'bytes']);
    expect(headers.get('content-type')?.split(';')[0]).toBe(told);
    expect(headers.get('content-disposition')).toMatch(/^attachment; filename="a\.bin"; filename\*=UTF-8''a\.bin$/);
    expect(Object.fromEntries(headers)).toMatchObject(LOCKED);
  });

  test.each([
    ['../../etc/passwd', '_.._etc_passwd'],
    ['C:\\Windows\\win.ini', 'C__Windows_win.ini'],
    ['\u200b.htaccess', 'htaccess'],
    ['.htaccess', 'htaccess'],
    ['invoice\u202efdp.exe', 'invoicefdp.exe'],
    ['a\r\nSet-Cookie: x=1.txt', 'aSet-Cookie_ x=1.txt'],
    ['a"; filename="b.exe', 'a_; filename=_b.exe'],
    ['   ', 'attachment'],
    ['...', 'attachment'],
    ['', 'attachment'],
    ['naïve 日本.txt', 'naïve 日本.txt'],
    [`${'x'.repeat(500)}.pdf`, `${'x'.repeat(146)}.pdf`],
    ['a\ud83d.txt', 'a\ufffd.txt'],
    [`${'x'.repeat(149)}😀`, `${'x'.repeat(149)}\ufffd`],
  ])('called %j is offered as %j', async (given, offered) => {
    expect(fileName(given)).toBe(offered);
    const { headers } = await grace.get(`/api/attachments/${await attached('text/plain', { name: given })}`);
    const disposition = headers.get('content-disposition') ?? '';
    expect(disposition).toMatch(/^attachment; filename="[\x20-\x7e]*"; filename\*=UTF-8''[\w.%~!$&+^`|-]*$/);
    expect(decodeURIComponent(/''(.*)$/.exec(disposition)?.[1] ?? '')).toBe(offered);
  });

  test('whose bytes are gone says so, and is no fault', async () => {
    const id = await attached('text/plain');
    await sql`update attachment set sha256 = ${'f'.repeat(64)} where id = ${id}`.execute(db);
    expect(await grace.get(`/api/attachments/${id}`)).toMatchObject({
      status: 404,
      body: { error: { message: 'The bytes of that file are missing.' } },
    });
  });

  test('is for agents', async () => {
    const id = await attached('text/plain');
    expect((await browser(api).get(`/api/attachments/${id}`)).status).toBe(401);
  });
});

test('a mail as it came is handed out byte for byte, to be saved', async () => {
  const raw = Buffer.from('Subject: x\r\n\r\n<script>alert(1)</script>\r\n\x00\xff', 'latin1');
  await sql`update ledger set sha256 = ${await blobs.put(raw)} where id = ${ledgerId}`.execute(db);
  const response = await api.request(`${HOME}/api/ledger/${ledgerId}/raw`, {
    headers: { cookie: grace.cookie() ?? '' },
  });
  expect(Buffer.from(await response.arrayBuffer()).equals(raw)).toBe(true);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    ...LOCKED,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="mail-${ledgerId}.eml"; filename*=UTF-8''mail-${ledgerId}.eml`,
  });
  expect((await grace.get('/api/ledger/987654321/raw')).status).toBe(404);
});

describe('an upload', () => {
  const bring = (bytes: Uint8Array, { name = 'a.txt', type = 'text/plain' } = {}) =>
    grace.post(`/api/uploads?name=${encodeURIComponent(name)}`, { body: bytes, headers: { 'content-type': type } });

  test('has an id that nobody guesses, and a name without a path', async () => {
    const { status, body } = await bring(new Uint8Array(3), { name: '../../a\u202e.txt' });
    expect([status, body]).toEqual([200, { id: expect.stringMatching(/^[\w-]{22}$/), name: '_.._a.txt', size: 3 }]);
  });

  test.each([
    ['text/html', 'text/html'],
    ['nonsense', 'application/octet-stream'],
    ['a/b\tc', 'application/octet-stream'],
  ])('of the type %j is kept as %s', async (type, kept) => {
    const id = String((await bring(new Uint8Array(1), { type })).at('id'));
    const { rows } = await sql`select content_type as type from upload where id = ${id}`.execute(db);
    expect(rows).toEqual([{ type: kept }]);
  });

  test('that is empty, or larger than most servers take, is refused', async () => {
    expect((await bring(new Uint8Array(0))).status).toBe(422);
    expect((await bring(new Uint8Array(20 * 1024 * 1024 + 1))).status).toBe(413);
    expect((await bring(new Uint8Array(20 * 1024 * 1024))).status).toBe(200);
  });
});

describe('the frame of a mail', () => {
  const frame = (query = '') => grace.get(`/app/m/${messageId}/${query}`);

  test('can run nothing, load nothing from outside, and be framed by the app alone', async () => {
    const { status, headers, body } = await frame();
    expect(status).toBe(200);
    expect(headers.get('content-security-policy')).toBe(
      "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    );
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-frame-options': 'SAMEORIGIN',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'content-type': expect.stringMatching(/^text\/html/),
    });
    expect(body).not.toMatch(/\ssrc="https?:/);
    expect(body).toContain('data-remote-src="https://tracker.example/p.gif"');
  });

  test('loads images from outside only when asked to, and only images', async () => {
    const { headers, body } = await frame('?images=1');
    expect(headers.get('content-security-policy')).toContain("img-src 'self' https: http:");
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(body).toContain('<img src="https://tracker.example/p.gif" alt="">');
    expect(body).toContain('<b data-x="data-remote-src=no">');
    for (const query of ['?images=0', '?images=', '?images=1&images=0', '?images=true'])
      expect(String((await frame(query)).body), query).not.toMatch(/\ssrc="https?:/);
  });

  test('shows raster images that lie in the mail, and nothing else', async () => {
    const shown = async (contentType: string, cid: string) => {
      await attached(contentType, { cid });
      return grace.get(`/app/m/${messageId}/cid/${encodeURIComponent(cid)}`);
    };
    for (const type of ['image/png', 'image/jpeg', 'image/gif', 'image/webp']) {
      const { status, headers } = await shown(type, `${type}@x`);
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(headers.get('content-disposition')).toMatch(/^inline;/);
      expect(Object.fromEntries(headers)).toMatchObject(LOCKED);
    }
    for (const type of [
      'image/svg+xml',
      'text/html',
      'image/svg+xml; x=image/png',
      'application/octet-stream',
      'image/bmp',
    ])
      expect((await shown(type, `${type}@y`)).status, type).toBe(404);
  });

  test('shows no image of another mail', async () => {
    await attached('image/png', { cid: 'mine@x' });
    const { id } = await ticketBy(grace);
    const other = await mailOn(db, { ticketId: id, html: '<p></p>' });
    expect((await grace.get(`/app/m/${other.messageId}/cid/mine@x`)).status).toBe(404);
  });

  test('is there for agents, and for mail that has HTML', async () => {
    expect((await browser(api).get(`/app/m/${messageId}/`)).status).toBe(401);
    const { id } = await ticketBy(grace);
    const plain = await mailOn(db, { ticketId: id });
    expect((await grace.get(`/app/m/${plain.messageId}/`)).status).toBe(404);
    expect((await grace.get('/app/m/987654321/')).status).toBe(404);
    expect((await grace.get(`/app/m/${messageId}`)).headers.get('location')).toBe(`/app/m/${messageId}/`);
  });
});

test('nothing of all this was a fault', () => {
  expect(faults).toEqual([]);
});
