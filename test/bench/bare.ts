import { simpleParser } from 'mailparser';
import { acknowledgement, openYard, read, type YardMail, type YardWork } from './yard.ts';

const BATCH = 50;
/** Neither is made from the other. */
const TEXT_AND_HTML_AS_SENT = { skipTextToHtml: true, skipImageLinks: true, skipTextLinks: true };

/**
 * The least that work on many mails can cost: a batch a fetch, a transaction with set-wise inserts, the next batch coming
 * meanwhile, acknowledgements on their way beside it. No ledger, no raw mail, no trust, no cleaning, no outbox, no search.
 */
export async function openBare(work: YardWork) {
  const { imap, db, smtp, count, close } = await openYard(work);

  const fetchBatch = async (from: number): Promise<Buffer[]> => {
    const to = Math.min(count, from + BATCH - 1);
    const fetched = await imap.fetchAll(`${from}:${to}`, { source: true });
    return fetched.flatMap(({ source }) => source ?? []);
  };

  /** Which ticket each belongs to; 0 where it opens one. A reply may stand in the batch of the mail it answers. */
  const threads = async (mails: YardMail[]): Promise<Map<string, number | YardMail>> => {
    const known = await db.query('select message_id, ticket_id from message where message_id = any($1)', [
      mails.flatMap(({ references }) => references),
    ]);
    const places = new Map<string, number | YardMail>(
      known.rows.map((row) => [String(row.message_id), Number(row.ticket_id)]),
    );
    for (const mail of mails)
      places.set(mail.messageId, mail.references.map((id) => places.get(id)).find((one) => one !== undefined) ?? mail);
    return places;
  };

  const keep = async (mails: YardMail[]): Promise<{ mail: YardMail; ticketId: number }[]> => {
    await db.query('begin');
    const places = await threads(mails);
    const openers = mails.filter((mail) => places.get(mail.messageId) === mail);
    const opened = await db.query(
      'insert into ticket (subject, requester) select * from unnest($1::text[], $2::text[]) returning id',
      [openers.map(({ subject }) => subject), openers.map(({ from }) => from)],
    );
    const tickets = new Map(openers.map((mail, at) => [mail, Number(opened.rows[at]?.id)]));
    const ticketOf = ({ messageId }: YardMail) => {
      const place = places.get(messageId);
      return typeof place === 'number' ? place : place && tickets.get(place);
    };
    await db.query(
      `insert into message (ticket_id, message_id, from_address, subject, body, html)
       select * from unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])`,
      [
        mails.map(ticketOf),
        mails.map(({ messageId }) => messageId),
        mails.map(({ from }) => from),
        mails.map(({ subject }) => subject),
        mails.map(({ text }) => text),
        mails.map(({ html }) => html),
      ],
    );
    await db.query('commit');
    return [...tickets].map(([mail, ticketId]) => ({ mail, ticketId }));
  };

  return {
    close,
    /** Milliseconds from each batch's arrival to its tickets. */
    async run(): Promise<number[]> {
      const took: number[] = [];
      const sending: Promise<unknown>[] = [];
      let coming = fetchBatch(1);
      for (let from = 1; from <= count; from += BATCH) {
        const raws = await coming;
        const began = performance.now();
        if (from + BATCH <= count) coming = fetchBatch(from + BATCH);
        const mails = await Promise.all(raws.map(async (raw) => read(await simpleParser(raw, TEXT_AND_HTML_AS_SENT))));
        for (const { mail, ticketId } of await keep(mails))
          sending.push(smtp.sendMail(acknowledgement(mail, ticketId)));
        took.push(performance.now() - began);
      }
      await Promise.all(sending);
      return took;
    },
  };
}
