import { finished, openSession } from './smtp-line.ts';
import type { SmtpServer } from './smtp-server.ts';

/**
 * Whether the relay takes mail from the null sender `<>` (RFC 5321 4.5.5), asked without sending any: the talk ends
 * before DATA. null when it gave no clear answer now. `trouble` when signing in failed.
 */
export async function triesNullSender(
  server: SmtpServer,
  recipient: string,
): Promise<{ takes: boolean | null; words: string } | { trouble: string; login: boolean }> {
  let answer: { takes: boolean | null; words: string } = { takes: null, words: `${server.host} broke off when asked.` };
  // nodemailer lets no plain command through but in a sign-in of one's own; this is one that signs nobody in.
  const session = await openSession(server, {
    [QUESTION]: async ({ sendCommand }) => {
      for (const command of ['MAIL FROM:<>', `RCPT TO:<${recipient}>`]) {
        const { status, response } = await sendCommand(command);
        answer = { takes: takenBy(status), words: `${server.host} answered: ${response}` };
        if (!answer.takes) break;
      }
      await sendCommand('RSET');
    },
  });
  if ('sent' in session) return { trouble: session.words, login: session.stage === 'login' };
  await finished(session, (done) => session.login({ method: QUESTION }, done));
  session.quit();
  return answer;
}

const QUESTION = 'X-NULL-SENDER';

function takenBy(status: number): boolean | null {
  if (status >= 200 && status < 300) return true;
  return status >= 500 ? false : null;
}
