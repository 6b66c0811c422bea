import { type ParsedMail, simpleParser } from 'mailparser';
import { beforeAll, expect, test } from 'vitest';
import { exampleMails } from '../../gateway/mail/examples.ts';

const now = Date.parse('2026-03-10T15:00:00Z');
const desk = 'support@desk.example';
const examples = exampleMails(desk, now);

let mails: ParsedMail[];
beforeAll(async () => {
  mails = await Promise.all(examples.map(({ raw }) => simpleParser(Buffer.from(raw))));
});
const mail = (subject: string) => mails.find((one) => one.subject?.includes(subject));

test('there are eight, all to the desk, all dated within the last hour, with CRLF line ends', () => {
  expect(mails).toHaveLength(8);
  for (const { to, date } of mails) {
    expect(to).toMatchObject({ value: [{ address: desk }] });
    expect(now - Number(date)).toBeGreaterThan(0);
    expect(now - Number(date)).toBeLessThan(3_600_000);
  }
  for (const { raw } of examples) expect(Buffer.from(raw).toString()).not.toMatch(/[^\r]\n/);
});

test('every address is in a domain reserved for examples', () => {
  for (const { raw } of examples) {
    for (const [, domain] of Buffer.from(raw)
      .toString()
      .matchAll(/@([\w.-]+)/g))
      expect(domain).toMatch(/\.example$/);
  }
});

test('the last is the first once more, over another way', () => {
  expect(examples[7]?.raw).toEqual(examples[0]?.raw);
  expect(examples[7]?.from).not.toBe(examples[0]?.from);
});

test('one answers the plain one', () => {
  expect(mail('Re: Two orders')?.inReplyTo).toBe(mails[0]?.messageId);
});

test('one shows a picture in its text', () => {
  const shown = mail('chart');
  expect(shown?.html).toContain('src="data:image/png;base64,');
  expect(shown?.attachments[0]?.content.subarray(1, 4).toString()).toBe('PNG');
});

test('one carries a file', () => {
  expect(mail('price list')?.attachments[0]).toMatchObject({ filename: 'price-list.csv', contentType: 'text/csv' });
});

test('one reports an outage in German, umlauts and all', () => {
  expect(mail('nichts geht mehr für alle')?.text).toContain('Niemand kann sich anmelden,');
  expect(mail('nichts geht mehr für alle')?.from?.text).toContain('Jörg Brandt');
});

test('the auto-reply and the bounce come from the null sender and say they are machines', () => {
  for (const [at, { headers }] of mails.entries()) {
    expect(headers.has('auto-submitted')).toBe(examples[at]?.from === '');
  }
  expect(examples.filter(({ from }) => from === '')).toHaveLength(2);
});

test('asked for again, they are new mails', () => {
  const ids = async (at: number) =>
    Promise.all(exampleMails(desk, at).map(async ({ raw }) => (await simpleParser(Buffer.from(raw))).messageId));

  return Promise.all([ids(now), ids(now + 1)]).then(([first, second]) => {
    expect(first.filter((id) => second.includes(id))).toEqual([]);
  });
});
