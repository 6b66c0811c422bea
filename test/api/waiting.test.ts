import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { waitingForALook } from '../../gateway/store/waiting.ts';
import { letter } from '../support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from '../support/story-desk.ts';

let desk: StoryDesk;
beforeAll(async () => {
  desk = await storyDesk();
});
afterAll(() => desk[Symbol.asyncDispose]());

test('mail kept aside shows whose it is and what it is about', async () => {
  await desk.receive(
    letter({
      from: 'Mia Ortega <mia@holiday.example>',
      to: SUPPORT,
      subject: 'Out of the office',
      text: 'I am away.',
      head: ['Auto-Submitted: auto-replied'],
    }),
  );
  const [row] = await waitingForALook(desk.db);
  expect(row).toMatchObject({ from: 'Mia Ortega <mia@holiday.example>', subject: 'Out of the office' });
  const { rows } = await sql`select card from ledger where disposition <> 'quarantined' and card is not null`.execute(
    desk.db,
  );
  expect(rows).toEqual([]);
});
