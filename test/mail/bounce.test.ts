import { describe, expect, test } from 'vitest';
import { readAnyway } from '../../gateway/mail/read.ts';

const ID = '<heed.1-2-x@desk.example>';
const COPY = `Message-ID: ${ID}\nSubject: Re: Printer\n\nhello\n`;

async function bounceOf(mail: string) {
  const reading = await readAnyway(new TextEncoder().encode(mail.replace(/\n/g, '\r\n')), {
    ours: [],
    authservId: null,
  });
  return 'letter' in reading ? reading.letter.bounce : null;
}

const from = (sender: string, subject: string, more = '') =>
  `Return-Path: <>\nFrom: ${sender}\nTo: support@desk.example\nSubject: ${subject}\n${more}\n`;

describe('a bounce in prose names its recipient and our mail', () => {
  test.each([
    {
      by: 'qmail',
      mail: `${from('MAILER-DAEMON@x.example', 'failure notice')}Hi. This is the qmail-send program at x.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<ada@customer.example>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\n${COPY}`,
    },
    {
      by: 'Exim',
      mail: `${from('Mail Delivery System <Mailer-Daemon@x.example>', 'Mail delivery failed: returning message to sender', 'X-Failed-Recipients: ada@customer.example\n')}This message was created automatically by mail delivery software.\n\n  ada@customer.example\n    host mx said: 550 5.1.1 unknown user\n\n------ This is a copy of the message, including all the headers. ------\n\n${COPY}`,
    },
    {
      by: 'Postfix without a report',
      mail: `${from('MAILER-DAEMON@x.example (Mail Delivery System)', 'Undelivered Mail Returned to Sender')}This is the Postfix program at host x.example.\n\n<ada@customer.example>: host mx said: 550 5.1.1 User unknown\n\n${COPY}`,
    },
    {
      by: 'Sendmail',
      mail: `${from('Mail Delivery Subsystem <MAILER-DAEMON@x.example>', 'Returned mail: User unknown')}The original message was received at Mon\n\n   ----- The following addresses had permanent fatal errors -----\n<ada@customer.example>\n\n   ----- Transcript of session follows -----\n550 5.1.1 <ada@customer.example>... User unknown\n\n   ----- Original message follows -----\n\n${COPY}`,
    },
    {
      by: 'Exchange',
      mail: `${from('System Administrator <postmaster@x.example>', 'Undeliverable: Re: Printer')}Your message\n\n  To: other@customer.example\n  Subject: Re: Printer\n\ndid not reach the following recipient(s):\n\nada@customer.example on Mon, 2 Nov 2026\n    The e-mail account does not exist. #5.1.1\n\n${COPY}`,
    },
  ])('by $by', async ({ mail }) => {
    const bounce = await bounceOf(mail);
    expect(bounce?.recipients).toMatchObject([
      { address: 'ada@customer.example', action: 'failed', status: '5.1.1', kind: 'hard' },
    ]);
    expect(bounce?.originalMessageId).toBe(ID);
  });
});

test('a report says more than its prose', async () => {
  const report = (type: string, body: string) => `--d\nContent-Type: ${type}\n\n${body}\n`;
  const status =
    'Reporting-MTA: dns; x\n\nOriginal-Recipient: rfc822;Ada@Customer.example\nFinal-Recipient: rfc822; inner@x\nAction: failed\nStatus: 4.2.2 (full)\nDiagnostic-Code: smtp; 452\n too full\n\nFinal-Recipient: rfc822; bob@customer.example\nAction: delayed\nStatus: 4.4.1\n';
  const mail = `${from('postmaster@x.example', 'x', 'Content-Type: multipart/report; report-type=delivery-status; boundary=d\n')}${report('text/plain', 'sorry')}${report('message/delivery-status', status)}${report('text/rfc822-headers', COPY)}--d--\n`;
  expect(await bounceOf(mail)).toEqual({
    recipients: [
      { address: 'ada@customer.example', action: 'failed', status: '4.2.2', diagnostic: '452 too full', kind: 'soft' },
      { address: 'bob@customer.example', action: 'delayed', status: '4.4.1', diagnostic: null, kind: 'soft' },
    ],
    originalMessageId: ID,
  });
});

test.each([
  {
    who: 'asks about a bounce',
    mail: 'From: ada@customer.example\nSubject: Undeliverable: Printer\n\nI got this: <x@y.example>: 550 5.1.1 User unknown. Why?\n',
  },
  {
    who: 'forwards one',
    mail: 'From: ada@customer.example\nSubject: Fwd: Mail delivery failed\n\nThis message was created automatically by mail delivery software.\n\n  x@y.example\n    550 unknown user\n',
  },
  {
    who: 'writes of failures',
    mail: 'From: ada@customer.example\nSubject: Delivery failure at the gate\n\nThe parcel could not be delivered to me.\n',
  },
])('a person who $who is no bounce', async ({ mail }) => {
  expect(await bounceOf(mail)).toBeNull();
});
