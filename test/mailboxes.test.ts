import { afterEach, beforeEach, expect, test } from 'vitest';
import { loopMark } from '../gateway/wiring/receiving.ts';
import { apiOn, type Browser, signedIn } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { headerOf } from './support/smtp-sink.ts';
import { connect, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let grace: Browser;
beforeEach(async () => {
  desk = await storyDesk();
  const { api } = await apiOn(desk.db, { blobs: desk.heed.blobs, secrets: desk.heed.secrets });
  grace = await signedIn(desk.db, api, 'Grace', 'admin');
});
afterEach(() => desk[Symbol.asyncDispose]());

test('each of several mailboxes acknowledges and answers under its own address and name', async () => {
  const sales = await connect(desk.heed, desk.sink, 'sales@desk.example');
  await grace.put(`/api/mailboxes/${sales}`, { body: { senderName: 'Kite Sales' } });
  desk.heed.forgetSettings();
  for (const to of [SUPPORT, 'sales@desk.example'])
    await desk.receiveAs({ to }, letter({ to, from: `from-${to}`.replace('desk', 'post'), subject: `To ${to}` }));
  await desk.send();
  const { tickets } = (await grace.get('/api/tickets')).body as { tickets: { id: number; seq: number }[] };
  for (const { id, seq } of tickets)
    await grace.write('POST', `/api/tickets/${id}/answers`, seq, { text: 'Clean it.' });
  await desk.send();

  const froms = desk.sink.mails.map(({ raw }) => headerOf(raw, 'From').replaceAll('"', '')).sort();
  expect(froms).toEqual([
    'Kite Sales <sales@desk.example>',
    'Kite Sales <sales@desk.example>',
    'Kite Support <support@desk.example>',
    'Kite Support <support@desk.example>',
  ]);
  const domains = desk.sink.mails.map(({ from }) => from).filter((from) => from !== '');
  expect(domains.sort()).toEqual(['sales@desk.example', 'support@desk.example']);
});

test('the mail by which a mailbox was tested becomes no ticket, and a stranger cannot write one', async () => {
  const probe = (mark: string) =>
    letter({
      to: SUPPORT,
      from: SUPPORT,
      subject: 'A test of this mailbox',
      head: [`Message-ID: <heed.probe.abc.${mark.length}@desk.example>`, `X-Heed-Loop: ${mark}`],
    });
  await desk.receive(probe(loopMark(desk.heed)));
  const ends = () => desk.db.selectFrom('ledger').select(['disposition']).orderBy('id').execute();
  expect(await ends()).toEqual([{ disposition: 'own' }]);
  await desk.receive(probe('guessed'));
  expect((await ends()).at(-1)?.disposition).not.toBe('own');
});
