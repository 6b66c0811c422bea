import { expect, test } from 'vitest';
import { census } from '../gateway/wiring/checking.ts';
import { eventually } from './support/agent-client.ts';
import { freshDatabase } from './support/postgres.ts';
import { ledgerOf, letter, type RunningDesk, runDesk } from './support/running-desk.ts';
import { type ScriptedImap, startScriptedImap } from './support/scripted-imap.ts';
import { startSink } from './support/smtp-sink.ts';

const ADDRESS = 'support@kite.example';

const mail = (subject: string) => letter({ to: ADDRESS, subject, from: `${subject.toLowerCase()}@post.example` });

const decided = ({ heed }: RunningDesk, count: number) =>
  eventually(async () => {
    const rows = await ledgerOf(heed);
    return rows.length >= count && rows.every(({ disposition }) => disposition !== null) && rows;
  }, 20_000);

const subjects = async ({ heed }: RunningDesk) =>
  (await heed.db.selectFrom('ticket').select('subject').execute()).map((row) => row.subject).sort();

test('a mailbox that moved to another server, whose numbers look the same, loses nothing and doubles nothing', async () => {
  await using database = await freshDatabase();
  await using old = await startScriptedImap();
  await using other = await startScriptedImap();
  const relay = await startSink();
  const desk = (server: ScriptedImap, user: string) =>
    runDesk({ databaseUrl: database.url, address: ADDRESS, user, imapPort: server.port, smtpUrl: relay.url });
  const [one, two, at] = [mail('One'), mail('Two'), new Date()];

  old.add('INBOX');
  old.add('Junk');
  const before = await desk(old, 'support');
  await eventually(async () => (await before.heed.db.selectFrom('source').select('id').execute()).length >= 2);
  old.put('INBOX', 1, one, at);
  old.put('INBOX', 2, two, at);
  await decided(before, 2);
  await before.stop();

  // The new one begins its numbers at the same epoch, and files what it was given in another order.
  other.add('INBOX');
  other.add('Spam');
  other.put('INBOX', 1, two, at);
  other.put('INBOX', 2, mail('Meanwhile'), at);
  other.put('INBOX', 3, one, at);
  await using after = await desk(other, 'support@kite.example');
  const rows = await decided(after, 3);
  expect(rows.map(({ key, disposition }) => [key, disposition]).toSorted()).toEqual([
    ['1', 'duplicate'],
    ['2', 'ticket'],
    ['3', 'duplicate'],
  ]);
  expect(await subjects(after)).toEqual(['Meanwhile', 'One', 'Two']);
  expect(await after.heed.db.selectFrom('outbox').select('id').execute()).toHaveLength(3);
  // Its folders are its own, too.
  await eventually(async () => {
    const [box] = await after.heed.db.selectFrom('mailbox').select('junk_folder').execute();
    return box?.junk_folder === 'Spam';
  });
  expect(await census(after.heed)).toMatchObject({ unaccounted: 0 });
  await relay.close();
}, 90_000);
