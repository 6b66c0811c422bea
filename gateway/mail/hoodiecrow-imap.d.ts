declare module 'hoodiecrow-imap' {
  import type { EventEmitter } from 'node:events';
  import type { Server } from 'node:net';

  export type StoredMessage = { uid: number; raw: string; internaldate: Date; flags: string[] };
  export type Folder = { uidvalidity: number; uidnext: number; messages: StoredMessage[]; 'special-use'?: string };

  export type ImapServer = EventEmitter & {
    server: Server;
    listen(port: number, host: string): void;
    close(done: () => void): void;
    getMailbox(path: string): Folder;
    /** `raw` is a binary string, one character per byte. */
    appendMessage(path: string, flags: string[], internalDate: Date, raw: string): void;
  };

  export default function hoodiecrow(options: {
    plugins: string[];
    users: Record<string, { password: string }>;
    storage: { INBOX: Folder; '': { separator: string; folders: Record<string, Folder> } };
  }): ImapServer;
}
