import { createServer, type Socket } from 'node:net';

/** A mail in a folder of the scripted server. Its number is its key there. */
export type ScriptedMail = { raw: string; internalDate: Date };

/**
 * A folder as its server keeps it, and how it misbehaves; a test changes both while clients are connected.
 * @property unseen mails that are there and not yet shown (two deliveries at once)
 * @property omitted mails left out of an otherwise successful FETCH
 * @property broken mails whose bytes are promised and never come; `hang` keeps the connection open, `drop` ends it
 */
export type ScriptedFolder = {
  uidValidity: number | null;
  uidNext: number | null;
  mails: Map<number, ScriptedMail>;
  unseen: Set<number>;
  omitted: Set<number>;
  broken: Map<number, 'hang' | 'drop'>;
};

/**
 * @property idle whether IDLE is offered and tells of new mail; without it a client must poll
 * @property esearch whether a search may be answered as ranges (RFC 4731)
 * @property fetchTellsUid false: FETCH answers leave the UID out, as some servers do
 * @property viewFrozen a session sees new mail only after it sent NOOP (RFC 9051 5.2 allows it)
 */
export type Manners = { idle: boolean; esearch: boolean; fetchTellsUid: boolean; viewFrozen: boolean };

export type ScriptedImap = {
  port: number;
  manners: Manners;
  folders: Map<string, ScriptedFolder>;
  /** Every command clients sent, without its tag. */
  said: string[];
  /** Bytes both ways since the start. */
  bytes(): number;
  /** A folder of well-behaved mail. */
  add(folder: string, more?: Partial<ScriptedFolder>): ScriptedFolder;
  /** Puts a mail into a folder under this number and tells those who idle. */
  put(folder: string, uid: number, raw: string, internalDate?: Date): void;
  [Symbol.asyncDispose](): Promise<void>;
};

type Session = { socket: Socket; folder: string | null; seen: number[]; idling: string | null };

