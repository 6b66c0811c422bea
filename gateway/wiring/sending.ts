import type { OutgoingMail } from '../mail/attempt.ts';
import { openSender, type Sender } from '../mail/send.ts';
import { smtpServerOf } from '../mail/smtp-server.ts';
import type { Edges } from '../open-edges.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import { tokenOf } from './grants.ts';

/** Ways out, one a mailbox, opened when first needed and anew when its settings change. */
export type Senders = {
  send(mailbox: Mailbox, mail: OutgoingMail): ReturnType<Sender['send']>;
  close(): void;
};

/** Passwords of a mailbox, as they stand sealed in its row. */
export type MailboxPasswords = { imap: string; smtp: string };

export const sealPasswords = (heed: Pick<Edges, 'secrets'>, passwords: MailboxPasswords): string =>
  heed.secrets.encrypt(JSON.stringify(passwords));

export const openPasswords = (heed: Pick<Edges, 'secrets'>, mailbox: Pick<Mailbox, 'secret'>): MailboxPasswords =>
  mailbox.secret === null
    ? { imap: '', smtp: '' }
    : (JSON.parse(heed.secrets.decrypt(mailbox.secret)) as MailboxPasswords);

/** `connections`: to each server at once, where a runtime allows fewer than a server does. */
export function openSenders(heed: Edges, connections?: number): Senders {
  const open = new Map<number, { key: string; sender: Sender }>();
  return {
    async send(mailbox, mail) {
      const { smtp } = mailbox.connection;
      if (!smtp)
        return {
          sent: false,
          outcome: 'temporary',
          stage: 'connect',
          code: null,
          words: 'The mailbox has no server to send through.',
          rejected: [],
        };
      const key = JSON.stringify([smtp, mailbox.secret, mailbox.grant]);
      let way = open.get(mailbox.id);
      if (way?.key !== key) {
        way?.sender.close();
        const token = mailbox.grant ? tokenOf(heed, mailbox.id) : undefined;
        const server = smtpServerOf(smtp, openPasswords(heed, mailbox).smtp, token);
        way = { key, sender: openSender(server, connections) };
        open.set(mailbox.id, way);
      }
      return way.sender.send(mail);
    },
    close() {
      for (const { sender } of open.values()) sender.close();
    },
  };
}
