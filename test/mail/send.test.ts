import { createServer } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type Attempt, openSender, type Sender } from '../../gateway/mail/send.ts';
import type { SmtpServer } from '../../gateway/mail/smtp-server.ts';
import { type Sink, type SinkScript, startSink } from '../support/smtp-sink.ts';

const envelope = { from: 'support@desk.example', to: ['ada@post.example'] };
const bytes = Buffer.from('Message-ID: <1@desk.example>\r\nSubject: Hello\r\n\r\nHello\r\n.dot\r\n');

const sinks: Sink[] = [];
const senders: Sender[] = [];
afterEach(async () => {
  for (const sender of senders.splice(0)) sender.close();
  for (const sink of sinks.splice(0)) await sink.close();
});

test('a mail goes out as it is, and the queue id the relay gave it is kept', async () => {
  const { sink, sender } = await way();

  expect(await sender.send({ envelope, bytes })).toEqual({
    sent: true,
    response: '250 2.0.0 Ok: queued as Q1',
    seenMessageId: null,
    rejected: [],
  });
  expect(sink.mails).toMatchObject([{ ...envelope, raw: bytes.toString() }]);
});

test('the null sender goes out as <>', async () => {
  const { sink, sender } = await way();
  await sender.send({ envelope: { ...envelope, from: '' }, bytes });

  expect(sink.mails[0]?.from).toBe('');
});

test.each<{ when: string; script: SinkScript; attempt: Partial<Extract<Attempt, { sent: false }>> }>([
  {
    when: 'greets with 554',
    script: { greeting: '554 go away' },
    attempt: { outcome: 'temporary', stage: 'connect', code: 554 },
  },
  {
    when: 'closes before greeting',
    script: { greeting: 'close' },
    attempt: { outcome: 'temporary', stage: 'connect', code: null },
  },
  {
    when: 'closes at EHLO',
    script: { ehlo: 'close' },
    attempt: { outcome: 'temporary', stage: 'connect', code: null },
  },
  {
    when: 'refuses the sender',
    script: { mail: () => '550 5.7.1 not you' },
    attempt: { outcome: 'refused', stage: 'sender', code: 550 },
  },
  {
    when: 'defers the sender',
    script: { mail: () => '451 4.3.0 later' },
    attempt: { outcome: 'temporary', stage: 'sender', code: 451 },
  },
  { when: 'closes at MAIL FROM', script: { mail: () => 'close' }, attempt: { outcome: 'temporary', code: null } },
  {
    when: 'does not know the recipient',
    script: { rcpt: () => '550 5.1.1 who?' },
    attempt: { outcome: 'refused', stage: 'recipients', code: 550 },
  },
  {
    when: 'greylists',
    script: { rcpt: () => '450 4.7.1 come back' },
    attempt: { outcome: 'temporary', stage: 'recipients', code: 450 },
  },
  { when: 'closes at RCPT TO', script: { rcpt: () => 'close' }, attempt: { outcome: 'temporary', code: null } },
  {
    when: 'defers DATA',
    script: { data: () => '452 disk full' },
    attempt: { outcome: 'temporary', stage: 'data', code: 452 },
  },
  { when: 'closes at DATA', script: { data: () => 'close' }, attempt: { outcome: 'temporary', code: null } },
  {
    when: 'closes in the body',
    script: { closeInBodyAfter: 10 },
    attempt: { outcome: 'unknown', stage: 'data', code: null },
  },
  {
    when: 'closes after the dot',
    script: { body: () => 'close' },
    attempt: { outcome: 'unknown', stage: 'data', code: null },
  },
  {
    when: 'takes the mail and loses its 250',
    script: { body: () => 'lose' },
    attempt: { outcome: 'unknown', stage: 'data', code: null },
  },
  {
    when: 'tears its answer after two digits',
    script: { body: () => 'tear' },
    attempt: { outcome: 'unknown', stage: 'data', code: null },
  },
  {
    when: 'answers nonsense after the dot',
    script: { body: () => '55' },
    attempt: { outcome: 'unknown', stage: 'data', code: null },
  },
  {
    when: 'refuses the mail',
    script: { body: () => '554 5.7.1 spam' },
    attempt: { outcome: 'refused', stage: 'data', code: 554 },
  },
  {
    when: 'defers the mail',
    script: { body: () => '451 4.7.0 later' },
    attempt: { outcome: 'temporary', stage: 'data', code: 451 },
  },
])('a relay that $when: $attempt.outcome, with and without pipelining', async ({ script, attempt }) => {
  for (const extensions of [['PIPELINING', 'SIZE 1000000'], ['SIZE 1000000']]) {
    const { sender } = await way({ ...script, extensions });
    expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: false, ...attempt });
  }
});

