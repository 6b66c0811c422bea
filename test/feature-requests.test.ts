import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Api, apiOn, type Browser, signedIn } from './support/api.ts';
import { letter } from './support/running-desk.ts';
import { type StoryDesk, SUPPORT, storyDesk } from './support/story-desk.ts';

let desk: StoryDesk;
let api: Api;
let grace: Browser;
beforeEach(async () => {
  desk = await storyDesk();
  ({ api } = await apiOn(desk.db, { ...desk.heed }));
  grace = await signedIn(desk.db, api, 'Grace');
});
afterEach(() => desk[Symbol.asyncDispose]());

const mail = (from: string, subject: string, text: string, head: string[] = []) =>
  letter({ to: SUPPORT, from, subject, text, head });
const seqOf = async (id: number) => Number((await grace.get(`/api/tickets/${id}`)).at('ticket.seq'));
const moveTo = async (id: number, stage: string, more: object = {}) =>
  grace.write('PUT', `/api/tickets/${id}/request`, await seqOf(id), { stage, ...more });
const merge = async (id: number, into: number | null) =>
  grace.write('PUT', `/api/tickets/${id}/merge`, await seqOf(id), { into });
const sentTo = (address: string) => desk.sink.mails.filter(({ raw }) => new RegExp(`^To: .*${address}`, 'm').test(raw));
const newestTo = (address: string) => sentTo(address).at(-1)?.raw ?? '';
const field = (raw: string, name: string) =>
  new RegExp(`^${name}:(.*(?:\\r?\\n[ \\t].*)*)`, 'im').exec(raw)?.[1]?.replace(/\s+/g, ' ').trim() ?? '';
const kinds = async (id: number) =>
  ((await grace.get(`/api/tickets/${id}`)).at('events') as { kind: string }[]).map(({ kind }) => kind);

const ADA = 'ada@kite.example';
const BRUNO = 'bruno@drachen.example';

describe('a feature request that two customers asked for', () => {
  beforeEach(async () => {
    await desk.receive(
      mail(`Ada <${ADA}>`, 'Export as PDF', 'Could you please add an export of the reports as PDF? Thank you.', [
        'Message-ID: <one@kite.example>',
      ]),
    );
    await desk.receive(
      mail(
        `Bruno <${BRUNO}>`,
        'Berichte drucken',
        'Guten Tag, wir möchten die Berichte gern als Datei speichern und ausdrucken können. Vielen Dank und freundliche Grüße',
        ['Message-ID: <eins@drachen.example>'],
      ),
    );
    await desk.send();
    expect((await merge(2, 1)).status).toBe(200);
  });

  test('tells each of every stage: in their language, on their own thread, and of nobody else', async () => {
    const answer = await moveTo(1, 'evaluation', { words: 'Two weeks.' });
    expect(answer.at('ticket.request')).toEqual({ stage: 'evaluation', requesters: 2 });
    await desk.send();
    const [ada, bruno] = [newestTo(ADA), newestTo(BRUNO)];
    expect([field(ada, 'Subject'), field(bruno, 'Subject')]).toEqual([
      'Re: Export as PDF [#1]',
      'Re: Berichte drucken [#2]',
    ]);
    expect(ada).toContain('we are looking at what you asked for');
    expect(bruno).toContain('wir sehen uns an');
    for (const [own, other] of [
      [ada, /bruno|drachen|Berichte/i],
      [bruno, /ada@|kite\.example|Export as/i],
    ] as const) {
      expect(own).toContain('Two weeks.');
      expect(own).not.toMatch(other);
      expect(field(own, 'Auto-Submitted')).toBe('auto-replied');
    }
    expect(field(ada, 'References')).toBe('<one@kite.example>');
    expect(field(bruno, 'References')).toBe('<eins@drachen.example>');
    expect(await kinds(1)).toEqual(expect.arrayContaining(['request moved', 'progress sent']));
    expect(desk.faults).toEqual([]);
  });

  test('hears their answers on the one ticket, whichever mail they answer', async () => {
    await moveTo(1, 'submission');
    await desk.send();
    for (const address of [ADA, BRUNO])
      await desk.receive(
        mail(address, 'Re: it', 'Thank you.', [`In-Reply-To: ${field(newestTo(address), 'Message-ID')}`]),
      );
    const { at } = await grace.get('/api/tickets/1');
    const from = (at('messages') as { from: { address: string } }[]).map((one) => one.from.address);
    expect(from.filter((address) => address === ADA)).toHaveLength(2);
    expect(from.filter((address) => address === BRUNO)).toHaveLength(2);
  });

  test('sends the quote along, and shows it on the ticket', async () => {
    const { at } = await grace.post('/api/uploads?name=quote.pdf', {
      body: new TextEncoder().encode('300 pounds'),
      headers: { 'content-type': 'application/pdf' },
    });
    expect((await moveTo(1, 'scope and estimate', { quote: at('id') })).status).toBe(200);
    await desk.send();
    for (const raw of [newestTo(ADA), newestTo(BRUNO)]) {
      expect(raw).toContain('filename=quote.pdf');
      expect(raw).toContain(Buffer.from('300 pounds').toString('base64'));
    }
    await moveTo(1, 'development and testing');
    const detail = await grace.get('/api/tickets/1');
    expect(detail.at('request')).toMatchObject({
      quote: { name: 'quote.pdf', size: 10 },
      requesters: [
        { address: ADA, ticketId: 1 },
        { address: BRUNO, ticketId: 2 },
      ],
    });
    const quoted = await grace.get(`/api/attachments/${detail.at('request.quote.id')}`);
    expect(quoted.body).toBe('300 pounds');
    await desk.send();
    expect(newestTo(ADA)).not.toContain('quote.pdf');
  });

  test('tells one alone once they part again', async () => {
    await moveTo(1, 'submission');
    await merge(2, null);
    await moveTo(1, 'evaluation');
    await desk.send();
    // The acknowledgement, and what came of being merged.
    expect([sentTo(ADA).length, sentTo(BRUNO).length]).toEqual([3, 2]);
  });

  test('is found among the requests by its stage and how many asked', async () => {
    await moveTo(1, 'submission');
    const { body } = await grace.get('/api/tickets?view=requests');
    expect((body as { tickets: object[] }).tickets).toMatchObject([
      { id: 1, request: { stage: 'submission', requesters: 2 } },
    ]);
    await grace.ask('DELETE', '/api/tickets/1/request', { seq: await seqOf(1), key: crypto.randomUUID(), body: {} });
    expect((await grace.get('/api/tickets?view=requests')).at('tickets')).toEqual([]);
  });
});

