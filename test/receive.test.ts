import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { letter } from './support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
beforeAll(async () => {
  desk = await storyDesk();
});
afterAll(() => desk[Symbol.asyncDispose]());

test.each([198, 199, 200])(
  'a mail whose words are cut in the middle of a sign after %i letters is a ticket',
  async (length) => {
    const text = `${'x'.repeat(length)}😀😀😀`;
    await desk.receive(
      letter({
        to: SUPPORT,
        subject: `Cut ${length}`,
        text,
        head: ['Content-Type: text/plain; charset=utf-8', 'MIME-Version: 1.0', 'Content-Transfer-Encoding: 8bit'],
      }),
    );
    const { rows } = await sql`select disposition, reason from ledger order by id desc limit 1`.execute(desk.db);
    expect(rows).toEqual([{ disposition: 'ticket', reason: null }]);
    expect(desk.faults).toEqual([]);
  },
);
