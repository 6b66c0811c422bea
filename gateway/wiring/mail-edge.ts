import type { MailEdge } from '../api/deps.ts';
import type { MailboxTest } from '../api/mailbox-shapes.ts';
import { DeskError } from '../desk/error.ts';
import { asInstant } from '../desk/instant.ts';
import { PROBE, writeMessageId } from '../desk/token.ts';
import { findServers } from '../mail/connect.ts';
import { exampleMails } from '../mail/examples.ts';
import { historySince } from '../mail/history.ts';
import { MailboxTrouble, openMailbox } from '../mail/imap.ts';
import { mailExchangers } from '../mail/mail-exchangers.ts';
import type { Sandbox } from '../mail/sandbox.ts';
import { smtpServerOf } from '../mail/smtp-server.ts';
import { testMailbox } from '../mail/try-mailbox.ts';
import { trySentCopies } from '../mail/try-sent-copies.ts';
import type { Edges } from '../open-edges.ts';
import { nonce } from '../secrets.ts';
import { readNow } from '../store/now.ts';
import { compose } from '../words/compose.ts';
import { readSent } from './read-sent.ts';
import { loopMark } from './receiving.ts';

/** What the API may ask of the mail edge. */
export function mailEdge(heed: Pick<Edges, 'db' | 'mailboxes' | 'secrets'>, sandbox: Sandbox | null): MailEdge {
  return {
    async findServers(address) {
      const proposal = await findServers(address, mailExchangers);
      const [likeliest] = proposal?.servers ?? [];
      if (!likeliest) throw new DeskError('invalid', 'This is no mail address with a domain.');
      return { ...likeliest, advice: proposal?.advice ?? '', oauth: proposal?.oauth ?? null };
    },
    async testMailbox(asked, accessToken) {
      const tested = await testMailbox(asked, accessToken);
      const { steps, takesNullSender, authservId, junkFolder, sentFolder, inboxCount, ok } = tested;
      return {
        steps,
        nullSender: takesNullSender ?? false,
        authservId,
        junkFolder,
        sentFolder,
        sentCopies: asked.probe && ok ? await probe(heed, asked, sentFolder, accessToken) : null,
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

/** Whoever opens the mailbox finds it there and wonders. */
const PROBE_WORDS = {
  subject: 'A test of this mailbox',
  text: 'Heed sent this to see whether copies of sent mail are kept. It can be deleted.',
  html: '<p>Heed sent this to see whether copies of sent mail are kept. It can be deleted.</p>',
};

async function probe(
  heed: Pick<Edges, 'db' | 'secrets'>,
  { address, imap, smtp }: Pick<MailboxTest, 'address' | 'imap' | 'smtp'>,
  sentFolder: string | null,
  accessToken: string | undefined,
) {
  const messageId = writeMessageId(PROBE, nonce(), address.slice(address.lastIndexOf('@') + 1));
  const bytes = await compose({
    from: { address, name: '' },
    to: [{ address, name: '' }],
    cc: [],
    replyTo: null,
    words: PROBE_WORDS,
    messageId,
    inReplyTo: null,
    references: [],
    date: await readNow(heed.db),
    automatic: true,
    loopMark: loopMark(heed),
    attachments: [],
  });
  const token = accessToken === undefined ? undefined : async () => accessToken;
  const way = {
    imap: { ...imap, accessToken },
    smtp: smtpServerOf(smtp, smtp.password, token),
    address,
    sentFolder,
  };
  return trySentCopies(way, { messageId, bytes });
}
