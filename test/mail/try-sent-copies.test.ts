import { ImapFlow } from 'imapflow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { trySentCopies } from '../../gateway/mail/try-sent-copies.ts';
import { type Dovecot, MAILBOX_PASSWORD, startDovecot } from '../support/dovecot.ts';
import { type Sink, startSink } from '../support/smtp-sink.ts';

const ADDRESS = 'desk@kite.example';

let dovecot: Dovecot;
let relay: Sink;
let tries = 0;

beforeAll(async () => {
  dovecot = await startDovecot({ users: [ADDRESS] });
  relay = await startSink();
});
afterAll(async () => {
  await dovecot[Symbol.asyncDispose]();
  await relay.close();
});

const login = () => ({ host: '127.0.0.1', port: dovecot.port, tls: false, user: ADDRESS, password: MAILBOX_PASSWORD });

function ask(more: { sentFolder?: string | null; host?: string } = {}) {
  const messageId = `<heed.probe.try${++tries}@kite.example>`;
  const head = [`Message-ID: ${messageId}`, `From: ${ADDRESS}`, `To: ${ADDRESS}`, 'Subject: A test'];
  const bytes = Buffer.from([...head, '', 'A test', ''].join('\r\n'));
  const { host = '127.0.0.1', sentFolder = 'Sent' } = more;
  const smtp = { host, port: relay.port, security: 'none', user: null, password: null } as const;
  return trySentCopies({ imap: login(), smtp, address: ADDRESS, sentFolder }, { messageId, bytes });
}

async function file(raw: string): Promise<void> {
  const auth = { user: ADDRESS, pass: MAILBOX_PASSWORD };
  const client = new ImapFlow({ host: '127.0.0.1', port: dovecot.port, secure: false, auth, logger: false });
  await client.connect();
  await client.append('Sent', raw, ['\\Seen']);
  await client.logout();
}

test('a provider that files what it sends keeps the copies', async () => {
  relay.script = {
    body({ raw }) {
      void file(raw);
      return undefined;
    },
  };
  expect(await ask()).toBe('provider');
});

test('a provider that only delivers leaves the copies to us', async () => {
  relay.script = {
    body({ raw }) {
      void dovecot.deliver(ADDRESS, raw);
      return undefined;
    },
  };
  expect(await ask()).toBe('append');
});

test('a mailbox without a folder of sent mail has no copies, and gets no mail to find out', async () => {
  relay.mails.length = 0;
  expect(await ask({ sentFolder: null })).toBe('none');
  expect(await ask({ host: 'smtp.gmail.com' })).toBe('provider');
  expect(relay.mails).toEqual([]);
});

test('a mail that does not go out tells nothing', async () => {
  relay.script = { mail: () => '550 not you' };
  expect(await ask()).toBeNull();
});
