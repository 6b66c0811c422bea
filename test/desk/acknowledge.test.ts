import { describe, expect, test } from 'vitest';
import { type Acknowledging, mayAcknowledge } from '../../gateway/desk/acknowledge.ts';
import type { AcknowledgementFacts } from '../../gateway/desk/facts.ts';
import { asInstant, DAY, HOUR, after as later, MINUTE, SECOND } from '../../gateway/desk/instant.ts';
import type { Letter } from '../../gateway/desk/letter.ts';
import { letterOf } from './cast.ts';

const NOW = asInstant(Date.UTC(2026, 10, 24, 15));
const NONE: AcknowledgementFacts = {
  toSenderLastHour: 0,
  toSenderLastDay: 0,
  toSenderLastAt: null,
  unverifiedToDomain: 0,
  unverifiedFromMailbox: 0,
};
const FACTS: Acknowledging = {
  now: NOW,
  disposition: 'ticket',
  ours: ['support@desk.example', 'help@desk.example'],
  imported: false,
  acceptedAge: 2000,
  promiseAt: later(NOW, 4 * HOUR),
  ownLoop: false,
  cameBeforeRestore: false,
  inReplyToOurs: false,
  sent: NONE,
};
const LETTER: Letter = letterOf({
  subject: 'Printer',
  from: { address: 'ada@customer.example', name: 'Ada' },
  returnPath: 'ada@customer.example',
});
const VERIFIED: Letter = { ...LETTER, trust: { verdict: 'verified', why: '' } };

const asked = (letter: Partial<Letter>, facts: Partial<Acknowledging> = {}) =>
  mayAcknowledge({ ...LETTER, ...letter }, { ...FACTS, ...facts });
const codeOf = (answer: ReturnType<typeof asked>) => (answer.yes ? 'yes' : answer.code);
const headers = (name: string, value: string) => ({ headers: new Map([[name, [value]]]) });
const calendar = (method: string) => ({
  attachments: [
    {
      name: 'a.ics',
      contentType: 'text/calendar',
      bytes: new TextEncoder().encode(`BEGIN:VCALENDAR\r\nMETHOD:${method}\r\n`),
      inline: false,
      cid: null,
      truncated: false,
    },
  ],
});

test("a person's first mail is acknowledged at once", () => {
  expect(asked({})).toEqual({ yes: true });
});