test('nobody listening is temporary, and says which port', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));

  expect(await sendTo({ host: '127.0.0.1', port })).toMatchObject({
    outcome: 'temporary',
    stage: 'connect',
    words: `127.0.0.1, port ${port} refuses connections. The port may be wrong.`,
  });
});

test('a wrong password is temporary for the mail, and the words hold the answer but not the password', async () => {
  const { sink } = await way({
    auth: ({ password }) => (password === 'right' ? undefined : '535 5.7.8 bad credentials'),
  });

  const refused = await sendTo({ ...sink, user: 'support', password: 'wrong-secret' });
  expect(refused).toMatchObject({ sent: false, outcome: 'temporary', stage: 'login', code: 535 });
  expect(JSON.stringify(refused)).not.toContain('wrong-secret');
  expect(await sendTo({ ...sink, user: 'support', password: 'right' })).toMatchObject({ sent: true });
});

test('a relay that hangs up during sign-in is temporary', async () => {
  const { sink } = await way({ auth: () => 'close' });

  expect(await sendTo({ ...sink, user: 'support', password: 'right' })).toMatchObject({
    outcome: 'temporary',
    stage: 'login',
    code: null,
  });
});

test('recipients refused one by one are told by name while the others get the mail', async () => {
  const { sink, sender } = await way({
    rcpt: (to) => (to === 'gone@post.example' ? '550 5.1.1 no such user' : undefined),
  });
  const attempt = await sender.send({
    envelope: { ...envelope, to: ['ada@post.example', 'gone@post.example'] },
    bytes,
  });

  expect(attempt).toMatchObject({ sent: true, rejected: [{ address: 'gone@post.example', code: 550 }] });
  expect(sink.mails[0]?.to).toEqual(['ada@post.example']);
});

test('a mail larger than the relay takes is refused without being sent', async () => {
  const { sink, sender } = await way({ extensions: ['SIZE 20'] });

  expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: false, outcome: 'refused' });
  expect(sink.mails).toEqual([]);
});

test.each(['a@b.example>\r\nRCPT TO:<v@else.example', 'a@b.example> NOTIFY=NEVER'])(
  'an address that is none is refused here: %j',
  async (to) => {
    const { sink, sender } = await way();

    expect(await sender.send({ envelope: { ...envelope, to: [to] }, bytes })).toMatchObject({
      sent: false,
      outcome: 'refused',
    });
    expect(sink.mails).toEqual([]);
  },
);

test('forty mails at once share at most five connections', async () => {
  const { sink, sender } = await way();
  const attempts = await Promise.all(Array.from({ length: 40 }, () => sender.send({ envelope, bytes })));

  expect(attempts.every(({ sent }) => sent)).toBe(true);
  expect(sink.mails).toHaveLength(40);
  expect(sink.connections()).toBeLessThanOrEqual(5);
});

test('a connection carries a hundred mails, then another takes over', async () => {
  const { sink, sender } = await way();
  for (let at = 0; at < 101; at += 1) await sender.send({ envelope, bytes });

  expect(sink.mails.filter(({ connection }) => connection === 1)).toHaveLength(100);
  expect(sink.connections()).toBe(2);
});

test('a refused recipient does not cost the connection', async () => {
  const { sink, sender } = await way({ rcpt: (to) => (to.startsWith('gone') ? '550 no' : undefined) });
  await sender.send({ envelope: { ...envelope, to: ['gone@post.example'] }, bytes });

  expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: true });
  expect(sink.connections()).toBe(1);
});

