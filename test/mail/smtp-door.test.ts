import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import type { Envelope } from '../../gateway/mail/record.ts';
import { type Door, MAX_MAIL_BYTES, openDoor } from '../../gateway/mail/smtp-door.ts';

const ours = (address: string) => address.endsWith('@desk.example');
const kept: { raw: string; envelope: Envelope }[] = [];
const doors: Door[] = [];
const sockets: Socket[] = [];

afterEach(async () => {
  kept.length = 0;
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const door of doors.splice(0)) await door.close();
});

test('a mail for us is kept as it came, eight-bit bytes and unstuffed dots included, before the 250', async () => {
  const client = await talk();
  await client.say('MAIL FROM:<ada@post.example>', 250);
  await client.say('RCPT TO:<Support@Desk.example>', 250);
  await client.say('RCPT TO:<support@desk.example>', 250);
  await client.say('DATA', 354);
  await client.say(Buffer.from('Subject: h\xe9llo\r\n\r\n..dot\r\n.\r\n', 'binary'), 250);

  expect(kept).toEqual([
    { raw: 'Subject: h\xe9llo\r\n\r\n.dot\r\n', envelope: { from: 'ada@post.example', to: ['support@desk.example'] } },
  ]);
});

test('the null sender is taken, and told apart from nobody', async () => {
  const client = await talk();
  await send(client, 'Subject: bounce\r\n', '');

  expect(kept[0]?.envelope.from).toBe('');
});

test('a dot between bare newlines does not end a mail, so none can be smuggled in behind it', async () => {
  const client = await talk();
  await send(client, 'Subject: a\r\n\r\nb\n.\nMAIL FROM:<evil@else.example>\r\n');

  expect(kept).toHaveLength(1);
  expect(kept[0]?.raw).toContain('MAIL FROM:<evil@else.example>');
});

test.each(['stranger@else.example', 'support@desk.example.evil.example'])(
  'mail for %s is refused with 550',
  async (to) => {
    const client = await talk();
    await client.say('MAIL FROM:<ada@post.example>', 250);
    await client.say(`RCPT TO:<${to}>`, 550);
    await client.say('DATA', 503);
  },
);

test('a mail announced as too big is refused before it is sent', async () => {
  const client = await talk();
  await client.say(`MAIL FROM:<ada@post.example> SIZE=${MAX_MAIL_BYTES + 1}`, 552);
});

test('a mail that turns out too big is refused with 552 and not kept, and the next one is taken', async () => {
  const client = await talk();
  const line = `${'x'.repeat(998)}\r\n`;
  await send(client, line.repeat(Math.ceil(MAX_MAIL_BYTES / line.length) + 1), 'ada@post.example', 552);
  expect(kept).toEqual([]);

  await send(client, 'Subject: small\r\n');
  expect(kept).toHaveLength(1);
});

test('a mail broken off before its end is not kept', async () => {
  const client = await talk();
  await client.say('MAIL FROM:<ada@post.example>', 250);
  await client.say('RCPT TO:<support@desk.example>', 250);
  await client.say('DATA', 354);
  client.socket.end('Subject: half a ma');
  await once(client.socket, 'close');
  await doors[0]?.close();

  expect(kept).toEqual([]);
});

test('a mail that cannot be kept is answered 451, so that its sender tries again', async () => {
  const client = await talk(() => Promise.reject(new Error('disk full')));
  await send(client, 'Subject: hello\r\n', 'ada@post.example', 451);
});

const remember = async (raw: Uint8Array, envelope: Envelope) => {
  kept.push({ raw: Buffer.from(raw).toString('binary'), envelope });
};

async function talk(keep: (raw: Uint8Array, envelope: Envelope) => Promise<unknown> = remember) {
  const door = await openDoor({ port: 0, ours, refusal: 'not here', keep });
  doors.push(door);
  const socket = connect(door.port, door.host);
  sockets.push(socket);
  const lines = linesOf(socket);
  const say = async (words: string | Buffer, code: number) => {
    if (words.length > 0) socket.write(typeof words === 'string' ? `${words}\r\n` : words);
    let line = '';
    do line = String((await lines.next()).value);
    while (line[3] === '-');
    expect(line).toMatch(new RegExp(`^${code} `));
  };
  await say('', 220);
  await say('EHLO client.example', 250);
  return { socket, say };
}

async function send(client: Awaited<ReturnType<typeof talk>>, mail: string, from = 'ada@post.example', code = 250) {
  await client.say(`MAIL FROM:<${from}>`, 250);
  await client.say('RCPT TO:<support@desk.example>', 250);
  await client.say('DATA', 354);
  await client.say(Buffer.from(`${mail}.\r\n`), code);
}

async function* linesOf(socket: Socket): AsyncGenerator<string> {
  let buffered = '';
  for await (const chunk of socket) {
    buffered += chunk;
    const lines = buffered.split('\r\n');
    buffered = lines.pop() ?? '';
    yield* lines;
  }
}