describe('an acknowledgement is withheld', () => {
  test.each<{ when: string; letter?: Partial<Letter>; facts?: Partial<Acknowledging>; code: string }>([
    { when: 'the mail opened no ticket', facts: { disposition: 'quarantined' }, code: 'no new ticket' },
    { when: 'the mail is history', facts: { imported: true }, code: 'imported' },
    { when: 'the mail is older than 12 hours', facts: { acceptedAge: 12 * HOUR + 1 }, code: 'old mail' },
    { when: 'the promise is past', facts: { promiseAt: NOW }, code: 'promise is past' },
    { when: 'the return path is null', letter: { returnPath: '' }, code: 'null return path' },
    {
      when: 'it is auto-replied',
      letter: headers('auto-submitted', 'Auto-Replied (vacation)'),
      code: 'automatic mail',
    },
    { when: 'it is auto-generated', letter: headers('auto-submitted', 'auto-generated; x=y'), code: 'automatic mail' },
    { when: 'it has a List-Id', letter: headers('list-id', '<l.example>'), code: 'mailing list' },
    { when: 'it has a List-Post', letter: headers('list-post', '<mailto:l@x>'), code: 'mailing list' },
    { when: 'its precedence is BULK', letter: headers('precedence', 'BULK'), code: 'bulk mail' },
    { when: 'its X-Precedence is auto_reply', letter: headers('x-precedence', 'auto_reply'), code: 'bulk mail' },
    { when: 'it has X-Autoreply', letter: headers('x-autoreply', 'yes'), code: 'responder' },
    { when: 'it has X-Loop', letter: headers('x-loop', 'a@b'), code: 'responder' },
    { when: 'it has a Feedback-ID', letter: headers('feedback-id', '1:2:3'), code: 'responder' },
    {
      when: 'it is a relayed notification',
      letter: headers('x-amazon-mail-relay-type', 'notification'),
      code: 'responder',
    },
    { when: 'it came over an autoresponder', letter: headers('delivered-to', 'Autoresponder'), code: 'responder' },
    {
      when: 'the sender suppresses all answers',
      letter: headers('x-auto-response-suppress', 'DR, All'),
      code: 'answers refused',
    },
    { when: 'the sender suppresses OOF', letter: headers('x-auto-response-suppress', 'OOF'), code: 'answers refused' },
    { when: 'it is a report', letter: headers('content-type', 'multipart/report; report-type=x'), code: 'report' },
    { when: 'it answers an invitation', letter: { kind: 'invitation', ...calendar('REPLY') }, code: 'report' },
    { when: 'a subject shows a responder', letter: { kind: 'auto-reply' }, code: 'robot' },
    {
      when: 'the sender is no-reply',
      letter: { from: { address: 'No-Reply@shop.example', name: '' } },
      code: 'machine address',
    },
    {
      when: 'the sender is a list owner',
      letter: { from: { address: 'owner-l@shop.example', name: '' } },
      code: 'machine address',
    },
    {
      when: 'none of our addresses is named',
      letter: { to: [{ address: 'x@other.example', name: '' }] },
      code: 'not addressed to us',
    },
    { when: 'the sender is us', letter: { from: { address: 'Help@desk.example', name: '' } }, code: 'own address' },
    { when: 'it came before a restore', facts: { cameBeforeRestore: true }, code: 'restored' },
    { when: 'it carries our loop header', facts: { ownLoop: true }, code: 'own loop' },
    { when: 'it has no single sender', letter: { from: null }, code: 'no single sender' },
    { when: 'DMARC failed', letter: { trust: { verdict: 'failed', why: '' } }, code: 'sender not genuine' },
    { when: 'it answers a mail of ours', facts: { inReplyToOurs: true }, code: 'answers our mail' },
    { when: 'its subject grows by our tags', letter: { subject: 'Re: [#12] Re: [#11] x' }, code: 'growing subject' },
  ])('when $when', ({ letter = {}, facts = {}, code }) => {
    const answer = asked(letter, facts);
    expect(codeOf(answer)).toBe(code);
    expect(answer.yes ? '' : answer.why).toMatch(/^[A-Z].*\.$/);
  });
});

describe('an acknowledgement is not withheld', () => {
  test.each<{ when: string; letter?: Partial<Letter>; facts?: Partial<Acknowledging> }>([
    { when: 'Auto-Submitted says no', letter: headers('auto-submitted', 'No (a human)') },
    { when: 'only List-Unsubscribe is there', letter: headers('list-unsubscribe', '<mailto:x@y>') },
    { when: 'only delivery reports are suppressed', letter: headers('x-auto-response-suppress', 'DR, RN, NRN') },
    { when: 'the return path is of another domain', letter: { returnPath: 'bounce@mailer.example' } },
    { when: 'it invites', letter: { kind: 'invitation', ...calendar('REQUEST') } },
    { when: 'we are in Cc', letter: { to: [], cc: [{ address: 'SUPPORT@desk.example', name: '' }] } },
    { when: 'we are only delivered to', letter: { to: [], deliveredTo: ['help@desk.example'] } },
    { when: 'our address has a detail', letter: { to: [{ address: 'support+x@desk.example', name: '' }] } },
    { when: 'it is 12 hours old', facts: { acceptedAge: 12 * HOUR } },
    { when: 'nothing was promised', facts: { promiseAt: null } },
    { when: 'our tag is in the subject once', letter: { subject: 'Re: [#12] x' } },
  ])('when $when', ({ letter = {}, facts = {} }) => {
    expect(asked(letter, facts)).toEqual({ yes: true });
  });
});

