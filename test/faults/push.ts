import { createTransport } from 'nodemailer';
import type { FaultyDesk } from './desk.ts';

/** Hands a mail over SMTP; what was answered with 250 must never be lost, and what was not its sender keeps. */
export async function push(desk: FaultyDesk, port: number): Promise<void> {
  const [to = ''] = desk.mailboxes;
  const way = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const mail = desk.history.next(to, 'smtp', 'question');
  try {
    await way.sendMail({ envelope: { from: mail.from, to }, raw: mail.raw });
  } catch (error) {
    desk.history.forget(mail);
    throw error;
  } finally {
    way.close();
  }
}
