import { test } from 'vitest';
import { MAILBOX_PASSWORD, startDovecot } from '../support/dovecot.ts';
import { startGateway } from '../support/gateway.ts';
import { freshDatabase } from '../support/postgres.ts';
import { startSink } from '../support/smtp-sink.ts';
import { walkTheJourney } from './journey.ts';

const DESK = 'support@kite.example';

test('a real mailbox: a mail is acknowledged, answered from a phone, replied to and reopened', async () => {
  await using database = await freshDatabase();
  await using dovecot = await startDovecot({ users: [DESK] });
  const relay = await startSink();
  await using gateway = await startGateway({
    DATABASE_URL: database.url,
    SECRET_KEY: 'a key of the tests that is long enough',
    IMAP_URL: `imap://${encodeURIComponent(DESK)}:${MAILBOX_PASSWORD}@127.0.0.1:${dovecot.port}`,
    SMTP_URL: relay.url,
    MAIL_ADDRESS: DESK,
  });
  await walkTheJourney(gateway, DESK, {
    write: (raw) => dovecot.deliver(DESK, raw, 'ada@post.example'),
    received: async () => relay.mails.map(({ raw }) => raw),
  });
  await relay.close();
}, 90_000);
