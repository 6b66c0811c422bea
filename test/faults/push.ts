import { createTransport } from 'nodemailer';
import type { FaultyDesk } from './desk.ts';

/**
 * Hands a mail over SMTP; what was answered with 250 must never be lost, and what was not its sender keeps. Where the
 * session breaks nobody knows.
 * @throws Error of the session, with the `responseCode` of a refusal
 */
export async function push(desk: FaultyDesk, port: number): Promise<void> {
  const [to = ''] = desk.mailboxes;
  const way = createTransport({ host: '127.0.0.1', port, ignoreTLS: true });
  const mail = desk.history.next(to, 'smtp', 'question');
  // Until the answer is here it is none of those that must arrive.
  mail.gone = true;
  try {
    await way.sendMail({ envelope: { from: mail.from, to }, raw: mail.raw });
    mail.gone = false;
  } catch (error) {
    if (wasNeverTaken(error)) desk.history.forget(mail);
    throw error;
  } finally {
    way.close();
  }
}

const wasNeverTaken = (error: unknown): boolean =>
  error instanceof Error && ('responseCode' in error || ('code' in error && error.code === 'ESOCKET'));