describe('one sender', () => {
  const sent = (facts: Partial<AcknowledgementFacts>) => ({ ...FACTS, sent: { ...NONE, ...facts } });

  test('who is unknown gets one an hour', () => {
    const lastHour = { toSenderLastHour: 1, toSenderLastDay: 1, toSenderLastAt: later(NOW, -59 * MINUTE) };
    expect(codeOf(mayAcknowledge(LETTER, sent(lastHour)))).toBe('sender had enough');
    expect(codeOf(mayAcknowledge(VERIFIED, sent(lastHour)))).toBe('yes');
  });

  test('who is unknown gets three a day', () => {
    const day = { toSenderLastDay: 3, toSenderLastAt: later(NOW, -2 * HOUR) };
    expect(codeOf(mayAcknowledge(LETTER, sent(day)))).toBe('sender had enough');
    expect(codeOf(mayAcknowledge(LETTER, sent({ ...day, toSenderLastDay: 2 })))).toBe('yes');
  });

  test('who is verified gets ten a day', () => {
    const day = { toSenderLastDay: 9, toSenderLastAt: later(NOW, -DAY / 2) };
    expect(codeOf(mayAcknowledge(VERIFIED, sent(day)))).toBe('yes');
    expect(codeOf(mayAcknowledge(VERIFIED, sent({ ...day, toSenderLastDay: 10 })))).toBe('sender had enough');
  });

  test('who writes within five minutes of our answer is taken for a machine, verified or not', () => {
    const soon = { toSenderLastHour: 1, toSenderLastDay: 1, toSenderLastAt: later(NOW, -4 * MINUTE) };
    expect(codeOf(mayAcknowledge(VERIFIED, sent(soon)))).toBe('sender had enough');
  });

  test('who is verified but returned elsewhere counts as unknown', () => {
    const hour = { toSenderLastHour: 1, toSenderLastDay: 1, toSenderLastAt: later(NOW, -30 * MINUTE) };
    expect(codeOf(mayAcknowledge({ ...VERIFIED, returnPath: 'x@evil.test' }, sent(hour)))).toBe('sender had enough');
  });
});

describe('many senders', () => {
  /** Mails at even distances, each counted as the store counts it: by when its turn is. */
  function burst(count: number, over: number, letter: Letter) {
    const turns: number[] = [];
    let withheld = 0;
    let latest = 0;
    for (let i = 0; i < count; i++) {
      const now = later(NOW, (i * over) / count);
      const sent = {
        ...NONE,
        unverifiedToDomain: turns.filter((at) => at > now - 10 * MINUTE).length,
        unverifiedFromMailbox: turns.filter((at) => at > now - MINUTE).length,
      };
      const answer = mayAcknowledge(letter, { ...FACTS, now, sent });
      if (!answer.yes) withheld++;
      else {
        const turn = answer.notBefore ?? now;
        latest = Math.max(latest, turn - now);
        if (letter.trust.verdict !== 'verified') turns.push(turn);
      }
    }
    return { withheld, latest, turns };
  }

  test('of one provider, 300 within 5 minutes, all get one within half an hour though nobody vouches for them', () => {
    const { withheld, latest } = burst(300, 5 * MINUTE, LETTER);
    expect(withheld).toBe(0);
    expect(latest).toBeLessThanOrEqual(30 * MINUTE);
    expect(latest).toBeGreaterThan(10 * MINUTE);
  });

  test('who are verified never wait', () => {
    expect(burst(300, 5 * MINUTE, VERIFIED)).toMatchObject({ withheld: 0, latest: 0 });
  });

  test('are all answered at once when they are few', () => {
    expect(burst(20, MINUTE, LETTER)).toMatchObject({ withheld: 0, latest: 0 });
  });

  test('forged by the thousand draw few mails', () => {
    const { withheld, turns } = burst(2000, 10 * MINUTE, LETTER);
    expect(turns.length).toBeLessThan(400);
    expect(withheld).toBeGreaterThan(1600);
  });

  test('wait no longer than the promise', () => {
    const sent = { ...NONE, unverifiedToDomain: 100 };
    expect(codeOf(asked({}, { sent, promiseAt: later(NOW, 30 * SECOND) }))).toBe('too many at once');
    expect(codeOf(asked({}, { sent }))).toBe('yes');
  });
});
