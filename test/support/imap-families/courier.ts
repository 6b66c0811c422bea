import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from '../cluster.ts';
import { MAILBOX_PASSWORD } from '../dovecot.ts';
import type { ImapFamily } from './family.ts';
import { COURIER } from './packages.ts';
import { startInPrivateRoot } from './private-root.ts';

/** Courier: tells nobody of new mail, next numbers by STATUS alone, knows no MOVE, CONDSTORE, ESEARCH or special use. */
export async function startCourier(count: number): Promise<ImapFamily> {
  const port = await freePort();
  const users = Array.from({ length: count }, (_, n) => `desk${n}@kite.example`);
  const server = await startInPrivateRoot(COURIER, port, script(port, users));
  return {
    name: 'Courier',
    port,
    users,
    junkFolder: 'INBOX.Junk',
    tells: false,
    // Without its list of numbers it begins another one.
    renumber: (user) => rm(join(server.kept, user, 'Maildir', 'courierimapuiddb')),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

const script = (port: number, users: string[]) => `
set -e
groupadd -r courier
useradd -r -g courier -d /var/lib/courier -s /usr/sbin/nologin courier
useradd -r -d /var/kept vmail
mkdir -p /run/courier/authdaemon
chown -R courier:courier /run/courier
sed -i 's/^authmodulelist=.*/authmodulelist="authuserdb"/' /etc/courier/authdaemonrc
install -m 700 /dev/null /etc/courier/userdb
password=$(printf '${MAILBOX_PASSWORD}\\n${MAILBOX_PASSWORD}\\n' | userdbpw -md5 | tail -1)
for user in ${users.join(' ')}; do
  home=/var/kept/$user
  mkdir "$home"
  maildirmake.courier "$home/Maildir"
  maildirmake.courier -f Junk "$home/Maildir"
  userdb "$user" set uid=$(id -u vmail) gid=$(id -g vmail) home="$home" mail="$home/Maildir" "systempw=$password"
done
chown -R vmail: /var/kept
makeuserdb
authdaemond start
set -a
. /etc/courier/imapd
set +a
export IMAP_STARTTLS=NO IMAPDSTART=YES IMAP_TLS_REQUIRED=0 IMAP_EMPTYTRASH= IMAP_KEYWORDS=1 IMAP_ENHANCEDIDLE=0 MAILDIRPATH=Maildir
exec /usr/sbin/couriertcpd -address=127.0.0.1 -maxprocs=40 -maxperip=20 -nodnslookup -noidentlookup ${port} \\
  /usr/lib/courier/courier/imaplogin /usr/bin/imapd Maildir
`;
