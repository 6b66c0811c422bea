import { describe, expect, test } from 'vitest';
import { hasResponderSubject, isMachineAddress, kindOf, type RobotSigns } from '../../gateway/desk/robots.ts';

const PERSON: RobotSigns = {
  headers: new Map(),
  subject: 'Printer',
  from: 'ada@customer.example',
  returnPath: 'ada@customer.example',
  bounce: null,
  fileTypes: [],
};
const header = (name: string, value: string) => ({ headers: new Map([[name, [value]]]) });

test.each<{ when: string; signs: Partial<RobotSigns>; is: string }>([
  { when: 'nothing speaks against it', signs: {}, is: 'person' },
  { when: 'Auto-Submitted says no', signs: header('auto-submitted', 'no'), is: 'person' },
  { when: 'answers are suppressed', signs: header('x-auto-response-suppress', 'All'), is: 'person' },
  { when: 'only List-Unsubscribe is there', signs: header('list-unsubscribe', '<x>'), is: 'person' },
  { when: 'it is auto-replied', signs: header('auto-submitted', 'auto-replied'), is: 'auto-reply' },
  { when: 'it is auto-generated', signs: header('auto-submitted', 'Auto-Generated'), is: 'auto-generated' },
  {
    when: 'a person’s address answers by a generated mail',
    signs: {
      headers: new Map([
        ['auto-submitted', ['auto-generated']],
        ['in-reply-to', ['<1@desk.example>']],
      ]),
    },
    is: 'auto-reply',
  },
  { when: 'Apple Mail asks to be written to no more', signs: header('x-apple-unsubscribe', 'true'), is: 'complaint' },
  { when: 'a relay passes on a complaint', signs: { complained: true }, is: 'complaint' },
  {
    when: 'a server rejects in the form of a receipt',
    signs: {
      ...header('content-type', 'multipart/report; report-type=disposition-notification'),
      bounce: { recipients: [], originalMessageId: null },
    },
    is: 'bounce',
  },
  { when: 'it is a list mail', signs: header('list-id', '<l.example>'), is: 'list' },
  { when: 'its precedence is bulk', signs: header('precedence', 'Bulk'), is: 'auto-generated' },
  { when: 'its precedence is list', signs: header('precedence', 'list'), is: 'list' },
  { when: 'BoxTrapper asks', signs: header('x-boxtrapper', 'abc'), is: 'auto-reply' },
  { when: 'the return path is null', signs: { returnPath: '' }, is: 'auto-generated' },
  { when: 'no-reply wrote', signs: { from: 'no-reply@shop.example' }, is: 'auto-generated' },
  {
    when: 'it is a read receipt',
    signs: header('content-type', 'multipart/report; report-type=disposition-notification'),
    is: 'receipt',
  },
  { when: 'it is a complaint', signs: { fileTypes: ['message/feedback-report'] }, is: 'complaint' },
  { when: 'a server gave up', signs: { bounce: { recipients: [], originalMessageId: null } }, is: 'bounce' },
  { when: 'a calendar is in it', signs: { fileTypes: ['text/calendar'] }, is: 'invitation' },
])('a mail is called $is when $when', ({ signs, is }) => {
  expect(kindOf({ ...PERSON, ...signs })).toBe(is);
});

describe('a subject', () => {
  test.each([
    'Automatic reply: Printer',
    'Automatische Antwort: Ihre Anfrage',
    'Abwesenheitsnotiz: Urlaub',
    'Réponse automatique : absence',
    'Respuesta automática: Pedido',
    'Resposta automática: Pedido',
    'Odpowiedź automatyczna: urlop',
    'Automatisch antwoord: x',
    'Risposta automatica: x',
    '自動応答: 不在',
    'Out of Office: back on Monday',
    'Out of Office',
    'OOO: back on Monday',
    'Vacation response',
    '[Auto-Reply] Printer',
  ])('"%s" is a responder', (subject) => {
    expect(hasResponderSubject(subject)).toBe(true);
  });

  test.each([
    'Your automatic reply is wrong',
    'Re: Automatic reply: Printer',
    'Problem: automatische Antwort geht nicht',
    'Out of office supplies, please send more',
    'Out of the office chairs, two are broken',
    'Automation stopped',
    'Auto insurance question',
    'Abwesenheit eintragen geht nicht',
    'Vacation days are counted wrong',
    '',
  ])('"%s" is a person', (subject) => {
    expect(hasResponderSubject(subject)).toBe(false);
  });
});

test.each([
  ['mailer-daemon@x.example', true],
  ['MAILER-DAEMON@x.example', true],
  ['do_not_reply@x.example', true],
  ['noreply+123@x.example', true],
  ['bounce-123@x.example', true],
  ['list-request@x.example', true],
  ['norepl@x.example', false],
  ['rootes@x.example', false],
  ['bouncer@x.example', false],
  ['mr.owner@x.example', false],
] as const)('%s is a machine: %s', (address, is) => {
  expect(isMachineAddress(address)).toBe(is);
});
