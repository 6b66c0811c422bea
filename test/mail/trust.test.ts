import { expect, test } from 'vitest';
import { readHeaderBlock } from '../../gateway/mail/headers.ts';
import { judgeTrust } from '../../gateway/mail/trust.ts';

const ALICE = { address: 'alice@customer.example', name: '' };
const OURS = 'Received: from mx.customer.example by mx.helpdesk.example with ESMTPS';
const THEIRS = 'Received: from laptop by mx.customer.example with ESMTPSA';
const PASS = 'Authentication-Results: mx.helpdesk.example; dmarc=pass header.from=customer.example';
const FAIL = 'Authentication-Results: mx.helpdesk.example; dmarc=fail header.from=customer.example';
const FROM = 'From: alice@customer.example';

const judge = (headers: string[], authservId: string | null = 'mx.helpdesk.example') => {
  const { lines } = readHeaderBlock(new TextEncoder().encode(`${headers.join('\r\n')}\r\n\r\n`));
  return judgeTrust(lines, ALICE, authservId).verdict;
};

test.each([
  { when: 'its own server says pass', headers: [PASS, OURS, FROM], is: 'verified' },
  { when: 'its own server says so below its own Received', headers: [OURS, PASS, THEIRS, FROM], is: 'verified' },
  { when: 'its own server says fail', headers: [FAIL, OURS, FROM], is: 'failed' },
  { when: 'a forged pass stands below the real fail', headers: [FAIL, OURS, PASS, FROM], is: 'failed' },
  { when: 'a forged pass stands below a foreign Received', headers: [OURS, THEIRS, PASS, FROM], is: 'unknown' },
  {
    when: 'another server says pass',
    headers: [PASS.replace('mx.helpdesk.example', 'mx.evil.test'), OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'a server with a longer name says pass',
    headers: [PASS.replace('example;', 'example.evil.test;'), OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'the pass stands in a comment',
    headers: ['Authentication-Results: mx.helpdesk.example (dmarc=pass); dmarc=none', OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'the pass is of another domain',
    headers: [PASS.replace('customer.example', 'evil.test'), OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'there is no policy, but DKIM of the domain passed',
    headers: [
      'Authentication-Results: mx.helpdesk.example; dmarc=none; dkim=pass header.d=customer.example',
      OURS,
      FROM,
    ],
    is: 'verified',
  },
  {
    when: 'DKIM of another domain passed',
    headers: ['Authentication-Results: mx.helpdesk.example; dkim=pass header.d=evil.test', OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'DKIM of a top level passed',
    headers: ['Authentication-Results: mx.helpdesk.example; dkim=pass header.d=example', OURS, FROM],
    is: 'unknown',
  },
  {
    when: 'SPF of the domain passed',
    headers: [
      'Authentication-Results: mx.helpdesk.example; spf=pass smtp.mailfrom=bounce@mail.customer.example',
      OURS,
      FROM,
    ],
    is: 'verified',
  },
  { when: 'there are two From lines', headers: [PASS, OURS, FROM, FROM], is: 'unknown' },
  { when: 'nobody said anything', headers: [OURS, FROM], is: 'unknown' },
  {
    when: 'internal hops stand above',
    headers: ['Received: by 2002:a05:6402 with SMTP id x', OURS, PASS, THEIRS, FROM],
    is: 'verified',
  },
] as const)('a mail is $is when $when', ({ headers, is }) => {
  expect(judge([...headers])).toBe(is);
});

test('without a configured server nothing is believed', () => {
  expect(judge([PASS, OURS, FROM], null)).toBe('unknown');
});
