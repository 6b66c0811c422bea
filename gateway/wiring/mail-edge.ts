import type { MailEdge } from '../api/deps.ts';
import { DeskError } from '../desk/error.ts';
import { asInstant } from '../desk/instant.ts';
import { findServers } from '../mail/connect.ts';
import { exampleMails } from '../mail/examples.ts';
import { historySince } from '../mail/history.ts';
import { MailboxTrouble, openMailbox } from '../mail/imap.ts';
import { mailExchangers } from '../mail/mail-exchangers.ts';
import type { Sandbox } from '../mail/sandbox.ts';
import { testMailbox } from '../mail/try-mailbox.ts';
import type { Edges } from '../open-edges.ts';
import { readNow } from '../store/now.ts';
import { readSent } from './read-sent.ts';

/** What the API may ask of the mail edge. */
export function mailEdge(heed: Pick<Edges, 'db' | 'mailboxes'>, sandbox: Sandbox | null): MailEdge {
  return {
    async findServers(address) {
      const proposal = await findServers(address, mailExchangers);
      const [likeliest] = proposal?.servers ?? [];
      if (!likeliest) throw new DeskError('invalid', 'This is no mail address with a domain.');
      return { ...likeliest, advice: proposal?.advice ?? '', oauth: proposal?.oauth ?? null };
    },
    async testMailbox(asked, accessToken) {
      const { steps, takesNullSender, authservId, junkFolder, sentFolder, inboxCount } = await testMailbox(asked, accessToken);
      return {
        steps,
        nullSender: takesNullSender ?? false,
        authservId,
        junkFolder,
        sentFolder,
        existing: inboxCount ?? 0,
      };
    },
    async countHistory({ imap, date }, accessToken) {
      try {
        await using server = await openMailbox({ ...imap, accessToken });
        // The folder's length tells how to ask for its numbers.
        await server.state('INBOX');
        return { mails: (await historySince(server, 'INBOX', asInstant(Date.parse(date))))?.mails ?? 0 };
      } catch (error) {
        if (error instanceof MailboxTrouble) throw new DeskError('invalid', error.message);
        throw error;
      }
    },
    async sendExamples() {
      if (!sandbox) throw new DeskError('invalid', 'The sandbox is closed: a real mailbox is connected.');
      const [mailbox] = await heed.mailboxes();
      const mails = exampleMails(mailbox?.address ?? '', await readNow(heed.db));
      for (const { raw, from } of mails) await sandbox.deliver(raw, { from, to: [mailbox?.address ?? ''] });
      return mails.length;
    },
    readSent,
  };
}
