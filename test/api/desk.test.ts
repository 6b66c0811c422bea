import { afterAll, beforeAll, expect, test } from 'vitest';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import { keepConfigured } from '../../gateway/store/configured.ts';
import { mailboxes } from '../../gateway/store/mailboxes.ts';
import { apiOn, signedIn } from '../support/api.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

let db: TestDatabase;
beforeAll(async () => {
  db = await freshDatabase();
});
afterAll(() => db[Symbol.asyncDispose]());

const SERVER = { host: 'mail.acme.example', port: 993, tls: true, user: 'support' };
const mailbox = (address: string, senderName: string) =>
  keepConfigured(db, {
    kind: 'imap',
    address,
    senderName,
    connection: { imap: SERVER, smtp: SERVER },
    secret: null,
    folders: ['INBOX'],
    junkFolder: null,
  });

test('mailboxes named after the desk take its new name, and one with a name of its own keeps it', async () => {
  const { api } = await apiOn(db);
  const grace = await signedIn(db, api, 'Grace', 'admin');
  await mailbox('support@acme.example', DEFAULT_DESK.senderName);
  await mailbox('billing@acme.example', 'Acme Billing');
  const answer = await grace.put('/api/desk', { body: { ...DEFAULT_DESK, name: 'Acme', senderName: 'Acme Care' } });
  expect(answer.status).toBe(200);
  const names = (await mailboxes(db)).map(({ address, senderName }) => [address, senderName]);
  expect(names.sort()).toEqual([
    ['billing@acme.example', 'Acme Billing'],
    ['support@acme.example', 'Acme Care'],
  ]);
});
