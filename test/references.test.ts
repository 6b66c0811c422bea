import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { letter } from './support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
beforeEach(async () => {
  desk = await storyDesk();
});
afterEach(() => desk[Symbol.asyncDispose]());

const ADA = 'Ada <ada@kite.example>';
const mail = (subject: string, head: string[] = []) =>
  letter({ to: SUPPORT, from: ADA, subject, head, text: 'So it is.' });

async function places() {
  const { rows } = await sql<{ place: string }>`
    select disposition || ' ' || coalesce(ticket_id, 0) as place from ledger order by id`.execute(desk.db);
  return rows.map(({ place }) => place);
}

/** The Message-ID of the acknowledgement of the first ticket. */
async function acknowledged(): Promise<string> {
  await desk.receive(mail('Stripes', ['Message-ID: <first@kite.example>']));
  await desk.send();
  return /^Message-ID:\s*(<[^>]+>)/im.exec(desk.sink.mails[0]?.raw ?? '')?.[1] ?? '';
}

test.each<{ how: string; head(id: string): string[] }>([
  {
    how: 'Apple Mail, which writes References of its own that name no mail of ours',
    head: (id) => [`In-Reply-To: ${id}`, 'References: <A1B2C3D4-0000-4711-8899-001122334455@icloud.example>'],
  },
  {
    how: 'Apple Mail, which keeps the customer’s first mail alone',
    head: () => ['References: <first@kite.example>'],
  },
  { how: 'Outlook, which sets In-Reply-To alone', head: (id) => [`In-Reply-To: ${id}`] },
  {
    how: 'a client that breaks its References in two lines and loses one angle bracket',
    head: (id) => [`References: <first@kite.example\r\n ${id}`],
  },
])('a reply by $how joins its ticket', async ({ head }) => {
  await desk.receive(mail('A new subject', head(await acknowledged())));
  expect(await places()).toEqual(['ticket 1', 'joined 1']);
});

test('a mail that names nobody’s mail opens its own', async () => {
  await acknowledged();
  await desk.receive(mail('Stripes', ['References: <A1B2C3D4@icloud.example>']));
  expect(await places()).toEqual(['ticket 1', 'ticket 2']);
});
