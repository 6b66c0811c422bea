import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Folder, ImapServer, StoredMessage } from 'hoodiecrow-imap';

export type ImapMail = { uid: number; raw: Uint8Array; receivedAt: number };

export type SandboxImap = {
  host: string;
  port: number;
  append(folder: 'INBOX' | 'Sent', mail: ImapMail): void;
  close(): Promise<void>;
};

/**
 * Starts an IMAP server in this process, with the folders INBOX, Junk and Sent, for one user, in memory.
 * The same UIDVALIDITY and UIDs given at each start make it a server that was never away.
 */
export async function startSandboxImap(options: {
  user: string;
  password: string;
  uidValidity: number;
  inbox: ImapMail[];
  sent: ImapMail[];
}): Promise<SandboxImap> {
  // Only the sandbox needs it; a desk with a real mailbox never loads it.
  const { default: hoodiecrow } = await import('hoodiecrow-imap');
  const server = hoodiecrow({
    plugins: PLUGINS,
    users: { [options.user]: { password: options.password } },
    storage: {
      INBOX: folder(options.uidValidity, options.inbox),
      '': {
        separator: '/',
        folders: {
          Junk: { ...folder(options.uidValidity, []), 'special-use': '\\Junk' },
          Sent: { ...folder(options.uidValidity, options.sent), 'special-use': '\\Sent' },
        },
      },
    },
  });
  // Each connection listens for news; the poller, a mail client and the tests may be many.
  server.setMaxListeners(0);
  const sockets = trackSockets(server);
  server.listen(0, LOOPBACK);
  await once(server.server, 'listening');

  return {
    host: LOOPBACK,
    port: (server.server.address() as AddressInfo).port,
    append(path, mail) {
      const message = stored(mail);
      server.getMailbox(path).uidnext = mail.uid;
      server.appendMessage(path, message.flags, message.internaldate, message.raw);
    },
    async close() {
      const closed = new Promise<void>((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

const LOOPBACK = '127.0.0.1';

// What hoodiecrow does well. No STARTTLS: its certificate is public, and this is loopback.
const PLUGINS = 'ID SASL-IR AUTH-PLAIN NAMESPACE IDLE ENABLE LITERALPLUS UNSELECT SPECIAL-USE MOVE UIDPLUS'.split(' ');

function folder(uidvalidity: number, mails: ImapMail[]): Folder {
  return { uidvalidity, uidnext: 1 + Math.max(0, ...mails.map(({ uid }) => uid)), messages: mails.map(stored) };
}

// The server keeps a mail as a binary string; a Buffer breaks its FETCH.
function stored({ uid, raw, receivedAt }: ImapMail): StoredMessage {
  return { uid, raw: Buffer.from(raw).toString('binary'), internaldate: new Date(receivedAt), flags: [] };
}

function trackSockets(server: ImapServer): Set<Socket> {
  const sockets = new Set<Socket>();
  server.server.on('connection', (socket) => {
    sockets.add(socket);
    // An IDLE cut off leaves a timer of half an hour behind, which holds the process; DONE ends it.
    socket.prependOnceListener('close', () => socket.emit('data', Buffer.from('DONE\r\n')));
    socket.once('close', () => sockets.delete(socket));
  });
  return sockets;
}