test('a request that is merged into a ticket makes that one', async () => {
  await desk.receive(mail(ADA, 'A wish', 'Please add it.'), mail(BRUNO, 'The same', 'Please add this.'));
  await moveTo(1, 'evaluation', { tell: false });
  await merge(1, 2);
  expect((await grace.get('/api/tickets/2')).at('ticket.request')).toEqual({ stage: 'evaluation', requesters: 2 });
});

test('a robot is not told, and the ticket says so', async () => {
  await desk.receive(mail('robot@kite.example', 'A wish', 'Please add it.', ['Auto-Submitted: auto-generated']));
  await moveTo(1, 'evaluation');
  await desk.send();
  expect(desk.sink.mails).toEqual([]);
  const events = (await grace.get('/api/tickets/1')).at('events') as { kind: string; data: object }[];
  expect(events.find(({ kind }) => kind === 'request moved')?.data).toMatchObject({
    told: [],
    untold: [{ ticketId: 1, code: expect.any(String) }],
  });
});

test('a mail that comes back is seen on the ticket', async () => {
  await desk.receive(mail(ADA, 'A wish', 'Please add it.'));
  await desk.send();
  await moveTo(1, 'evaluation');
  await desk.send();
  const progress = sentTo(ADA).at(-1);
  expect(progress?.from).toBe(SUPPORT);
  const id = field(progress?.raw ?? '', 'Message-ID');
  await desk.receive(
    [
      'From: Mail Delivery <mailer-daemon@mx.kite.example>',
      `To: ${SUPPORT}`,
      'Subject: Undelivered',
      'Message-ID: <bounce@mx.kite.example>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It came back.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.kite.example',
      '',
      `Final-Recipient: rfc822; ${ADA}`,
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: ${id}`,
      '',
      '--b--',
      '',
    ].join('\r\n'),
  );
  expect(await kinds(1)).toContain('progress bounced');
});

test.each([
  ['a stage nobody knows', { stage: 'someday' }, 400],
  ['a quote that is not here', { stage: 'evaluation', quote: 'gone' }, 422],
  ['declining without a word', { stage: 'declined' }, 422],
])('%s is refused, and nothing goes out', async (_, body, status) => {
  await desk.receive(mail(ADA, 'A wish', 'Please add it.'));
  const answer = await grace.write('PUT', '/api/tickets/1/request', await seqOf(1), body);
  expect(answer.status).toBe(status);
  expect((await grace.get('/api/tickets/1')).at('ticket.request')).toBeNull();
});
