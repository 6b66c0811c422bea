import { simpleParser } from 'mailparser';
import { acknowledgement, openYard, read, type YardMail, type YardWork } from './yard.ts';

/** The program everybody writes first: one mail after the other, each with its transaction and its sending. */
export async function openNaive(work: YardWork) {
  const { imap, db, smtp, count, close } = await openYard(work);

  const keep = async (mail: YardMail): Promise<{ ticketId: number; opened: boolean }> => {
    await db.query('begin');
    const known = await db.query('select ticket_id from message where message_id = any($1) limit 1', [mail.references]);
    const opened = known.rows.length === 0;
    const { rows } = opened
      ? await db.query('insert into ticket (subject, requester) values ($1, $2) returning id as ticket_id', [
          mail.subject,
          mail.from,
        ])
      : known;
    const ticketId = Number(rows[0]?.ticket_id);
    await db.query(
      'insert into message (ticket_id, message_id, from_address, subject, body, html) values ($1, $2, $3, $4, $5, $6)',
      [ticketId, mail.messageId, mail.from, mail.subject, mail.text, mail.html],
    );
    await db.query('commit');
    return { ticketId, opened };
  };

  return {
    close,
    /** Milliseconds from each mail's fetching to its ticket. */
    async run(): Promise<number[]> {
      const took: number[] = [];
      for (let nth = 1; nth <= count; nth++) {
        const began = performance.now();
        const fetched = await imap.fetchOne(String(nth), { source: true });
        if (!fetched || fetched.source === undefined) throw new Error(`mail ${nth} did not come`);
        const mail = read(await simpleParser(fetched.source));
        const { ticketId, opened } = await keep(mail);
        took.push(performance.now() - began);
        if (opened) await smtp.sendMail(acknowledgement(mail, ticketId));
      }
      return took;
    },
  };
}
