import { ImapFlow } from 'imapflow';
import type { ParsedMail } from 'mailparser';
import { createTransport } from 'nodemailer';
import pg from 'pg';
import { MAILBOX_PASSWORD } from '../support/dovecot.ts';
import { DESK } from './mails.ts';

/** What a yardstick works on: the same mails, an empty database, the same relay. */
export type YardWork = { user: string; imapPort: number; databaseUrl: string; smtpUrl: string; connections: number };

/** A desk reduced to nothing but tickets and messages; attachments are parsed and dropped. */
const TABLES = `
  create table ticket (id bigint generated always as identity primary key, subject text not null, requester text not null,
    opened_at timestamptz not null default now());
  create table message (id bigint generated always as identity primary key, ticket_id bigint not null references ticket,
    message_id text not null unique, from_address text not null, subject text not null, body text not null, html text,
    at timestamptz not null default now());
  create index message_ticket on message (ticket_id)`;

export async function openYard({ user, imapPort, databaseUrl, smtpUrl, connections }: YardWork) {
  const imap = new ImapFlow({
    host: '127.0.0.1',
    port: imapPort,
    secure: false,
    doSTARTTLS: false,
    auth: { user, pass: MAILBOX_PASSWORD },
    logger: false,
  });
  const db = new pg.Client({ connectionString: databaseUrl });
  const { hostname, port } = new URL(smtpUrl);
  const smtp = createTransport({
    host: hostname,
    port: Number(port),
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Number.POSITIVE_INFINITY,
  });
  await Promise.all([imap.connect(), db.connect()]);
  await db.query(TABLES);
  await imap.mailboxOpen('INBOX');
  const count = imap.mailbox ? imap.mailbox.exists : 0;
  return {
    imap,
    db,
    smtp,
    count,
    async close() {
      smtp.close();
      await Promise.all([imap.logout(), db.end()]);
    },
  };
}

export type YardMail = {
  messageId: string;
  references: string[];
  from: string;
  subject: string;
  text: string;
  html: string | null;
};

export const read = (mail: ParsedMail): YardMail => ({
  messageId: mail.messageId ?? '',
  references: [mail.references ?? [], mail.inReplyTo ?? []].flat(),
  from: mail.from?.value[0]?.address ?? '',
  subject: mail.subject ?? '',
  text: mail.text ?? '',
  html: mail.html || null,
});

export function acknowledgement({ from, messageId }: YardMail, ticketId: number) {
  return {
    envelope: { from: '', to: from },
    from: DESK,
    to: from,
    subject: `[#${ticketId}] We have your message`,
    inReplyTo: messageId,
    references: messageId,
    headers: { 'Auto-Submitted': 'auto-replied' },
    text: `Hello,\n\nthank you for writing to us. Your message has the number ${ticketId}, and a person will answer it.\n`,
  };
}
