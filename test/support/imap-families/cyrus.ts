import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { freePort } from '../cluster.ts';
import { MAILBOX_PASSWORD } from '../dovecot.ts';
import { type ImapFamily, withProgram } from './family.ts';
import { CYRUS } from './packages.ts';
import { startInPrivateRoot } from './private-root.ts';

const ADMIN = 'cyrus';

/** Cyrus: tells by IDLE at once, knows MOVE, CONDSTORE and ESEARCH, and writes its special uses in small letters. */
export async function startCyrus(count: number): Promise<ImapFamily> {
  const port = await freePort();
  const users = Array.from({ length: count }, (_, n) => `desk${n}`);
  const server = await startInPrivateRoot(CYRUS, port, script(port, users));
  return {
    name: 'Cyrus',
    port,
    users,
    junkFolder: 'Junk',
    tells: true,
    renumber: (user) => recreate(port, user),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

/** The mailbox is deleted and made anew, as after a restore, and its mails are put back with their dates. */
async function recreate(port: number, user: string): Promise<void> {
  const mails = await withProgram({ port }, user, async (client) => {
    await client.mailboxOpen('INBOX', { readOnly: true });
    return await client.fetchAll('1:*', { source: true, internalDate: true });
  });
  const mailbox = `user/${user}`;
  await asAdmin(port, [`SETACL ${mailbox} ${ADMIN} lrswipkxtecdan`, `DELETE ${mailbox}`]);
  await withProgram({ port }, user, async (client) => {
    for (const { source, internalDate } of mails) if (source) await client.append('INBOX', source, [], internalDate);
  });
}

/** Commands that no mail program sends. */
async function asAdmin(port: number, commands: string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const lines = [`LOGIN ${ADMIN} ${MAILBOX_PASSWORD}`, ...commands, 'LOGOUT'];
  socket.write(lines.map((line, n) => `t${n} ${line}\r\n`).join(''));
  const said = await text(socket);
  for (const [n, line] of lines.entries())
    if (!said.includes(`t${n} OK`)) throw new Error(`Cyrus refused ${line}: ${said}`);
}

const script = (port: number, users: string[]) => `
set -e
useradd -r -g mail -d /var/spool/cyrus -s /usr/sbin/nologin cyrus
mkdir -p /run/cyrus/{proc,lock,socket} /var/lib/cyrus/{db,socket} /var/spool/cyrus/mail
cat > /etc/imapd.conf <<'CONF'
configdirectory: /var/lib/cyrus
proc_path: /run/cyrus/proc
mboxname_lockpath: /run/cyrus/lock
defaultpartition: default
partition-default: /var/spool/cyrus/mail
altnamespace: yes
unixhierarchysep: yes
virtdomains: off
admins: ${ADMIN}
allowplaintext: yes
sasl_pwcheck_method: auxprop
sasl_auxprop_plugin: sasldb
sasl_mech_list: PLAIN LOGIN
sasl_sasldb_path: /var/lib/cyrus/sasldb2
autocreate_quota: 0
autocreate_post: yes
autocreate_inbox_folders: Sent | Junk
xlist-sent: Sent
xlist-junk: Junk
duplicatesuppression: no
delete_mode: immediate
idlesocket: /run/cyrus/socket/idle
syslog_prefix: cyrus
CONF
cat > /etc/cyrus.conf <<'CONF'
START {
  recover cmd="/usr/sbin/cyrus ctl_cyrusdb -r"
  idled cmd="idled"
}
SERVICES {
  imap cmd="imapd -U 30" listen="127.0.0.1:${port}" prefork=0 maxchild=50
}
EVENTS { checkpoint cmd="/usr/sbin/cyrus ctl_cyrusdb -c" period=30 }
CONF
for user in ${[ADMIN, ...users].join(' ')}; do
  printf %s ${MAILBOX_PASSWORD} | saslpasswd2 -p -c -f /var/lib/cyrus/sasldb2 -u "$(hostname)" "$user"
done
chown -R cyrus:mail /var/lib/cyrus /var/spool/cyrus /run/cyrus
exec /usr/lib/cyrus/bin/master -C /etc/imapd.conf -M /etc/cyrus.conf -D
`;
