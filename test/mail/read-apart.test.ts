import { afterEach, expect, test } from 'vitest';
import { openApart } from '../../gateway/mail/read-apart.ts';

const CONTEXT = { ours: [], authservId: null };
const HEAD = 'From: ada@example.org\r\nSubject: x\r\n';
const mail = (text: string) => new TextEncoder().encode(HEAD + text);
const LIMITS = { patienceMs: 2000, patiencePerMegabyteMs: 0, memoryMegabytes: 256 };

let apart: ReturnType<typeof openApart> | undefined;
afterEach(() => apart?.close());

test('a letter read apart is the letter, attachments and all', async () => {
  apart = openApart();
  const parts =
    'Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhello\r\n--b\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\nAAEC\r\n--b--\r\n';
  const reading = await apart.readApart(mail(parts), CONTEXT);
  if (!('letter' in reading)) throw new Error(reading.unreadable);
  expect(reading.letter).toMatchObject({ subject: 'x', text: 'hello' });
  expect([...(reading.letter.attachments[0]?.bytes ?? [])]).toEqual([0, 1, 2]);
  expect(reading.letter.headers.get('subject')).toEqual(['x']);
});

test('a mail that takes too long is stopped, and the mails behind it are read', async () => {
  apart = openApart({ ...LIMITS, patienceMs: 100 });
  const slow = mail(`Content-Type: text/html\r\n\r\n${'<p style="color:red">x</p>'.repeat(75_000)}`);
  const [first, second] = await Promise.all([
    apart.readApart(slow, CONTEXT),
    apart.readApart(mail('\r\nhello'), CONTEXT),
  ]);
  expect(first).toEqual({ unreadable: 'Reading this mail was stopped: it took longer than 0.1 s.' });
  expect('letter' in second && second.letter.text).toBe('hello');
});

test('a mail that takes too much memory is stopped, and the mails behind it are read', async () => {
  apart = openApart({ ...LIMITS, patienceMs: 20_000, memoryMegabytes: 48 });
  const hungry = mail(`${'X: y\r\n'.repeat(1_500_000)}\r\n`);
  const [first, second] = await Promise.all([
    apart.readApart(hungry, CONTEXT),
    apart.readApart(mail('\r\nhello'), CONTEXT),
  ]);
  expect(first).toEqual({ unreadable: 'Reading this mail was stopped: it needed too much memory.' });
  expect('letter' in second && second.letter.text).toBe('hello');
});
