import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { ConfigError, readConfig } from '../gateway/config.ts';

const KEY = 'a key of the tests that is long enough';

test('nothing at all is a whole configuration', () => {
  expect(readConfig({})).toMatchObject({
    databaseUrl: null,
    imapUrl: null,
    port: 3000,
    trustProxy: 0,
    logLevel: 'info',
  });
  expect(readConfig({ PORT: '8080' }).baseUrl.href).toBe('http://localhost:8080/');
});

test.each([
  [{ PORT: 'soon' }, 'PORT must be a whole number from 0 to 65535, not "soon". Write, for example, PORT=3000'],
  [
    { LOG_LEVEL: 'loud' },
    'LOG_LEVEL must be one of debug, info, warn, error, silent, not "loud". Write, for example, LOG_LEVEL=info',
  ],
  [
    { MAIL_ADDRESS: 'support' },
    'MAIL_ADDRESS must be one address, not "support". Write, for example, MAIL_ADDRESS=support@your-company.com',
  ],
  [
    { MAIL_ADDRESS: 'a@b.example' },
    'IMAP_URL and SMTP_URL are missing: a mailbox needs IMAP_URL, SMTP_URL, MAIL_ADDRESS. Set all of them, or none and connect a mailbox in the app.',
  ],
  [
    { DATABASE_URL: 'mysql://x', SECRET_KEY: KEY },
    'DATABASE_URL must be an address that begins with postgres:// or postgresql://. Write, for example, postgres://user:password@host:5432/heed',
  ],
  [
    { DATABASE_URL: 'postgres://h/d' },
    'SECRET_KEY is missing: with DATABASE_URL every gateway needs the same one. Write what `openssl rand -base64 32` prints.',
  ],
  [
    { SECRET_KEY: 'short' },
    'SECRET_KEY must have at least 32 characters, not 5. Write what `openssl rand -base64 32` prints.',
  ],
  [{ SECRET_KEY: KEY, SECRET_KEY_FILE: '/x' }, 'SECRET_KEY and SECRET_KEY_FILE are both set. Keep one of them.'],
  [
    { SECRET_KEY_FILE: '/nowhere/at/all' },
    'SECRET_KEY_FILE names /nowhere/at/all, which cannot be read (ENOENT). Write the path of a file that holds only the value.',
  ],
])('a wrong value stops the start with its name, what was wrong and what to write: %j', (env, words) => {
  expect(() => readConfig(env)).toThrow(new ConfigError(words));
});

const S3 = {
  S3_ENDPOINT: 'https://s3.example.com',
  S3_BUCKET: 'heed-mail',
  S3_ACCESS_KEY_ID: 'AKID',
  S3_SECRET_ACCESS_KEY: 'hunter2',
};

test('a bucket is named by all of its variables, its region need not be', () => {
  expect(readConfig(S3).s3).toMatchObject({ bucket: 'heed-mail', region: 'auto', accessKeyId: 'AKID' });
  expect(readConfig({ ...S3, S3_REGION: 'eu-central-1' }).s3?.region).toBe('eu-central-1');
  expect(readConfig({}).s3).toBeNull();
});

test.each([
  [
    { S3_SECRET_ACCESS_KEY: '', S3_BUCKET: '' },
    'S3_BUCKET and S3_SECRET_ACCESS_KEY are missing: a bucket needs S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY. Set all of them, or none for a folder.',
  ],
  [
    { S3_ENDPOINT: 's3.example.com' },
    'S3_ENDPOINT must be an address that begins with https:// or http://. Write, for example, https://s3.eu-central-1.amazonaws.com',
  ],
  [
    { S3_ENDPOINT: 'https://s3.example.com/heed-mail' },
    'S3_ENDPOINT must be the address of the store alone, without the bucket: its name is S3_BUCKET. Write, for example, https://s3.example.com',
  ],
  [
    { S3_ENDPOINT: 'https://heed-mail.s3.example.com' },
    'S3_ENDPOINT must be the address of the store alone, without the bucket: its name is S3_BUCKET. Write, for example, https://s3.example.com',
  ],
  [
    { S3_ENDPOINT: 'https://AKID:hunter2@s3.example.com' },
    'S3_ENDPOINT must hold no user and no password. Write them as S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
  ],
  [
    { S3_BUCKET: 'Heed/Mail' },
    'S3_BUCKET must be 3 to 63 small letters, digits, dots and hyphens, not "Heed/Mail". Write, for example, S3_BUCKET=heed-mail',
  ],
])('a bucket that is named wrongly stops the start with what to write: %j', (changed, words) => {
  expect(() => readConfig({ ...S3, ...changed })).toThrow(new ConfigError(words));
});

test('a wrong address with a password in it is not repeated', () => {
  expect(() => readConfig({ IMAP_URL: 'http://user:hunter2@host' })).toThrow(expect.not.stringContaining('hunter2'));
});

test('a secret may stand in a file', () => {
  const file = join(mkdtempSync(join(inject('folder'), 'config-')), 'key');
  writeFileSync(file, `${KEY}\n`);
  expect(readConfig({ SECRET_KEY_FILE: file }).secretKey).toBe(KEY);
});
