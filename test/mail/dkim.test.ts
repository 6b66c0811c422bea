import { generateKeyPairSync } from 'node:crypto';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { expect, test } from 'vitest';
import { type TxtLookup, vouchByDkim } from '../../gateway/mail/dkim.ts';
import { readLetter } from '../../gateway/mail/read.ts';

const keyOf = (bits: number) => {
  const { publicKey, privateKey } = generateKeyPairSync('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { privateKey, record: `v=DKIM1; k=rsa; p=${publicKey.toString('base64')}` };
};
const KEY = keyOf(2048);
const SHORT = keyOf(512);
const RECORDS: Record<string, string> = {
  's1._domainkey.customer.example': KEY.record,
  's1._domainkey.mail.customer.example': KEY.record,
  's1._domainkey.mailer.example': KEY.record,
  'short._domainkey.customer.example': SHORT.record,
  'test._domainkey.customer.example': KEY.record.replace('k=rsa;', 'k=rsa; t=y;'),
};
const dns: TxtLookup = async (name) => {
  const record = RECORDS[name];
  if (record === undefined) throw Object.assign(new Error(`queryTxt ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
  return [[record]];
};

const MAIL = [
  'From: Alice <alice@customer.example>',
  'To: support@kite.example',
  'Subject: Printer',
  'Message-ID: <1@customer.example>',
  'Date: Tue, 10 Mar 2026 10:00:00 +0000',
  '',
  'It does not print.',
  '',
].join('\r\n');

type Signing = { domain?: string; selector?: string; key?: string; signedBytes?: number };

async function signed(mail: string, { domain, selector, key, signedBytes }: Signing = {}): Promise<string> {
  const signing = {
    signingDomain: domain ?? 'customer.example',
    selector: selector ?? 's1',
    privateKey: key ?? KEY.privateKey,
    ...(signedBytes === undefined ? {} : { maxBodyLength: signedBytes }),
  };
  const { signatures } = await dkimSign(mail, { ...signing, signatureData: [signing] });
  if (!signatures.startsWith('DKIM-Signature:')) throw new Error('the mail was not signed');
  return signatures + mail;
}

async function trustOf(mail: string, lookup: TxtLookup = dns) {
  const raw = Buffer.from(mail);
  const reading = await readLetter(raw, { ours: ['support@kite.example'], authservId: null });
  if (!('letter' in reading)) throw new Error(reading.unreadable);
  return (await vouchByDkim(lookup)(raw, reading.letter))?.verdict ?? reading.letter.trust.verdict;
}

test('the signature of the sender’s own domain verifies a mail', async () => {
  expect(await trustOf(await signed(MAIL))).toBe('verified');
});

test('a domain below the sender’s speaks for it', async () => {
  expect(await trustOf(await signed(MAIL, { domain: 'mail.customer.example' }))).toBe('verified');
});

test.each<{ when: string; mail: () => Promise<string> }>([
  { when: 'nobody signed it', mail: async () => MAIL },
  { when: 'another domain signed it', mail: () => signed(MAIL, { domain: 'mailer.example' }) },
  { when: 'its words were changed', mail: async () => (await signed(MAIL)).replace('not print', 'print') },
  {
    when: 'its sender was changed',
    mail: async () => (await signed(MAIL)).replace('From: Alice <alice', 'From: Bob <bob'),
  },
  { when: 'a second From was added', mail: async () => `From: Bob <bob@customer.example>\r\n${await signed(MAIL)}` },
  { when: 'only its beginning is signed', mail: async () => `${await signed(MAIL, { signedBytes: 5 })}More.\r\n` },
  { when: 'the key is short', mail: () => signed(MAIL, { selector: 'short', key: SHORT.privateKey }) },
  { when: 'the domain only tests', mail: () => signed(MAIL, { selector: 'test' }) },
  { when: 'the key is gone', mail: () => signed(MAIL, { selector: 'gone' }) },
])('nothing is known of a mail when $when', async ({ mail }) => {
  expect(await trustOf(await mail())).toBe('unknown');
});

test('what the mailbox’s own server found is not asked again', async () => {
  const asked: string[] = [];
  const raw = Buffer.from(
    `Authentication-Results: mx.kite.example; dmarc=fail header.from=customer.example\r\n${await signed(MAIL)}`,
  );
  const reading = await readLetter(raw, { ours: [], authservId: 'mx.kite.example' });
  if (!('letter' in reading)) throw new Error(reading.unreadable);
  const vouch = vouchByDkim(async (name) => {
    asked.push(name);
    return dns(name);
  });
  expect(reading.letter.trust.verdict).toBe('failed');
  expect(await vouch(raw, reading.letter)).toBeNull();
  expect(asked).toEqual([]);
});

test('a key is asked for once, and a name server that does not answer is left alone', async () => {
  let asked = 0;
  const raw = Buffer.from(await signed(MAIL));
  const reading = await readLetter(raw, { ours: [], authservId: null });
  if (!('letter' in reading)) throw new Error(reading.unreadable);
  const counting = vouchByDkim((name) => {
    asked++;
    return dns(name);
  });
  for (let n = 0; n < 3; n++) expect((await counting(raw, reading.letter))?.verdict).toBe('verified');
  expect(asked).toBe(1);

  asked = 0;
  const silent = vouchByDkim(() => {
    asked++;
    return new Promise(() => undefined);
  });
  expect(await silent(raw, reading.letter)).toBeNull();
  expect(await silent(raw, reading.letter)).toBeNull();
  expect(asked).toBe(1);
}, 10_000);