test.each<{ how: string; script: SinkScript }>([
  { how: 'hanging up', script: { mail: (_from, nth) => (nth === 2 ? 'close' : undefined) } },
  { how: 'saying 421', script: { mail: (_from, nth) => (nth === 2 ? '421 4.4.2 idle too long' : undefined) } },
])('a relay that ended the kept connection by $how gets the mail over a new one, once', async ({ script }) => {
  const { sink, sender } = await way(script);
  await sender.send({ envelope, bytes });

  expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: true });
  expect(sink.mails).toHaveLength(2);
  expect(sink.connections()).toBe(2);
});

test('mail still waiting when the sender closes is temporary, mail on its way is finished', async () => {
  const { sink, sender } = await way();
  sink.script.data = () => {
    sender.close();
    return undefined;
  };
  const going = Array.from({ length: 8 }, () => sender.send({ envelope, bytes }));
  const outcomes = (await Promise.all(going)).map((attempt) => attempt.sent || attempt.outcome);

  expect(new Set(outcomes)).toEqual(new Set([true, 'temporary']));
});

test('no password and no mail goes over an unencrypted line to another machine', async () => {
  expect(await sendTo({ host: 'mail.invalid', port: 587, security: 'none' })).toMatchObject({
    sent: false,
    words: /must be encrypted/,
  });
});

test('a relay without STARTTLS gets nothing where encryption was asked for', async () => {
  const { sink } = await way();

  expect(await sendTo({ ...sink, security: 'starttls' })).toMatchObject({ outcome: 'temporary', stage: 'connect' });
  expect(sink.mails).toEqual([]);
});

async function way(script: SinkScript = {}): Promise<{ sink: Sink; sender: Sender }> {
  const sink = await startSink({ script });
  sinks.push(sink);
  return { sink, sender: senderTo(sink) };
}

function senderTo({
  host,
  port,
  security = 'none',
  user = null,
  password = null,
  token,
}: Pick<SmtpServer, 'host' | 'port'> & Partial<SmtpServer>) {
  const sender = openSender({ host, port, security, user, password, ...(token ? { token } : {}) });
  senders.push(sender);
  return sender;
}

const sendTo = (server: Pick<SmtpServer, 'host' | 'port'> & Partial<SmtpServer>) =>
  senderTo(server).send({ envelope, bytes });

test.each<{ when: string; script: SinkScript; outcome: string }>([
  { when: 'greets one letter at a time', script: { greeting: 'drip' }, outcome: 'temporary' },
  { when: 'answers the recipient one letter at a time', script: { rcpt: () => 'drip' }, outcome: 'temporary' },
  { when: 'answers the final dot one letter at a time', script: { body: () => 'drip' }, outcome: 'unknown' },
  { when: 'says nothing after 354', script: { data: () => 'stall' }, outcome: 'temporary' },
  { when: 'says nothing after the final dot', script: { body: () => 'stall' }, outcome: 'unknown' },
])('a relay that $when holds a connection for so long and no longer', async ({ script, outcome }) => {
  const sink = await startSink({ script });
  sinks.push(sink);
  const { host, port } = sink;
  const server = { host, port, security: 'none', user: null, password: null } as const;
  const sender = openSender(server, 1, { session: 300, answer: 400, mail: 300 });
  senders.push(sender);

  expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: false, outcome });

  sink.script = {};
  expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: true });
});

test('a mail whose turn comes too late is not begun', async () => {
  const { sink, sender } = await way();

  expect(await sender.send({ envelope, bytes, beginBefore: performance.now() - 1 })).toMatchObject({
    sent: false,
    outcome: 'temporary',
  });
  expect(sink.mails).toEqual([]);
});

test.each(['XOAUTH2', 'OAUTHBEARER'])(
  'an access token signs in by %s, and one that is refused is renewed once',
  async (mechanisms) => {
    const asked: (string | undefined)[] = [];
    const good = (user: string, token: string) => user === 'us@desk.example' && token === 'fresh';
    const { sink } = await way({ tokens: { mechanisms, good } });
    const token = async (refused?: string) => {
      asked.push(refused);
      return refused === 'stale' ? 'fresh' : 'stale';
    };
    const sender = senderTo({ host: sink.host, port: sink.port, user: 'us@desk.example', token });
    expect(await sender.send({ envelope, bytes })).toMatchObject({ sent: true });
    expect(asked).toEqual([undefined, 'stale']);
    expect(sink.mails).toHaveLength(1);
  },
);
