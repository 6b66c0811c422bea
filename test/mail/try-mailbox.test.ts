import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AddressInfo, Server } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSandbox, type Sandbox } from '../../gateway/mail/sandbox.ts';
import { type MailboxServer, testMailbox } from '../../gateway/mail/try-mailbox.ts';
import { type Sink, type SinkScript, startSink } from '../support/smtp-sink.ts';

const address = 'support@desk.example';

let dir: string;
let sandbox: Sandbox;
let sink: Sink;
const servers: Server[] = [];
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'heed-try-'));
  sandbox = await openSandbox({ dir, smtpPort: 0, address });
  sink = await startSink({ script: { auth: ({ password }) => (password === 'secret' ? undefined : '535 5.7.8 no') } });
});
afterEach(async () => {
  for (const server of servers.splice(0)) server.close();
  await Promise.all([sandbox.close(), sink.close()]);
  await rm(dir, { recursive: true, force: true });
});

test('a mailbox that works: signed in both ways, folders found, nothing sent', async () => {
  await sandbox.deliver(Buffer.from('Subject: one\r\n\r\n'));
  const result = await testMailbox(both());

  expect(result).toMatchObject({
    ok: true,
    junkFolder: 'Junk',
    sentFolder: 'Sent',
    inboxCount: 1,
    authservId: null,
    takesNullSender: true,
  });
  expect(result.steps.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  expect(sink.mails).toEqual([]);
});

test('the host on top of most of the newest mails is proposed for trust', async () => {
  const results = ['mx.desk.example', 'MX.desk.example', 'other.example'].map(
    (host) =>
      `Authentication-Results: (by us) ${host};\r\n spf=pass\r\nAuthentication-Results: forged.example; dmarc=pass\r\n\r\n`,
  );
  for (const mail of results) await sandbox.deliver(Buffer.from(mail));

  expect(await testMailbox(both())).toMatchObject({ authservId: 'mx.desk.example', inboxCount: 3 });
});

test('an empty mailbox proposes nobody', async () => {
  expect(await testMailbox(both())).toMatchObject({ ok: true, authservId: null, inboxCount: 0 });
});

test.each<{ when: string; script: SinkScript; takes: boolean | null }>([
  {
    when: 'refuses the null sender',
    script: { mail: (from) => (from === '' ? '550 5.7.1 no null sender' : undefined) },
    takes: false,
  },
  { when: 'refuses it at the recipient', script: { rcpt: () => '550 5.7.1 denied' }, takes: false },
  { when: 'defers it', script: { rcpt: () => '450 4.7.1 later' }, takes: null },
  { when: 'hangs up when asked', script: { mail: () => 'close' }, takes: null },
])('a relay that $when is remembered as such, and the mailbox still works', async ({ script, takes }) => {
  sink.script = { ...sink.script, ...script };

  expect(await testMailbox(both())).toMatchObject({ ok: true, takesNullSender: takes });
});

test('wrong passwords are told apart by server, without repeating them', async () => {
  const { imap, smtp } = both();
  const result = await testMailbox({
    address,
    imap: { ...imap, password: 'wrong-one' },
    smtp: { ...smtp, password: 'wrong-two' },
  });

  expect(result.ok).toBe(false);
  expect(result.steps.map(({ ok, words }) => [ok, words])).toEqual([
    [false, expect.stringContaining('127.0.0.1 does not take this user name and password')],
    [false, expect.stringContaining('535 5.7.8 no')],
  ]);
  expect(JSON.stringify(result)).not.toMatch(/wrong-/);
});

test.each<{ when: string; reach: () => Promise<Partial<MailboxServer>>; words: RegExp }>([
  {
    when: 'no such host',
    reach: async () => ({ host: 'mail.invalid' }),
    words: /no server named mail\.invalid|could not be looked up/,
  },
  { when: 'a closed port', reach: closedPort, words: /refuses connections/ },
  { when: 'a certificate nobody vouches for', reach: selfSigned, words: /certificate of 127\.0\.0\.1/ },
  { when: 'a server that hangs up', reach: hangsUp, words: /closed the connection/ },
])('$when is said in words, for reading and for sending', async ({ reach, words }) => {
  const { imap, smtp } = both();
  const instead = await reach();
  const { ok, steps } = await testMailbox({ address, imap: { ...imap, ...instead }, smtp: { ...smtp, ...instead } });

  expect(ok).toBe(false);
  expect(steps).toHaveLength(2);
  for (const step of steps) expect(step.words).toMatch(words);
});

test('TLS asked of a port that does not begin with it is said in words', async () => {
  const { imap, smtp } = both();
  const { steps } = await testMailbox({ address, imap: { ...imap, tls: true }, smtp: { ...smtp, tls: true } });

  for (const { words } of steps) expect(words).toMatch(/does not begin with TLS/);
});

function both(): { address: string; imap: MailboxServer; smtp: MailboxServer } {
  return {
    address,
    imap: { ...sandbox.imap, tls: false },
    smtp: { host: sink.host, port: sink.port, tls: false, user: address, password: 'secret' },
  };
}

const bound = async (server: Server) => {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { host: '127.0.0.1', port: (server.address() as AddressInfo).port };
};

async function closedPort() {
  const { port } = await bound(createServer());
  await new Promise((resolve) => servers.pop()?.close(resolve));
  return { port };
}

function hangsUp() {
  return bound(createServer((socket) => socket.destroy()));
}

async function selfSigned() {
  const certificates = join(dirname(createRequire(import.meta.url).resolve('hoodiecrow-imap/package.json')), 'cert');
  const [key, cert] = ['server.key', 'server.crt'].map((name) => readFileSync(join(certificates, name)));
  return { ...(await bound(createTlsServer({ key, cert }))), tls: true };
}
