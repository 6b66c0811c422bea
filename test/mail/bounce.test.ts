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

test('what the refusing server said counts more than the summary of the reporting one', async () => {
  const status = (code: string, diagnostic: string) =>
    `Final-Recipient: rfc822; ada@customer.example\nAction: failed\nStatus: ${code}\nDiagnostic-Code: smtp; ${diagnostic}\n`;
  const statusOf = async (text: string) => {
    const type = 'Content-Type: message/delivery-status\n';
    return (await bounceOf(`${from('MAILER-DAEMON@x.example', 'x', type)}Reporting-MTA: dns; x\n\n${text}`))
      ?.recipients[0]?.status;
  };
  expect(await statusOf(status('5.0.0', '550 5.7.1 relaying denied'))).toBe('5.7.1');
  expect(await statusOf(status('4.4.7', '452 4.4.5 disk full (Exim 4.94.2, 192.0.2.1)'))).toBe('4.4.5');
  expect(await statusOf(status('5.1.1', '550 no such user'))).toBe('5.1.1');
  expect(await statusOf(status('', '421 try later'))).toBe('4.0.0');
  expect(await statusOf(status('5.4.7', '554 4.4.7 expired <421 4.4.2 timed out>'))).toBe('4.4.2');
});

test('a report without a word for it is explained by its prose', async () => {
  const mail = `${from('MAILER-DAEMON@x.example', 'x', 'Content-Type: multipart/report; report-type=delivery-status; boundary=d\n')}--d\n\nSorry.\n\nada@customer.example: 550 5.7.26 not authenticated\nbob@customer.example: 552 5.2.2 full\n--d\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; ada@customer.example\nAction: failed\nStatus: 5.0.0\n--d--\n`;
  expect((await bounceOf(mail))?.recipients).toMatchObject([
    { address: 'ada@customer.example', status: '5.7.26', diagnostic: expect.stringContaining('not authenticated') },
  ]);
});

test('the fields of a report are read where they stand in the text', async () => {
  const mail = `${from('MAILER-DAEMON@x.example', 'Delivery Status Notification (Failure)')}An error occurred.\n\nTechnical report:\n\nReporting-MTA: dns; x\n\nAction: failed\nFinal-Recipient: rfc822; ada@customer.example\nStatus: 5.2.1\n`;
  expect((await bounceOf(mail))?.recipients).toMatchObject([{ address: 'ada@customer.example', status: '5.2.1' }]);
});

test('a program that does not say who it is is known by how it speaks', async () => {
  const notice = 'Your message could not be delivered to the following recipients:\n\nada@customer.example\n';
  const mail = (subject: string, text: string) => `From: gateway@x.example\nSubject: ${subject}\n\n${text}`;
  expect((await bounceOf(mail('Delivery failure', notice)))?.recipients).toMatchObject([
    { address: 'ada@customer.example' },
  ]);
  expect(await bounceOf(mail('Re: Delivery failure', notice))).toBeNull();
  expect(await bounceOf(mail('Delivery failure', `Hello, I got this:\n\n${notice}`))).toBeNull();
  expect(
    await bounceOf(mail('Delivery failure', 'Your message could not be delivered to the following recipients.')),
  ).toBeNull();
});

test('a mail that is still on its way has not failed', async () => {
  const mail = `${from('MAILER-DAEMON@x.example', 'Warning: message delayed 4 hours')}Your message to the following recipients has not yet been delivered:\n\nada@customer.example\n`;
  expect((await bounceOf(mail))?.recipients).toMatchObject([{ action: 'delayed', kind: 'soft' }]);
});

describe('what Amazon SES tells in JSON', () => {
  const notice = (content: object) =>
    `${from('AWS <no-reply@sns.amazonaws.com>', 'AWS Notification Message')}${JSON.stringify(content)}\n\n--\nIf you wish to stop`;

  test('of a bounce is one', async () => {
    const bounce = {
      bounceType: 'Permanent',
      bouncedRecipients: [
        {
          emailAddress: 'Ada@customer.example',
          action: 'failed',
          status: '5.1.1',
          diagnosticCode: 'smtp; 550 5.1.1 user unknown',
        },
      ],
    };
    const mail = { commonHeaders: { messageId: ID } };
    expect(await bounceOf(notice({ notificationType: 'Bounce', bounce, mail }))).toEqual({
      recipients: [
        {
          address: 'ada@customer.example',
          action: 'failed',
          status: '5.1.1',
          diagnostic: '550 5.1.1 user unknown',
          kind: 'hard',
        },
      ],
      originalMessageId: ID,
    });
  });

  test('of a complaint is a complaint', async () => {
    const text = notice({ notificationType: 'Complaint', complaint: { complainedRecipients: [] } });
    const reading = await readAnyway(new TextEncoder().encode(text), { ours: [], authservId: null });
    expect('letter' in reading && reading.letter.kind).toBe('complaint');
  });
});
