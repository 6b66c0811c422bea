import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTransport } from 'nodemailer';
import { freePort } from './cluster.ts';

export const MAILBOX_PASSWORD = 'secret';

export type Dovecot = {
  port: number;
  lmtpPort: number;
  /** Where the mailboxes lie, a folder each, as Maildir. */
  mail: string;
  config: string;
  /** Hands mail to the mailbox over LMTP, as a mail server does. */
  deliver(to: string, raw: Uint8Array | string, from?: string): Promise<void>;
  /** Ends every session and the server; the mail stays. */
  stop(): Promise<void>;
  start(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** The longest a start took on a busy machine was half a second. */
const START_DEADLINE = 20_000;

/**
 * A Dovecot of our own on free ports, without privileges; `users` are the addresses that have a mailbox, `quota` is how much
 * each may hold ("100k"). `introspect`: where it asks whose an access token is, and then takes those, too.
 */
export async function startDovecot({
  users,
  quota,
  introspect,
}: {
  users: string[];
  quota?: string;
  introspect?: string;
}): Promise<Dovecot> {
  const folder = await mkdtemp(join(tmpdir(), 'heed-dovecot-'));
  const [port, lmtpPort] = [await freePort(), await freePort()];
  const owner = ownerOf();
  await mkdir(join(folder, 'mail'));
  const config = join(folder, 'dovecot.conf');
  await writeFile(
    config,
    configuration({ folder, port, lmtpPort, owner: owner.name, group: owner.group }) +
      limited(quota) +
      byToken(folder, introspect),
  );
  await writeFile(join(folder, 'users'), users.map((user) => `${user}:{PLAIN}${MAILBOX_PASSWORD}\n`).join(''));
  await writeFile(join(folder, 'oauth2.conf'), introspection(introspect));
  await chmod(folder, 0o755);
  if (owner.id)
    for (const path of ['', 'mail', 'users', 'dovecot.conf', 'oauth2.conf'])
      await chown(join(folder, path), owner.id.uid, owner.id.gid);

  const start = async (): Promise<void> => {
    const server = spawn('/usr/sbin/dovecot', ['-c', config], { ...owner.id, stdio: ['ignore', 'pipe', 'pipe'] });
    let said = '';
    for (const stream of [server.stdout, server.stderr]) stream?.on('data', (words: Buffer) => (said += words));
    const [code] = await once(server, 'exit');
    if (code !== 0) throw new Error(`Dovecot did not start: ${said}`);
    await listening(port);
  };
  const stop = async (): Promise<void> => {
    const pid = Number(await readFile(join(folder, 'run', 'master.pid'), 'utf8').catch(() => '0'));
    if (pid === 0) return;
    process.kill(pid, 'SIGTERM');
    while (isRunning(pid)) await new Promise((resolve) => setTimeout(resolve, 10));
  };
  await start();
  const lmtp = createTransport({ host: '127.0.0.1', port: lmtpPort, lmtp: true, ignoreTLS: true });
  return {
    port,
    lmtpPort,
    mail: join(folder, 'mail'),
    config,
    async deliver(to, raw, from = 'sender@customer.example') {
      await lmtp.sendMail({ envelope: { from, to }, raw: typeof raw === 'string' ? raw : Buffer.from(raw) });
    },
    start,
    stop,
    async [Symbol.asyncDispose]() {
      lmtp.close();
      await stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Dovecot started by root wants to change users; run as nobody it stays as it is. */
function ownerOf(): { name: string; group: string; id: { uid: number; gid: number } | null } {
  const say = (...args: string[]) => spawnSync('id', args, { encoding: 'utf8' }).stdout.trim();
  if (process.getuid?.() !== 0) return { name: say('-un'), group: say('-gn'), id: null };
  return {
    name: 'nobody',
    group: say('-gn', 'nobody'),
    id: { uid: Number(say('-u', 'nobody')), gid: Number(say('-g', 'nobody')) },
  };
}

type Settings = { folder: string; port: number; lmtpPort: number; owner: string; group: string };

const configuration = ({ folder, port, lmtpPort, owner, group }: Settings): string => `
base_dir = ${folder}/run
state_dir = ${folder}/state
log_path = ${folder}/dovecot.log
protocols = imap lmtp
listen = 127.0.0.1
default_internal_user = ${owner}
default_login_user = ${owner}
default_internal_group = ${group}
first_valid_uid = 1
first_valid_gid = 1
ssl = no
disable_plaintext_auth = no
auth_mechanisms = plain login
mail_max_userip_connections = 100
mail_location = maildir:${folder}/mail/%u
passdb {
  driver = passwd-file
  args = scheme=PLAIN username_format=%u ${folder}/users
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = 0
  }
}
service lmtp {
  inet_listener lmtp {
    address = 127.0.0.1
    port = ${lmtpPort}
  }
}
service stats {
  chroot =
}
`;

const limited = (quota: string | undefined): string =>
  quota === undefined
    ? ''
    : `mail_plugins = quota
protocol imap {
  mail_plugins = quota imap_quota
}
plugin {
  quota = maildir:User quota
  quota_rule = *:storage=${quota}
}
`;

const introspection = (at: string | undefined): string => `
introspection_url = ${at}
introspection_mode = auth
username_attribute = username
active_attribute = active
active_value = true
`;

const byToken = (folder: string, at: string | undefined): string =>
  at === undefined
    ? ''
    : `
auth_mechanisms = plain login xoauth2 oauthbearer
auth_cache_size = 0
passdb {
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = ${folder}/oauth2.conf
}
`;

async function listening(port: number): Promise<void> {
  const until = performance.now() + START_DEADLINE;
  for (;;) {
    const socket = connect(port, '127.0.0.1');
    const open = await Promise.race([
      once(socket, 'connect').then(() => true),
      once(socket, 'error').then(() => false),
    ]).catch(() => false);
    socket.destroy();
    if (open) return;
    if (performance.now() > until) throw new Error('Dovecot does not listen');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
