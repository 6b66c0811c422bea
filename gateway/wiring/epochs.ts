import type { FolderState } from '../collect.ts';
import { firstUids } from '../desk/uids.ts';
import { historySince } from '../mail/history.ts';
import type { ImapMailbox } from '../mail/imap.ts';
import type { Heed } from '../open.ts';
import type { Mailbox } from '../store/mailboxes.ts';
import { readNow } from '../store/now.ts';
import { openSource, type Source as SourceRow, sourceOf, YOUNG } from '../store/sources.ts';

/**
 * The open epoch of a folder. First contact: what is there already is history, counted in one range; or, where an admin
 * asked for it, brought in from a day on. Another UIDVALIDITY: the server renumbered its mails, and each is matched first.
 */
export async function epochOf(
  heed: Heed,
  mailbox: Mailbox,
  server: ImapMailbox,
  folder: string,
  state: FolderState,
): Promise<SourceRow> {
  const { uidValidity, messages } = state;
  const { open, hadOthers } = await sourceOf(heed.db, mailbox.id, folder);
  if (open?.uidValidity === uidValidity) return open;
  const renumbered = open !== null || hadOthers;
  const fresh = { mailboxId: mailbox.id, folder, uidValidity, renumbered };
  const uidNext = state.uidNext ?? ((await server.uids(folder, 1)).at(-1)?.to ?? 0) + 1;
  if (renumbered) {
    heed.log.warn({ mailbox: mailbox.address, folder, uidValidity }, 'the server gave its mails new numbers');
    return openSource(heed.db, { ...fresh, historyUntil: 0, historyCount: 0, importedUntil: uidNext - 1 });
  }
  // The sandbox is ours from its first mail on.
  if (mailbox.kind === 'sandbox')
    return openSource(heed.db, { ...fresh, historyUntil: 0, historyCount: 0, importedUntil: 0 });
  // Nobody wants to look through the junk of last year, and what was answered then is history.
  const day = folder === mailbox.junkFolder || folder === mailbox.sentFolder ? null : mailbox.importSince;
  const wanted = day === null ? null : await historySince(server, folder, day);
  const cut = wanted?.cut ?? uidNext;
  const before = messages - (wanted?.mails ?? 0);
  const youngHistory = day === null ? await youngBefore(heed, server, folder, cut) : [];
  return openSource(heed.db, {
    ...fresh,
    historyUntil: cut - 1,
    historyCount: Math.max(0, before),
    youngHistory,
    importedUntil: uidNext - 1,
  });
}

/** Described at first contact at most; a mailbox that takes more mails in YOUNG milliseconds has them twice after a renumbering. */
const MOST_YOUNG = 1000;

async function youngBefore(heed: Heed, server: ImapMailbox, folder: string, cut: number) {
  const newest = await server.uids(folder, Math.max(1, cut - MOST_YOUNG));
  const uids = firstUids(newest, MOST_YOUNG).filter((uid) => uid < cut);
  if (uids.length === 0) return [];
  const since = (await readNow(heed.db)) - YOUNG;
  return (await server.describe(folder, uids)).filter(({ internalDate }) => (internalDate ?? since) >= since);
}
