import { chownSync, linkSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchMail } from './mails.ts';

/**
 * Puts mails into Dovecot's mailboxes, the same into each, as its own delivery would: a file a mail, its sizes in its
 * name. Answers how many bytes a client will be sent.
 */
export function fillMailboxes(mail: string, users: readonly string[], mails: Iterable<BenchMail>): number {
  const { uid, gid } = statSync(mail);
  const folders = users.map((user) => {
    const folders = ['', 'cur', 'new', 'tmp'].map((name) => join(mail, user, name));
    for (const folder of folders) {
      mkdirSync(folder, { recursive: true });
      chownSync(folder, uid, gid);
    }
    return join(mail, user, 'new');
  });
  const [first = '', ...others] = folders;
  let bytes = 0;
  let nth = Math.floor(Date.now() / 1000);
  for (const { raw } of mails) {
    const wire = raw.length + raw.filter((byte) => byte === 0x0a).length;
    // Dovecot numbers new mail in the order of the names.
    const name = `${nth++}.M0P1.bench,S=${raw.length},W=${wire}`;
    writeFileSync(join(first, name), raw);
    chownSync(join(first, name), uid, gid);
    for (const folder of others) linkSync(join(first, name), join(folder, name));
    bytes += wire;
  }
  return bytes;
}
