import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { CROWD, CROWD_WITHIN } from '../gateway/desk/crowd.ts';
import { DAY, HOUR, SECOND } from '../gateway/desk/instant.ts';
import { turnClock } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import type { SunkMail } from './support/smtp-sink.ts';
import { type Coming, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

/** Machines that answer machines, each for so many rounds through receiving and delivering, while the clock turns. */
const ROUNDS = process.env.HEED_TEST_ALL ? 100 : 20;

/** A mail of ours as its receiver sees it. */
type Got = { id: string; subject: string; raw: string };
type Answer = { mail: string; how?: Coming };

type Responder = {
  name: string;
  address: string;
  /** What it sends in a round; `got` is the newest mail it had from us. */
  answers(got: Got, round: number): Answer[];
  /** Tickets it may make, besides its first mail's. */
  tickets?: number;
  /** Whether what it says may open a solved ticket again: it looks like a person in all it does. */
  passesForAPerson?: boolean;
  /** Between two rounds. */
  pause?: number;
};

const write = (from: string, subject: string, head: string[] = [], text = 'I am away. Your mail was received.') =>
  letter({ to: SUPPORT, from, subject, head, text });
const answerTo = ({ id }: Got) => [`In-Reply-To: ${id}`, `References: ${id}`];
const ROBOT_PATH: Coming = { from: '' };

const AWAY = ['Abwesenheitsnotiz', 'Réponse automatique', 'Odpowiedź automatyczna', '自動応答'];

function report(got: Got): string {
  return letter({
    to: SUPPORT,
    from: 'Mail Delivery System <mailer-daemon@loop.example>',
    subject: 'Undelivered Mail Returned to Sender',
    head: ['MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=b'],
    text: [
      '--b',
      'Content-Type: text/plain',
      '',
      'Your message could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; loop.example',
      '',
      'Final-Recipient: rfc822; robot@loop.example',
      'Action: failed',
      'Status: 5.1.1',
      '--b',
      'Content-Type: message/rfc822',
      '',
      `Message-ID: ${got.id}`,
      `Subject: ${got.subject}`,
      '',
      '--b--',
    ].join('\r\n'),
  });
}

const ROBOT = 'robot@loop.example';

const ZOO: Responder[] = [
  {
    name: 'a vacation program as RFC 3834 has it',
    address: ROBOT,
    answers: (got) => [
      {
        mail: write(ROBOT, `Auto: Re: ${got.subject}`, ['Auto-Submitted: auto-replied', ...answerTo(got)]),
        how: ROBOT_PATH,
      },
    ],
  },
  {
    name: 'absence notes without a header, in four languages',
    address: ROBOT,
    answers: (got, round) => [{ mail: write(ROBOT, `${AWAY[round % AWAY.length]}: ${got.subject}`, answerTo(got)) }],
  },
  {
    name: 'Exchange, out of office',
    address: ROBOT,
    answers: (got) => [
      {
        mail: write(ROBOT, `Automatic reply: ${got.subject}`, [
          'X-Auto-Response-Suppress: All',
          'Auto-Submitted: auto-generated',
          'X-MS-Exchange-Inbox-Rules-Loop: robot@loop.example',
          ...answerTo(got),
        ]),
        how: ROBOT_PATH,
      },
    ],
  },
  {
    name: 'another help desk that acknowledges every mail and threads by subject',
    address: ROBOT,
    passesForAPerson: true,
    answers: (got) => [{ mail: write(ROBOT, `[Ticket 55] ${got.subject}`) }],
  },
  {
    name: 'another help desk that writes a new subject each time',
    address: ROBOT,
    passesForAPerson: true,
    tickets: ROUNDS,
    answers: (_, round) => [{ mail: write(ROBOT, `Request ${round} received`) }],
  },
  {
    name: 'a mailing list we are subscribed to',
    address: 'talk@lists.example',
    tickets: ROUNDS,
    answers: (got, round) => [
      {
        mail: letter({
          to: 'talk@lists.example',
          from: 'talk@lists.example',
          subject: `[talk] ${got.subject} ${round}`,
          head: ['List-Id: <talk.lists.example>', 'List-Post: <mailto:talk@lists.example>', 'Precedence: list'],
        }),
        how: { from: 'talk-bounces@lists.example' },
      },
    ],
  },
  {
    name: 'BoxTrapper, which asks every sender to confirm',
    address: ROBOT,
    answers: (got, round) => [
      { mail: write(ROBOT, `Your email requires verification verify#${round}`, ['X-BoxTrapper: 1', ...answerTo(got)]) },
    ],
  },
  {
    name: 'a report of failure for every mail',
    address: ROBOT,
    answers: (got) => [{ mail: report(got), how: ROBOT_PATH }],
  },
  {
    name: 'a report of failure from somebody who can be answered',
    address: ROBOT,
    answers: (got) => [{ mail: report(got), how: { from: 'postmaster@loop.example' } }],
  },
  {
    name: 'a rule that forwards our mail back to us as it is',
    address: ROBOT,
    answers: (got) => [{ mail: `Delivered-To: ${SUPPORT}\r\n${got.raw}`, how: { from: SUPPORT } }],
  },
  {
    name: 'our own other mailbox',
    address: 'help@desk.example',
    tickets: ROUNDS,
    passesForAPerson: true,
    answers: (got, round) => [{ mail: write('help@desk.example', `We have your message ${got.subject} ${round}`) }],
  },
  {
    name: 'a mailbox that two gateways read',
    address: ROBOT,
    passesForAPerson: true,
    answers(got, round) {
      const mail = write(ROBOT, `Re: ${got.subject}`, [`Message-ID: <twice-${round}@loop.example>`, ...answerTo(got)]);
      return [{ mail }, { mail }];
    },
  },
  {
    name: 'a monitoring system that mails for every mail it gets',
    address: 'monitor@loop.example',
    tickets: ROUNDS,
    answers: (_, round) => [
      { mail: write('monitor@loop.example', `ALERT ${round}: mail received`, ['Auto-Submitted: auto-generated']) },
    ],
  },
  {
    name: 'a calendar that accepts everything',
    address: ROBOT,
    tickets: ROUNDS,
    answers: (got, round) => [
      {
        mail: write(
          ROBOT,
          `Accepted: ${got.subject} ${round}`,
          ['MIME-Version: 1.0', 'Content-Type: text/calendar; method=REPLY; charset=utf-8'],
          ['BEGIN:VCALENDAR', 'VERSION:2.0', 'METHOD:REPLY', 'END:VCALENDAR'].join('\r\n'),
        ),
      },
    ],
  },
  {
    name: 'somebody who answers our answer, a day and an hour later each time',
    address: ROBOT,
    passesForAPerson: true,
    pause: 25 * HOUR,
    answers: (got, round) => [
      { mail: write(ROBOT, `Re: ${got.subject} Re: ${got.subject}`, round % 2 ? answerTo(got) : []) },
    ],
  },
];

/** A machine answers within the minute. */
const PAUSE = 40 * SECOND;

function gotOf({ raw }: SunkMail): Got {
  const id = /^Message-ID:\s*(<[^>]+>)/im.exec(raw)?.[1] ?? '';
  const subject = /^Subject: *(.*)$/im.exec(raw)?.[1]?.trim() ?? '';
  return { id, subject, raw };
}

/** What became of the desk after all rounds. */
async function after(desk: StoryDesk) {
  const { rows } = await sql<{
    tickets: number;
    undecided: number;
    silent: number;
    opened: string;
    sent: number[];
  }>`
    select (select count(*)::int from ticket) as tickets,
      (select count(*)::int from ledger where disposition is null) as undecided,
      -- A ticket that was neither acknowledged nor says why not.
      (select count(*)::int from ticket t where t.acknowledgement->>'why' is null) as silent,
      (select status from ticket where id = 1) as opened,
      coalesce((select jsonb_agg(sent_at order by sent_at) from outbox where kind = 'acknowledgement' and sent_at is not null), '[]') as sent`.execute(
    desk.db,
  );
  const [row] = rows;
  if (!row) throw new Error('the desk is gone');
  return row;
}

const mostInADay = (sent: readonly number[]) =>
  Math.max(0, ...sent.map((from) => sent.filter((at) => at >= from && at < from + DAY).length));

describe(`a loop with Heed is cut within ${ROUNDS} rounds: it stays at a few mails`, () => {
  test.each(ZOO)(
    '$name',
    async ({ address, answers, tickets = 0, passesForAPerson = false, pause = PAUSE }) => {
      await using desk = await storyDesk();
      await desk.receive(write(address, 'A question'));
      await desk.send();
      await sql`update ticket set status = 'solved', solved_at = heed_now() where id = 1`.execute(desk.db);
      let got: Got = { id: '<nothing@desk.example>', subject: 'We have your message [#1]', raw: '' };
      for (let round = 1; round <= ROUNDS; round += 1) {
        const newest = desk.sink.mails.at(-1);
        if (newest) got = gotOf(newest);
        await turnClock(desk.db, round * pause);
        for (const { mail, how = {} } of got.raw || round === 1 ? answers(got, round) : [])
          await desk.receiveAs(how, mail);
        await desk.send();
      }
      const end = await after(desk);
      expect(desk.faults).toEqual([]);
      expect(end).toMatchObject({ undecided: 0, silent: 0 });
      expect(end.sent.length).toBeLessThanOrEqual(5);
      expect(mostInADay(end.sent)).toBeLessThanOrEqual(3);
      expect(desk.sink.mails).toHaveLength(end.sent.length);
      expect(end.tickets).toBeLessThanOrEqual(1 + tickets);
      if (!passesForAPerson) expect(end.opened).toBe('solved');
    },
    120_000,
  );
});

test('who writes on and on hears why no more acknowledgements come', async () => {
  await using desk = await storyDesk();
  for (let nth = 0; nth < 4; nth += 1) await desk.receive(write(ROBOT, `Request ${nth} received`));
  const { rows } = await sql<{ code: string; n: number }>`
    select data->>'code' as code, count(*)::int as n from event where kind = 'acknowledgement withheld' group by 1`.execute(
    desk.db,
  );
  expect(rows).toEqual([{ code: 'sender had enough', n: 3 }]);
});

test('a program that runs away opens so many tickets and no more, and every mail of it is kept', async () => {
  await using desk = await storyDesk();
  const mails = Array.from({ length: CROWD + 30 }, (_, nth) => write('monitor@loop.example', `ALERT ${nth}`));
  await desk.receive(...mails);
  const count = async () => {
    const { rows } = await sql<{ tickets: number; mails: number; gathered: number; undecided: number }>`
      select (select count(*)::int from ticket) as tickets, (select count(*)::int from message) as mails,
        (select count(*)::int from message where evidence->>'evidence' = 'crowd') as gathered,
        (select count(*)::int from ledger where disposition is null) as undecided`.execute(desk.db);
    return rows[0];
  };
  expect(await count()).toEqual({ tickets: CROWD, mails: CROWD + 30, gathered: 30, undecided: 0 });
  await turnClock(desk.db, CROWD_WITHIN);
  await desk.receive(write('monitor@loop.example', 'ALERT again'));
  expect(await count()).toMatchObject({ tickets: CROWD + 1, gathered: 30 });
}, 60_000);
