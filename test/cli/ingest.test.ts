import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSpool } from '../../gateway/mail/spool.ts';

const INGEST = join(import.meta.dirname, '../../gateway/cli/ingest.ts');
const MAIL = Buffer.from('Subject: h\xe9llo\r\n\r\nhello\r\n', 'binary');

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heed-ingest-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test('a mail on standard input is in the spool when the exit code is 0, bytes and envelope as given', async () => {
  const { code } = await ingest(
    ['--from', 'ada@post.example', '--to', 'support@desk.example', '--to', 'sales@desk.example', '-'],
    MAIL,
  );

  expect(code).toBe(0);
  expect(await spooled()).toEqual([
    {
      text: MAIL.toString('binary'),
      envelope: { from: 'ada@post.example', to: ['support@desk.example', 'sales@desk.example'] },
    },
  ]);
});

test('a mail in a file is taken, without an envelope too', async () => {
  await writeFile(join(dir, 'mail.eml'), MAIL);

  expect(await ingest([join(dir, 'mail.eml')])).toMatchObject({ code: 0 });
  expect(await spooled()).toMatchObject([{ envelope: { from: null, to: [] } }]);
});

test('the null sender is told apart from nobody', async () => {
  await ingest(['--from', '', '-'], MAIL);

  expect(await spooled()).toMatchObject([{ envelope: { from: '' } }]);
});

test('an empty mail is a mail', async () => {
  expect(await ingest(['-'], Buffer.from(''))).toMatchObject({ code: 0 });
  expect(await spooled()).toMatchObject([{ text: '' }]);
});

test('a spool that cannot be written is exit code 75, and says why', async () => {
  await writeFile(join(dir, 'spool'), 'not a folder');

  const { code, said } = await ingest(['-'], MAIL);

  expect(code).toBe(75);
  expect(said).toContain('try again');
});

test('a file that cannot be read is exit code 75', async () => {
  expect(await ingest([join(dir, 'missing.eml')])).toMatchObject({ code: 75 });
});

test('a mail above 25 MB is exit code 65 and not kept', async () => {
  expect(await ingest(['-'], Buffer.alloc(25 * 1024 * 1024 + 1, 'x'))).toMatchObject({ code: 65 });
  expect(await spooled()).toEqual([]);
});

test.each([[[]], [['a', 'b']], [['--nonsense', '-']]])(
  'called with %j it explains itself with exit code 64',
  async (args) => {
    expect(await ingest(args)).toMatchObject({ code: 64, said: expect.stringContaining('heed ingest') });
  },
);

function ingest(args: string[], input?: Buffer): Promise<{ code: number | null; said: string }> {
  const call = `const { ingest } = await import(${JSON.stringify(INGEST)}); process.exitCode = await ingest(process.argv.slice(1));`;
  const env = { PATH: process.env.PATH, DATA_DIR: dir };
  const child = spawn(process.execPath, ['--input-type=module', '-e', call, '--', ...args], { env });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

async function spooled() {
  const mails = [];
  for await (const { raw, envelope } of (await openSpool(join(dir, 'spool'))).waiting()) {
    mails.push({ text: Buffer.from(raw).toString('binary'), envelope });
  }
  return mails;
}
