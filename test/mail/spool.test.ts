import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mailKey } from '../../gateway/mail/record.ts';
import { openSpool, type Spool } from '../../gateway/mail/spool.ts';

const CHILD = join(import.meta.dirname, '../support/spool-child.ts');
const envelope = { from: 'ada@post.example', to: ['support@desk.example'] };

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heed-spool-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('a kept mail waits with its bytes, envelope and intake, also after a restart', async () => {
  const raw = Uint8Array.from({ length: 1000 }, (_, at) => at % 256);
  const name = await (await openSpool(dir)).keep({ raw, envelope, intake: 'smtp' });

  const [mail, ...more] = await all(await openSpool(dir));

  expect(more).toEqual([]);
  expect(mail).toMatchObject({ name, envelope, intake: 'smtp', key: mailKey(raw, envelope.to) });
  expect(Buffer.from(mail?.raw ?? []).equals(Buffer.from(raw))).toBe(true);
});

test('mail waits oldest first, also within one millisecond', async () => {
  const spool = await openSpool(dir);
  for (let at = 0; at < 30; at += 1) await spool.keep({ raw: Buffer.from(`mail ${at}`), envelope, intake: 'smtp' });

  const texts = (await all(spool)).map(({ raw }) => Buffer.from(raw).toString());

  expect(texts).toEqual(Array.from({ length: 30 }, (_, at) => `mail ${at}`));
});

test('a forgotten mail is gone, and forgetting it twice is no error', async () => {
  const spool = await openSpool(dir);
  const name = await spool.keep({ raw: Buffer.from('a'), envelope, intake: 'smtp' });

  await spool.forget(name);
  await spool.forget(name);

  expect(await all(spool)).toEqual([]);
});

test.each([
  { when: 'the recipients in another order and case', to: ['B@desk.example', 'a@desk.example'], same: true },
  { when: 'another recipient', to: ['a@desk.example'], same: false },
])('the key of the same bytes for $when is the same: $same', ({ to, same }) => {
  const raw = Buffer.from('Subject: hello');

  expect(mailKey(raw, to) === mailKey(raw, ['a@desk.example', 'b@desk.example'])).toBe(same);
});

test.each(['written', 'moved'])(
  'a process killed at "%s" loses nothing it accepted and leaves no half mail',
  async (step) => {
    const accepted = await runUntilKilled([dir, step, '8']);

    const waiting = await all(await openSpool(dir));

    expect(accepted).toHaveLength(7);
    expect(waiting.map(({ key }) => key)).toEqual(step === 'moved' ? [...accepted, 'key-8'] : accepted);
    for (const { raw } of waiting) expect(raw.byteLength).toBeGreaterThan(50_000);
  },
);

test('a process killed at any moment loses nothing it accepted', async () => {
  for (const mails of [1, 5, 12]) {
    const accepted = await runUntilKilled([dir, 'never'], mails);
    const spool = await openSpool(dir);
    const waiting = await all(spool);

    expect(accepted.length).toBeGreaterThanOrEqual(mails);
    expect(waiting.map(({ key }) => key)).toEqual(expect.arrayContaining(accepted));
    expect(waiting.every(({ intake }) => intake === 'test')).toBe(true);
    for (const { name } of waiting) await spool.forget(name);
  }
});

test('a torn file is never a mail, and is swept once nobody can still be writing it', async () => {
  await openSpool(dir);
  const fresh = join(dir, 'tmp', 'fresh.mail');
  const old = join(dir, 'tmp', 'old.mail');
  await Promise.all([writeFile(fresh, '{"envel'), writeFile(old, '{"envel')]);
  const yesterday = Date.now() / 1000 - 86_400;
  await utimes(old, yesterday, yesterday);

  const spool = await openSpool(dir);

  expect(await all(spool)).toEqual([]);
  expect(await readdir(join(dir, 'tmp'))).toEqual(['fresh.mail']);
});

test('a record whose first line was damaged is still handed on as a mail', async () => {
  const spool = await openSpool(dir);
  await writeFile(join(dir, 'new', '000.mail'), '\0\0\0\nSubject: still here\n');

  const [mail] = await all(spool);

  expect(Buffer.from(mail?.raw ?? []).toString()).toContain('Subject: still here');
  expect(mail?.envelope).toEqual({ from: null, to: [] });
});

test('a record that the disk does not give back holds up no other, and is told at the end', async () => {
  const spool = await openSpool(dir);
  await mkdir(join(dir, 'new', '000-unreadable.mail'));
  await spool.keep({ raw: Buffer.from('a mail'), envelope, intake: 'smtp' });
  const given: string[] = [];
  const read = async () => {
    for await (const { intake } of spool.waiting()) given.push(intake);
  };
  await expect(read()).rejects.toMatchObject({ code: 'EISDIR' });
  expect(given).toEqual(['smtp']);
});

test('a spool that cannot write says so instead of accepting', async () => {
  const spool = await openSpool(dir);
  await rm(join(dir, 'tmp'), { recursive: true });

  await expect(spool.keep({ raw: Buffer.from('a'), envelope, intake: 'smtp' })).rejects.toThrow('ENOENT');
});

async function all(spool: Spool) {
  const mails = [];
  for await (const mail of spool.waiting()) mails.push(mail);
  return mails;
}

/** The keys a child process said it accepted before SIGKILL, its own or, after `mails` of them, ours. */
async function runUntilKilled(args: string[], mails = Number.POSITIVE_INFINITY): Promise<string[]> {
  const child = spawn(process.execPath, [CHILD, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
    if (said.split('\n').length > mails) child.kill('SIGKILL');
  });
  const signal = await new Promise((resolve) => child.once('close', (_code, by) => resolve(by)));
  expect(signal).toBe('SIGKILL');
  return said.split('\n').filter(Boolean);
}
