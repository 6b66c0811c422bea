import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../gateway/desk/instant.ts';
import { readNow } from '../gateway/store/now.ts';
import { type Answer, apiOn, type Browser, signedIn, turnClock } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { headerOf, type SunkMail } from './support/smtp-sink.ts';
import { OUR_SERVER, type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let grace: Browser;
beforeEach(async () => {
  desk = await storyDesk();
  const { api } = await apiOn(desk.db, { blobs: desk.heed.blobs, secrets: desk.heed.secrets });
  grace = await signedIn(desk.db, api, 'Grace');
});
afterEach(() => desk[Symbol.asyncDispose]());

const ADA = 'ada@kite.example';
const VERIFIED = `Authentication-Results: ${OUR_SERVER}; dmarc=pass header.from=kite.example`;
/** Longer than any lease. */
const LEASE_IS_OVER = 21 * MINUTE;

/** Ada asks; her acknowledgement goes out unless it is to stay. */
async function asked({ acknowledged = true } = {}): Promise<void> {
  const head = [VERIFIED, 'Message-ID: <1@kite.example>'];
  await desk.receive(
    letter({ to: SUPPORT, from: `Ada Kite <${ADA}>`, subject: 'Stripes', text: 'It makes\nstripes.', head }),
  );
  if (!acknowledged) return;
  await desk.send();
  desk.sink.mails.length = 0;
}

const detail = async (id = 1): Promise<Answer> => grace.get(`/api/tickets/${id}`);

async function answerIt(said: object = {}, id = 1): Promise<void> {
  const seq = Number((await detail(id)).at('ticket.seq'));
  const { status, body } = await grace.write('POST', `/api/tickets/${id}/answers`, seq, {
    text: 'Clean the drum.',
    ...said,
  });
  if (status !== 200) throw new Error(JSON.stringify(body));
}

/** The newest message of the ticket, and whether its first response is met. */
async function newest(id = 1) {
  const answer = await detail(id);
  const { rows } = await sql<{ metAt: number | null }>`
    select met_at as "metAt" from clock where ticket_id = ${id} and target = 'first response'`.execute(desk.db);
  const messages = answer.at('messages');
  const message = Array.isArray(messages) ? messages.at(-1) : null;
  const events = answer.at('events');
  return {
    delivery: message?.delivery,
    deliveryReason: message?.deliveryReason,
    undelivered: answer.at('ticket.undelivered'),
    metAt: rows[0]?.metAt ?? null,
    lastEvent: Array.isArray(events) ? events.at(-1)?.kind : null,
  };
}

async function outbox(kind: 'acknowledgement' | 'answer') {
  const { rows } = await sql<{
    state: string;
    reason: string | null;
    sends: number;
    attempts: number;
    queuedAt: number;
  }>`
    select state, reason, sends, attempts, queued_at as "queuedAt" from outbox where kind = ${kind} order by id desc limit 1`.execute(
    desk.db,
  );
  if (!rows[0]) throw new Error(`no ${kind}`);
  return rows[0];
}

const the = (mails: SunkMail[]): SunkMail => {
  const [mail] = mails;
  if (!mail || mails.length > 1) throw new Error(`${mails.length} mails went out`);
  return mail;
};

describe('an answer', () => {
  test('goes out as a mail that threads, with sender, Cc, signature, history and file', async () => {
    await asked();
    await grace.put('/api/me', { body: { signature: 'Grace Keeper\nKite Support' } });
    const bytes = new Uint8Array(5000).map((_, at) => (at * 31) % 256);
    const upload = await grace.post('/api/uploads?name=drum%20%C3%BC.bin', {
      body: bytes,
      headers: { 'content-type': 'application/x-drum' },
    });
    await answerIt({ cc: ['boss@kite.example'], attachments: [upload.at('id')] });
    await desk.send();
    const { from, to, raw } = the(desk.sink.mails);
    expect({ from, to }).toEqual({ from: SUPPORT, to: [ADA, 'boss@kite.example'] });
    expect(headerOf(raw, 'from')).toBe(`Kite Support <${SUPPORT}>`);
    expect(headerOf(raw, 'to')).toBe(`Ada Kite <${ADA}>`);
    expect(headerOf(raw, 'cc')).toBe('boss@kite.example');
    expect(headerOf(raw, 'subject')).toBe('Re: Stripes [#1]');
    expect(headerOf(raw, 'in-reply-to')).toBe('<1@kite.example>');
    expect(headerOf(raw, 'references')).toContain('<1@kite.example>');
    expect(headerOf(raw, 'message-id')).toMatch(/^<heed\.1-\d+-[a-z2-7]{26}\.[a-z2-7]+@desk\.example>$/);
    expect(headerOf(raw, 'auto-submitted')).toBe('');
    expect(raw).toContain('Clean the drum.');
    expect(raw).toMatch(/\r\n-- \r\nGrace Keeper\r\nKite Support\r\n/);
    expect(raw).toMatch(/wrote:\r\n> It makes\r\n> stripes\./);
    expect(raw).toMatch(/filename\*0\*=utf-8''drum%20%C3%BC\.bin/);
    const encoded = /application\/x-drum[\s\S]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(raw)?.[1] ?? '';
    expect(Buffer.from(encoded, 'base64').equals(bytes)).toBe(true);
  });

  test('quotes nothing where the agent wants no history', async () => {
    await asked();
    await answerIt({ quote: false });
    await desk.send();
    expect(the(desk.sink.mails).raw).not.toContain('stripes.');
  });

  test('that is sent shows so, and meets the first response as of its queueing', async () => {
    await asked();
    await answerIt();
    expect(await newest()).toMatchObject({ delivery: 'queued', metAt: null });
    const { queuedAt } = await outbox('answer');
    await turnClock(desk.db, HOUR);
    await desk.send();
    expect(await newest()).toMatchObject({
      delivery: 'sent',
      deliveryReason: null,
      metAt: queuedAt,
      lastEvent: 'answer sent',
    });
  });

  test('whose recipient is refused shows why, tells the agent and meets nothing; the next one may', async () => {
    await asked();
    desk.sink.script.rcpt = () => '550 5.1.1 no such user';
    await answerIt();
    await desk.send();
    expect(await newest()).toMatchObject({
      delivery: 'failed',
      deliveryReason: expect.stringContaining('no such user'),
      undelivered: true,
      metAt: null,
      lastEvent: 'answer failed',
    });
    desk.sink.script = {};
    await answerIt();
    await desk.send();
    expect(await newest()).toMatchObject({ delivery: 'sent', undelivered: false, metAt: expect.any(Number) });
  });

  test('that only its Cc got is not sent', async () => {
    await asked();
    desk.sink.script.rcpt = (to) => (to === ADA ? '550 5.1.1 no such user' : undefined);
    await answerIt({ cc: ['boss@kite.example'] });
    await desk.send();
    expect(await newest()).toMatchObject({ delivery: 'failed', metAt: null, undelivered: true });
    expect(the(desk.sink.mails).to).toEqual(['boss@kite.example']);
  });

  test('whose Cc is refused is sent, and says who did not get it', async () => {
    await asked();
    desk.sink.script.rcpt = (to) => (to === ADA ? undefined : '550 5.1.1 no such user');
    await answerIt({ cc: ['boss@kite.example'] });
    await desk.send();
    expect(await newest()).toMatchObject({
      delivery: 'sent',
      deliveryReason: expect.stringMatching(/^boss@kite\.example was refused: .*no such user/),
      metAt: expect.any(Number),
    });
  });

  test('that is put off goes out a minute later, and no sooner', async () => {
    await asked();
    desk.sink.script.rcpt = () => '450 4.7.1 come back';
    await answerIt();
    await desk.send();
    expect(await newest()).toMatchObject({ delivery: 'queued', metAt: null });
    desk.sink.script = {};
    await turnClock(desk.db, MINUTE / 2);
    await desk.send();
    expect(desk.sink.mails).toHaveLength(0);
    await turnClock(desk.db, 2 * MINUTE);
    await desk.send();
    the(desk.sink.mails);
    expect(await outbox('answer')).toMatchObject({ state: 'sent', attempts: 2, sends: 1 });
  });

  test('that is put off for four days is given up, and the agent is told', async () => {
    await asked();
    desk.sink.script.mail = () => '451 4.3.0 later';
    await answerIt();
    for (const day of [0, 1, 2, 3, 4]) {
      await turnClock(desk.db, day * DAY + MINUTE);
      await desk.send();
    }
    expect(await newest()).toMatchObject({
      delivery: 'failed',
      deliveryReason: expect.stringMatching(/^given up after four days: /),
      lastEvent: 'answer failed',
    });
  });

  test('whose 250 is lost is sent again as the same mail, three times at most', async () => {
    await asked();
    desk.sink.script.body = () => 'lose';
    await answerIt();
    for (let hours = 0; hours < 6; hours++) {
      await turnClock(desk.db, hours * HOUR);
      await desk.send();
    }
    const [first, ...again] = desk.sink.mails;
    expect(again.map(({ raw }) => raw)).toEqual([first?.raw, first?.raw]);
    expect(await newest()).toMatchObject({ delivery: 'unknown', metAt: null, lastEvent: 'answer unknown' });
    expect(await outbox('answer')).toMatchObject({ state: 'unknown', sends: 3 });
  });

  test('that was put off for hours is still sent again when its 250 is lost', async () => {
    await asked();
    desk.sink.script.rcpt = () => '450 4.7.1 come back';
    await answerIt();
    for (let hours = 0; hours < 5; hours++) {
      await turnClock(desk.db, hours * HOUR);
      await desk.send();
    }
    desk.sink.script = { body: (_, nth) => (nth === 2 ? 'lose' : undefined) };
    for (let hours = 5; hours < 8; hours++) {
      await turnClock(desk.db, hours * HOUR);
      await desk.send();
    }
    expect(desk.sink.mails.map(({ raw }) => raw)).toHaveLength(2);
    expect(await newest()).toMatchObject({ delivery: 'sent' });
  });

  test('is found again under the id that a relay wrote over ours', async () => {
    const opened = await grace.write('POST', '/api/tickets', undefined, {
      requester: { address: ADA, name: 'Ada' },
      subject: 'She called',
      text: 'Stripes.',
    });
    const id = Number(opened.at('id'));
    desk.sink.script.rewriteMessageId = () => '<AB12CD@xyz.prod.outlook.com>';
    desk.sink.script.body = () => '250 2.0.0 OK <AB12CD@xyz.prod.outlook.com> [Hostname=XYZ.prod.outlook.com]';
    await answerIt({}, id);
    await desk.send();
    const seen = headerOf(the(desk.sink.mails).raw, 'message-id');
    expect(seen).toBe('<AB12CD@xyz.prod.outlook.com>');
    await desk.receive(
      letter({
        to: SUPPORT,
        from: ADA,
        subject: 'AW: something else',
        head: [VERIFIED, `In-Reply-To: ${seen}`, `References: ${seen}`],
      }),
    );
    const { rows } = await sql`select disposition, ticket_id as "ticketId" from ledger`.execute(desk.db);
    expect(rows).toEqual([{ disposition: 'joined', ticketId: id }]);
  });
});

describe('an answer that bounces', () => {
  const bounce = (id: string, to = ADA) =>
    [
      `From: Mail Delivery System <mailer-daemon@kite.example>`,
      `To: ${SUPPORT}`,
      'Return-Path: <>',
      'Subject: Undelivered Mail Returned to Sender',
      `Message-ID: <dsn-${Math.random()}@kite.example>`,
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'I could not deliver your message.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.kite.example',
      '',
      `Final-Recipient: rfc822; ${to}`,
      'Action: failed',
      'Status: 5.1.1',
      'Diagnostic-Code: smtp; 550 5.1.1 mailbox is gone',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${id}`,
      'Subject: Re: Stripes [#1]',
      '--b--',
      '',
    ].join('\r\n');

  test('un-meets the first response, shows why and tells the agent; it opens no ticket and gets no answer', async () => {
    await asked();
    await answerIt();
    await desk.send();
    const { raw } = the(desk.sink.mails);
    await desk.receive(bounce(headerOf(raw, 'message-id')));
    expect(await newest()).toMatchObject({
      delivery: 'bounced',
      deliveryReason: expect.stringMatching(/ada@kite\.example: .*mailbox is gone/),
      undelivered: true,
      metAt: null,
      lastEvent: 'bounced',
    });
    await desk.send();
    expect(desk.sink.mails).toHaveLength(1);
    const { rows } = await sql<{ count: number }>`select count(*) as count from ticket`.execute(desk.db);
    expect(rows[0]?.count).toBe(1);
  });

  test('in its Cc alone stays answered', async () => {
    await asked();
    await answerIt({ cc: ['boss@kite.example'] });
    await desk.send();
    await desk.receive(bounce(headerOf(the(desk.sink.mails).raw, 'message-id'), 'boss@kite.example'));
    expect(await newest()).toMatchObject({
      delivery: 'sent',
      deliveryReason: expect.stringMatching(/^boss@kite\.example: /),
      metAt: expect.any(Number),
      lastEvent: 'bounced',
    });
  });

  test('breaks the promise once its time is past, as if nobody had answered', async () => {
    await asked();
    await answerIt();
    await desk.send();
    await desk.receive(bounce(headerOf(the(desk.sink.mails).raw, 'message-id')));
    const { rows } = await sql<{
      due: boolean;
    }>`select due_at is not null and met_at is null and breached_at is null and paused_at is null as due
      from clock where target = 'first response'`.execute(desk.db);
    expect(rows).toEqual([{ due: true }]);
  });
});

describe('an acknowledgement', () => {
  test('goes out from the null sender, to the one who asked, and says that a machine wrote it', async () => {
    await asked({ acknowledged: false });
    await desk.send();
    const { from, to, raw } = the(desk.sink.mails);
    expect({ from, to }).toEqual({ from: '', to: [ADA] });
    expect(headerOf(raw, 'to')).toBe(ADA);
    expect(headerOf(raw, 'auto-submitted')).toBe('auto-replied');
    expect(headerOf(raw, 'x-auto-response-suppress')).toBe('All');
    expect(headerOf(raw, 'in-reply-to')).toBe('<1@kite.example>');
    expect(raw).toContain('#1');
  });

  test('whose null sender is refused goes out from the mailbox; that is remembered', async () => {
    const senders: string[] = [];
    desk.sink.script.mail = (from) => {
      senders.push(from);
      return from === '' ? '550 5.7.1 no null sender here' : undefined;
    };
    await asked({ acknowledged: false });
    await desk.send();
    await desk.receive(letter({ to: SUPPORT, from: 'bob@kite.example', subject: 'Toner', head: [VERIFIED] }));
    await desk.send();
    expect(senders).toEqual(['', SUPPORT, SUPPORT]);
    expect(desk.sink.mails.map(({ to }) => to)).toEqual([[ADA], ['bob@kite.example']]);
  });

  test('whose 250 is lost is never sent again; its ticket says that nobody knows', async () => {
    await asked({ acknowledged: false });
    desk.sink.script.body = () => 'lose';
    await desk.send();
    await turnClock(desk.db, HOUR);
    await desk.recover();
    await desk.send();
    the(desk.sink.mails);
    expect(await outbox('acknowledgement')).toMatchObject({ state: 'unknown', sends: 1 });
    expect((await detail()).at('acknowledgement')).toMatchObject({ sent: false, code: 'unknown' });
    expect(await newest()).toMatchObject({ lastEvent: 'acknowledgement unknown' });
  });

  test('that is refused is dropped, and its ticket says why', async () => {
    await asked({ acknowledged: false });
    desk.sink.script.rcpt = () => '550 5.1.1 no such user';
    await desk.send();
    expect((await detail()).at('acknowledgement')).toMatchObject({
      sent: false,
      code: 'failed',
      why: expect.stringContaining('no such user'),
    });
  });

  test('that could not go out before its promise was past is suppressed', async () => {
    await asked({ acknowledged: false });
    desk.sink.script.mail = () => '451 4.3.0 later';
    await desk.send();
    desk.sink.script = {};
    await turnClock(desk.db, 20 * DAY);
    await desk.send();
    expect(desk.sink.mails).toHaveLength(0);
    expect((await detail()).at('acknowledgement')).toMatchObject({ sent: false, code: 'suppressed' });
  });

  test('meets no promise', async () => {
    await asked();
    expect(await newest()).toMatchObject({ metAt: null });
  });
});

describe('a gateway that dies', () => {
  const dieAt = (where: string) => {
    desk.watch = async (point) => {
      if (point === where) throw new Error('the plug was pulled');
    };
  };
  const anotherTakesOver = async () => {
    desk.watch = async () => {};
    await turnClock(desk.db, LEASE_IS_OVER);
    await desk.recover();
    await turnClock(desk.db, 2 * LEASE_IS_OVER);
    await desk.send();
  };

  test.each(['claimed', 'made', 'answered'])('at "%s" sends no acknowledgement twice', async (point) => {
    await asked({ acknowledged: false });
    dieAt(point);
    await expect(desk.send()).rejects.toThrow('the plug was pulled');
    const out = desk.sink.mails.length;
    await anotherTakesOver();
    // Before its bytes were made it has gone nowhere, and goes out still.
    expect(desk.sink.mails).toHaveLength(point === 'claimed' ? 1 : out);
  });

  test.each(['claimed', 'made', 'answered'])(
    'at "%s" loses no answer: all its copies are the same mail',
    async (point) => {
      await asked();
      await answerIt();
      dieAt(point);
      await expect(desk.send()).rejects.toThrow('the plug was pulled');
      await anotherTakesOver();
      expect(desk.sink.mails).toHaveLength(point === 'answered' ? 2 : 1);
      expect(new Set(desk.sink.mails.map(({ raw }) => raw)).size).toBe(1);
      expect(await newest()).toMatchObject({ delivery: 'sent' });
    },
  );
});

test('a gateway that slept beyond its lease sends nothing of what another has taken over', async () => {
  await asked({ acknowledged: false });
  desk.watch = async (point) => {
    if (point !== 'claimed') return;
    desk.watch = async () => {};
    await turnClock(desk.db, LEASE_IS_OVER);
    await desk.recover();
  };
  await desk.send();
  expect(desk.sink.mails).toHaveLength(0);
  await turnClock(desk.db, 2 * LEASE_IS_OVER);
  await desk.send();
  the(desk.sink.mails);
});

test('a gateway that slept beyond its lease after sending an answer tells nothing that another has told', async () => {
  await asked();
  await answerIt();
  desk.watch = async (point) => {
    if (point !== 'answered') return;
    desk.watch = async () => {};
    await turnClock(desk.db, LEASE_IS_OVER);
    await desk.recover();
    await turnClock(desk.db, 2 * LEASE_IS_OVER);
    await desk.send();
  };
  await desk.send();
  expect(new Set(desk.sink.mails.map(({ raw }) => raw)).size).toBe(1);
  const told = await desk.db.selectFrom('event').select('kind').where('kind', 'like', 'answer %').execute();
  expect(told).toEqual([{ kind: 'answer sent' }]);
});

test('what came of a sending is kept although the database was away when it ended', async () => {
  await asked();
  await answerIt();
  desk.watch = async (point) => {
    if (point !== 'answered') return;
    desk.watch = async () => {};
    await sql`alter table outbox rename to away`.execute(desk.db);
    setTimeout(() => void sql`alter table away rename to outbox`.execute(desk.db), 300);
  };
  await desk.send();
  the(desk.sink.mails);
  expect(await newest()).toMatchObject({ delivery: 'sent' });
});

test('a mail that cannot be made is tried again, and holds up no other', async () => {
  await asked();
  const upload = await grace.post('/api/uploads?name=a.txt', {
    body: new TextEncoder().encode('lost'),
    headers: { 'content-type': 'text/plain' },
  });
  await answerIt({ attachments: [upload.at('id')] });
  await sql`update attachment set sha256 = ${'0'.repeat(64)}`.execute(desk.db);
  await desk.receive(letter({ to: SUPPORT, from: 'bob@kite.example', subject: 'Toner', head: [VERIFIED] }));
  await desk.send();
  expect(desk.sink.mails.map(({ to }) => to)).toEqual([['bob@kite.example']]);
  expect(await outbox('answer')).toMatchObject({ state: 'queued', reason: 'The mail could not be made.', sends: 0 });
  expect(desk.faults).toHaveLength(1);
});

test('the database’s clock is the one that counts', async () => {
  await turnClock(desk.db, 400 * DAY);
  await asked({ acknowledged: false });
  expect((await outbox('acknowledgement')).queuedAt).toBeGreaterThan(Date.now() + 399 * DAY);
  expect(await readNow(desk.db)).toBeGreaterThan(Date.now() + 399 * DAY);
});
