import { describe, expect, test } from 'vitest';
import { isBlocked, spamVerdict } from '../../gateway/desk/spam.ts';

const headers = (name: string, value: string) => new Map([[name, [value]]]);

test.each([
  ['x-spam-flag', 'YES'],
  ['x-spam-status', 'Yes, score=14.2 required=5.0 tests=BAYES_99'],
  ['x-spam', 'Yes'],
  ['x-rspamd-action', 'add header'],
  ['x-forefront-antispam-report', 'CIP:192.0.2.1;CTRY:US;LANG:en;SCL:5;SRV:;SFV:SPM;CAT:SPM;DIR:INB;'],
  ['x-forefront-antispam-report', 'CIP:192.0.2.1;SCL:-1;SFV:NSPM;CAT:PHSH;DIR:INB;'],
  ['x-barracuda-spam-status', 'Yes, SCORE=7.1'],
  ['x-proofpoint-spam-details', 'rule=spam policy=default score=99'],
  ['x-bogosity', 'Spam, tests=bogofilter, spamicity=0.99'],
  ['x-yandex-spam', '4'],
])('a verdict of the provider counts: %s: %s', (name, value) => {
  expect(spamVerdict(headers(name, value))).toMatch(/calls it spam$/);
});

test.each([
  ['x-spam-flag', 'NO'],
  ['x-spam-status', 'No, score=-2.6 required=5.0'],
  ['x-spam-score', '4.9'],
  ['x-spam-level', '****'],
  ['x-rspamd-action', 'no action'],
  ['x-rspamd-action', 'greylist'],
  ['x-forefront-antispam-report', 'CIP:192.0.2.1;SCL:1;SFV:NSPM;CAT:NONE;DIR:INB;'],
  ['x-microsoft-antispam', 'BCL:4;'],
  ['x-proofpoint-spam-details', 'rule=notspam policy=default score=0'],
  ['x-mailscanner-spamcheck', 'not spam, SpamAssassin (score=-1)'],
  ['x-yandex-spam', '1'],
  ['subject', 'YES this is spam'],
])('what is no verdict is none: %s: %s', (name, value) => {
  expect(spamVerdict(headers(name, value))).toBeNull();
});

describe('the block list', () => {
  const blocked = new Set(['mallory@post.example', 'junk.example']);
  test.each([
    ['mallory@post.example', true],
    ['Mallory@POST.example', true],
    ['ada@post.example', false],
    ['anyone@junk.example', true],
    ['anyone@news.junk.example', true],
    ['anyone@notjunk.example', false],
    ['junk.example@post.example', false],
    ['@', false],
  ])('%s: %s', (address, is) => {
    expect(isBlocked(address, blocked)).toBe(is);
  });
});
