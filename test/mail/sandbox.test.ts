import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../gateway/mail/sandbox.ts';
import { openSpool } from '../../gateway/mail/spool.ts';

const address = 'support@desk.example';
const LETTER = 'From: Ada <ada@post.example>\r\nSubject: Printer\r\n\r\nIt is on fire.\r\n';

let dir: string;
const open: Sandbox[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heed-sandbox-'));
});
afterEach(async () => {
  for (const sandbox of open.splice(0)) await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

test('a mail sent to the door stands in INBOX with the envelope in its head', async () => {
  const sandbox = await start();

  await write(sandbox.door, { from: 'ada@post.example', to: [address] }, LETTER);

  expect(await inbox(sandbox)).toEqual([
    { uid: 1, raw: `Return-Path: <ada@post.example>\r\nDelivered-To: ${address}\r\n${LETTER}` },
  ]);
});

test('a kept UIDVALIDITY is the one that is served', async () => {
  await writeFile(join(dir, 'uidvalidity'), '1234567');

  expect(await epoch(await start())).toEqual({ uidValidity: 1234567n, uidNext: 1 });
});

test('UIDVALIDITY, UIDs, bytes and arrival times are the same after a restart, and new mail counts on', async () => {
  const first = await start();
  for (const text of ['one', 'two', 'three'])
    await first.deliver(Buffer.from(`Subject: ${text}\r\n\r\n\0\xff\r\n`, 'binary'));
  const before = [await epoch(first), await inbox(first), await arrivals(first)];
  await first.close();

  const second = await start();

  expect([await epoch(second), await inbox(second), await arrivals(second)]).toEqual(before);
  await second.deliver(Buffer.from(LETTER));
  expect((await inbox(second)).map(({ uid }) => uid)).toEqual([1, 2, 3, 4]);
});

test('a mail that was accepted but not yet delivered when the process died is in INBOX after the start, once', async () => {
  await (await openSpool(join(dir, 'spool'))).keep({
    raw: Buffer.from(LETTER),
    envelope: { from: '', to: [address] },
    intake: 'sandbox',
  });

  const first = await start();
  expect((await inbox(first)).map(({ raw }) => raw)).toEqual([
    `Return-Path: <>\r\nDelivered-To: ${address}\r\n${LETTER}`,
  ]);
  await first.close();
  expect(await inbox(await start())).toHaveLength(1);
});

test('the same bytes sent twice are two mails, as on any mail server', async () => {
  const sandbox = await start();
  await Promise.all([sandbox.deliver(Buffer.from(LETTER)), sandbox.deliver(Buffer.from(LETTER))]);

  expect((await inbox(sandbox)).map(({ uid }) => uid)).toEqual([1, 2]);
});

test('a client that idles hears of a mail', async () => {
  const sandbox = await start();
  await withImap(sandbox, async (client) => {
    const heard = new Promise((resolve) => client.once('exists', resolve));
    await client.mailboxOpen('INBOX');
    void client.idle();
    await sandbox.deliver(Buffer.from(LETTER));
    expect(await heard).toMatchObject({ path: 'INBOX', count: 1 });
  });
});

test('INBOX, Junk and Sent are there, each with its special use', async () => {
  const sandbox = await start();
  const uses = await withImap(sandbox, async (client) =>
    (await client.list()).map(({ path, specialUse }) => [path, specialUse]),
  );

  expect(uses.sort()).toEqual([
    ['INBOX', '\\Inbox'],
    ['Junk', '\\Junk'],
    ['Sent', '\\Sent'],
  ]);
});

test('mail that goes out is recorded over restarts and reaches nobody', async () => {
  const first = await start();
  await write(first.smtp, { from: '', to: ['ada@post.example'] }, LETTER);
  expect(await inbox(first)).toEqual([]);
  await first.close();

  const sandbox = await start();

  const sent = [];
  for await (const { number, envelope, raw } of sandbox.sent.all())
    sent.push({ number, envelope, raw: Buffer.from(raw).toString() });
  expect(sent).toEqual([{ number: 1, envelope: { from: '', to: ['ada@post.example'] }, raw: LETTER }]);
  expect(await mails(sandbox, 'Sent')).toEqual([{ uid: 1, raw: LETTER }]);
  expect((await sandbox.sent.read(1))?.number).toBe(1);
  expect(await sandbox.sent.read(2)).toBeNull();
});

test('mail that goes out to the desk itself comes in again', async () => {
  const sandbox = await start();
  await write(sandbox.smtp, { from: address, to: ['support+probe@desk.example', 'ada@post.example'] }, LETTER);

  expect((await inbox(sandbox)).map(({ raw }) => raw.split('\r\n')[1])).toEqual([
    'Delivered-To: support+probe@desk.example',
  ]);
});

test('the door refuses mail for strangers and says whose it takes', async () => {
  const { door } = await start();

  await expect(write(door, { from: 'a@b.example', to: ['victim@else.example'] }, LETTER)).rejects.toThrow(
    /550 .*support@desk\.example/,
  );
});

test('a taken port is named with the variable that changes it', async () => {
  const squatter = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => squatter.once('listening', resolve));
  const { port } = squatter.address() as { port: number };

  await expect(openSandbox({ dir, smtpPort: port, address })).rejects.toThrow(
    new RegExp(`port ${port} .*SANDBOX_SMTP_PORT`),
  );
  squatter.close();
});

async function start(): Promise<Sandbox> {
  const sandbox = await openSandbox({ dir, smtpPort: 0, address });
  open.push(sandbox);
  return sandbox;
}

async function write(to: { host: string; port: number }, envelope: { from: string; to: string[] }, raw: string) {
  const transport = createTransport({ host: to.host, port: to.port, ignoreTLS: true });
  await transport.sendMail({ envelope, raw });
}

async function withImap<T>({ imap }: Sandbox, work: (client: ImapFlow) => Promise<T>): Promise<T> {
  const { host, port, user, password } = imap;
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass: password }, logger: false });
  await client.connect();
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

const inbox = (sandbox: Sandbox) => mails(sandbox, 'INBOX');

const mails = (sandbox: Sandbox, path: string) =>
  withImap(sandbox, async (client) => {
    await client.mailboxOpen(path);
    const found = [];
    for await (const { uid, source } of client.fetch('1:*', { uid: true, source: true })) {
      found.push({ uid, raw: source?.toString('binary') ?? '' });
    }
    return found;
  });

const epoch = (sandbox: Sandbox) =>
  withImap(sandbox, async (client) => {
    const status = await client.status('INBOX', { uidValidity: true, uidNext: true });
    return status && { uidValidity: status.uidValidity, uidNext: status.uidNext };
  });

const arrivals = (sandbox: Sandbox) =>
  withImap(sandbox, async (client) => {
    await client.mailboxOpen('INBOX');
    return (await client.fetchAll('1:*', { internalDate: true })).map(({ internalDate }) => String(internalDate));
  });