/** An IMAP server in this process that speaks as much as a collector needs, takes any login, and misbehaves as told. */
export async function startScriptedImap(more: Partial<Manners> = {}): Promise<ScriptedImap> {
  const manners: Manners = { idle: true, esearch: true, fetchTellsUid: true, viewFrozen: false, ...more };
  const folders = new Map<string, ScriptedFolder>();
  const sessions = new Set<Session>();
  const said: string[] = [];
  let bytes = 0;
  const server = createServer((socket) => {
    const session: Session = { socket, folder: null, seen: [], idling: null };
    sessions.add(session);
    socket.on('close', () => sessions.delete(session));
    socket.on('error', () => socket.destroy());
    const send = (line: string) => {
      bytes += line.length + 2;
      socket.write(`${line}\r\n`, 'latin1');
    };
    send(`* OK [CAPABILITY ${capabilities(manners)}] ready`);
    let buffered = '';
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      buffered += chunk.toString('latin1');
      const lines = buffered.split('\r\n');
      buffered = lines.pop() ?? '';
      for (const line of lines) {
        said.push(line.replace(/^\S+ /, '').replace(/^LOGIN .*/i, 'LOGIN'));
        answer({ line, session, send, manners, folders });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the scripted server has no port');
  const folderOf = (name: string): ScriptedFolder => {
    const folder = folders.get(name);
    if (!folder) throw new Error(`the scripted server has no folder ${name}`);
    return folder;
  };
  return {
    port: address.port,
    manners,
    folders,
    said,
    bytes: () => bytes,
    add(name, own = {}) {
      const folder: ScriptedFolder = {
        uidValidity: 1,
        uidNext: 1,
        mails: new Map(),
        unseen: new Set(),
        omitted: new Set(),
        broken: new Map(),
        ...own,
      };
      folders.set(name, folder);
      return folder;
    },
    put(name, uid, raw, internalDate = new Date()) {
      const folder = folderOf(name);
      folder.mails.set(uid, { raw, internalDate });
      if (folder.uidNext !== null) folder.uidNext = Math.max(folder.uidNext, uid + 1);
      for (const { socket, idling, folder: open } of sessions)
        if (idling !== null && open === name && manners.idle && !manners.viewFrozen)
          socket.write(`* ${shown(folder).length} EXISTS\r\n`);
    },
    async [Symbol.asyncDispose]() {
      for (const { socket } of sessions) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const capabilities = ({ idle, esearch }: Manners): string =>
  ['IMAP4rev1', ...(idle ? ['IDLE'] : []), ...(esearch ? ['ESEARCH'] : [])].join(' ');

const shown = ({ mails, unseen }: ScriptedFolder): number[] =>
  [...mails.keys()].filter((uid) => !unseen.has(uid)).sort((a, b) => a - b);

type Asked = {
  line: string;
  session: Session;
  send(line: string): void;
  manners: Manners;
  folders: Map<string, ScriptedFolder>;
};

function answer(asked: Asked): void {
  const { line, session, send, manners, folders } = asked;
  if (session.idling !== null) {
    send(`${session.idling} OK done`);
    session.idling = null;
    return;
  }
  const [, tag = '*', verb = '', rest = ''] = /^(\S+) (UID \S+|\S+) ?(.*)$/i.exec(line) ?? [];
  const name = /^"?([^" ]*)"?/.exec(rest)?.[1] ?? '';
  const open = session.folder === null ? undefined : folders.get(session.folder);
  if (open && (verb === 'NOOP' || (verb === 'STATUS' && !manners.viewFrozen))) session.seen = shown(open);
  const done = (words = `${verb} done`) => send(`${tag} OK ${words}`);
  switch (verb.toUpperCase()) {
    case 'CAPABILITY':
      send(`* CAPABILITY ${capabilities(manners)}`);
      done();
      return;
    case 'LIST':
      if (/^"" ""?$/.test(rest)) send('* LIST (\\Noselect) "/" ""');
      else for (const folder of folders.keys()) send(`* LIST (${marks(folder)}) "/" "${folder}"`);
      done();
      return;
    case 'STATUS': {
      const folder = folders.get(name);
      if (!folder) {
        send(`${tag} NO [NONEXISTENT] no such folder`);
        return;
      }
      const count = name === session.folder ? session.seen.length : shown(folder).length;
      const parts = [`MESSAGES ${count}`];
      if (folder.uidNext !== null) parts.push(`UIDNEXT ${folder.uidNext}`);
      if (folder.uidValidity !== null) parts.push(`UIDVALIDITY ${folder.uidValidity}`);
      send(`* STATUS "${name}" (${parts.join(' ')})`);
      done();
      return;
    }
    case 'SELECT':
    case 'EXAMINE': {
      const folder = folders.get(name);
      if (!folder) {
        send(`${tag} NO [NONEXISTENT] no such folder`);
        return;
      }
      session.folder = name;
      session.seen = shown(folder);
      send('* FLAGS (\\Seen)');
      send(`* ${session.seen.length} EXISTS`);
      if (folder.uidValidity !== null) send(`* OK [UIDVALIDITY ${folder.uidValidity}] valid`);
      if (folder.uidNext !== null) send(`* OK [UIDNEXT ${folder.uidNext}] next`);
      done('[READ-ONLY] open');
      return;
    }
    case 'NOOP':
      if (open) send(`* ${session.seen.length} EXISTS`);
      done();
      return;
    case 'IDLE':
      session.idling = tag;
      if (open && !manners.viewFrozen) send(`* ${shown(open).length} EXISTS`);
      send('+ idling');
      return;
    case 'UID SEARCH':
      if (open) search(asked, open, tag, rest);
      done();
      return;
    case 'UID FETCH':
      if (open && !fetch(asked, open, rest)) return;
      done();
      return;
    case 'LOGOUT':
      send('* BYE bye');
      done();
      session.socket.end();
      return;
    default:
      done();
      return;
  }
}

const marks = (folder: string): string =>
  folder === 'Junk' ? '\\Junk' : folder === 'Sent' ? '\\Sent' : '\\HasNoChildren';

/** RFC 9051 6.4.8: "n:*" names the newest mail even when n is past it. */
function inSet(set: string, uids: readonly number[]): number[] {
  const newest = uids.at(-1) ?? 0;
  const spans = set.split(',').map((part) => {
    const [a = 0, b = a] = part.split(':').map((end) => (end === '*' ? newest : Number(end)));
    return { from: Math.min(a, b), to: Math.max(a, b) };
  });
  return uids.filter((uid) => spans.some(({ from, to }) => uid >= from && uid <= to));
}

function search({ session, send }: Asked, folder: ScriptedFolder, tag: string, rest: string): void {
  const set = /\bUID ([\d:*,]+)/i.exec(rest)?.[1];
  const since = /\bSINCE (\S+)/i.exec(rest)?.[1];
  const day = since === undefined ? null : Date.parse(`${since.replaceAll('"', '')} UTC`);
  const chosen = set === undefined ? session.seen : inSet(set, session.seen);
  const dated = (uid: number) => folder.mails.get(uid)?.internalDate.getTime() ?? 0;
  const found = day === null ? chosen : chosen.filter((uid) => dated(uid) >= day);
  if (!/^RETURN/i.test(rest)) {
    send(`* SEARCH ${found.join(' ')}`.trimEnd());
    return;
  }
  const all = found.length === 0 ? '' : ` ALL ${ranges(found)}`;
  send(`* ESEARCH (TAG "${tag}") UID COUNT ${found.length}${all}`);
}

/** "1:4,7" of ascending numbers. */
function ranges(uids: readonly number[]): string {
  const parts: string[] = [];
  let from = uids[0] ?? 0;
  uids.forEach((uid, n) => {
    if (uids[n + 1] === uid + 1) return;
    parts.push(from === uid ? `${uid}` : `${from}:${uid}`);
    from = uids[n + 1] ?? 0;
  });
  return parts.join(',');
}

/** False when the answer never ends. */
function fetch({ session, send, manners }: Asked, folder: ScriptedFolder, rest: string): boolean {
  const [set = '', ...items] = rest.split(' ');
  const wanted = items.join(' ').toUpperCase();
  for (const uid of inSet(set, session.seen)) {
    const mail = folder.mails.get(uid);
    if (!mail || folder.omitted.has(uid)) continue;
    const place = session.seen.indexOf(uid) + 1;
    const parts = manners.fetchTellsUid ? [`UID ${uid}`] : [];
    if (wanted.includes('RFC822.SIZE')) parts.push(`RFC822.SIZE ${Buffer.byteLength(mail.raw, 'latin1')}`);
    if (wanted.includes('INTERNALDATE')) parts.push(`INTERNALDATE "${imapDate(mail.internalDate)}"`);
    if (wanted.includes('HEADER.FIELDS')) {
      const field = `${/^message-id:.*$/im.exec(mail.raw)?.[0] ?? ''}\r\n\r\n`;
      parts.push(`BODY[HEADER.FIELDS (MESSAGE-ID)] {${field.length}}\r\n${field}`);
    }
    const how = wanted.includes('BODY.PEEK[]') ? folder.broken.get(uid) : undefined;
    if (how) {
      session.socket.write(`* ${place} FETCH (UID ${uid} BODY[] {${mail.raw.length}}\r\n${mail.raw.slice(0, 20)}`);
      if (how === 'drop') session.socket.destroy();
      return false;
    }
    if (wanted.includes('BODY.PEEK[]')) parts.push(`BODY[] {${Buffer.byteLength(mail.raw, 'latin1')}}\r\n${mail.raw}`);
    send(`* ${place} FETCH (${parts.join(' ')})`);
  }
  return true;
}

/** "17-Jul-2026 02:44:25 +0000", as RFC 9051 writes it. */
function imapDate(date: Date): string {
  const [, day, month, year, time] = /, (\d\d) (\w{3}) (\d{4}) (\S+)/.exec(date.toUTCString()) ?? [];
  return `${day}-${month}-${year} ${time} +0000`;
}
