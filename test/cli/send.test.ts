import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simpleParser } from 'mailparser';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openNumberedFolder } from '../../gateway/mail/numbered.ts';
import { openSandbox, type Sandbox } from '../../gateway/mail/sandbox.ts';

const SEND = join(import.meta.dirname, '../../gateway/cli/send.ts');

let dir: string;
let sandbox: Sandbox;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heed-send-'));
  sandbox = await openSandbox({ dir: join(dir, 'sandbox'), smtpPort: 0, address: 'support@desk.example' });
});
afterEach(async () => {
  await sandbox.close();
  await rm(dir, { recursive: true, force: true });
});

test('words on the command line arrive in the sandbox as a mail to its address', async () => {
  const { code, said } = await send([
    '--from',
    'Ada Lovelace <ada@post.example>',
    '--subject',
    'Drücker brennt',
    'Please',
    'come.',
  ]);

  expect(said).toContain('support@desk.example');
  expect(code).toBe(0);
  const [mail] = await arrived();
  expect(mail?.envelope).toEqual({ from: 'ada@post.example', to: ['support@desk.example'] });
  const { subject, from, text } = await simpleParser(Buffer.from(mail?.raw ?? []));
  expect([subject, from?.text, text?.trim()]).toEqual([
    'Drücker brennt',
    '"Ada Lovelace" <ada@post.example>',
    'Please come.',
  ]);
});

test.each([
  { when: 'as its From line says', head: 'From: "Smith, Al" <al@post.example>', from: 'al@post.example' },
  { when: 'as its Return-Path says, before From', head: 'Return-Path: <>\r\nFrom: al@post.example', from: '' },
  { when: 'as nobody, when it says nothing', head: 'Subject: none', from: '' },
])('a mail in a file goes out byte for byte, $when', async ({ head, from }) => {
  const mail = `${head}\r\n\r\nh\xe9llo\r\n.dot\r\n`;
  await writeFile(join(dir, 'mail.eml'), mail, 'latin1');

  expect(await send(['--file', join(dir, 'mail.eml')])).toMatchObject({ code: 0 });
  const [got] = await arrived();
  expect(Buffer.from(got?.raw ?? []).toString('latin1')).toBe(mail);
  expect(got?.envelope.from).toBe(from);
});

test('an address that is not the desk is refused in words', async () => {
  const { code, said } = await send(['--from', 'ada@post.example', '--to', 'x@else.example', 'hello']);

  expect(code).toBe(1);
  expect(said).toContain('takes mail for support@desk.example');
});

test('with no sandbox running it names the variable of the port', async () => {
  await sandbox.close();
  const { code, said } = await send(['--from', 'ada@post.example', 'hello']);
  sandbox = await openSandbox({ dir: join(dir, 'sandbox'), smtpPort: 0, address: 'support@desk.example' });

  expect(code).toBe(1);
  expect(said).toContain('SANDBOX_SMTP_PORT');
});

test.each([[[]], [['hello']], [['--from', 'a@b.example']], [['--nonsense']]])(
  'called with %j it explains itself',
  async (args) => {
    expect(await send(args)).toMatchObject({ code: 64, said: expect.stringContaining('heed send') });
  },
);

function send(args: string[]): Promise<{ code: number | null; said: string }> {
  const call = `const { send } = await import(${JSON.stringify(SEND)}); process.exitCode = await send(process.argv.slice(1));`;
  const env = { PATH: process.env.PATH, DATA_DIR: dir, SANDBOX_SMTP_PORT: String(sandbox.door.port) };
  const child = spawn(process.execPath, ['--input-type=module', '-e', call, '--', ...args], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += chunk;
    });
  }
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

async function arrived() {
  const mails = [];
  for await (const mail of (await openNumberedFolder(join(dir, 'sandbox', 'inbox'))).all()) mails.push(mail);
  return mails;
}
