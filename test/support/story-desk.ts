import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';
import { deliver, recover } from '../../gateway/deliver.ts';
import type { Instant } from '../../gateway/desk/instant.ts';
import { openLive } from '../../gateway/live.ts';
import { readApart } from '../../gateway/mail/read-apart.ts';
import { type Edges, openSettings } from '../../gateway/open-edges.ts';
import { type Reached, unwatched } from '../../gateway/reached.ts';
import { secretsOf } from '../../gateway/secrets.ts';
import { folderBlobs } from '../../gateway/store/folder-blobs.ts';
import { addMailbox } from '../../gateway/store/mailbox-changes.ts';
import { delivering } from '../../gateway/wiring/delivering.ts';
import { acceptMail } from '../../gateway/wiring/pushing.ts';
import { receivingQueue } from '../../gateway/wiring/receiving.ts';
import { openSenders, sealPasswords } from '../../gateway/wiring/sending.ts';
import { folderOfTexts } from '../../gateway/wiring/texts.ts';
import { freshDatabase, type TestDatabase } from './postgres.ts';
import { KEY } from './running-desk.ts';
import { type Sink, startSink } from './smtp-sink.ts';

export const SUPPORT = 'support@desk.example';
/** Whose Authentication-Results the desk believes. */
export const OUR_SERVER = 'mx.desk.example';

/** How a mail came, besides its bytes. */
export type Coming = { to?: string; from?: string; internalDate?: Instant; junk?: boolean; imported?: boolean };

export type StoryDesk = {
  heed: Edges;
  db: TestDatabase;
  sink: Sink;
  /** Takes mails in, side by side, and waits until each is decided. */
  receive(...mails: (string | Uint8Array)[]): Promise<void>;
  /** Takes one in that came in a way of its own. */
  receiveAs(how: Coming, mail: string | Uint8Array): Promise<void>;
  /** Sends what is due; what came out of it is in the sink. */
  send(): Promise<void>;
  /** A second gateway finds what a dead one left. */
  recover(): Promise<void>;
  /** Told of each point that sending reaches; replaced at any time. */
  watch: Reached;
  /** What the desk logged as an error. */
  faults: object[];
  [Symbol.asyncDispose](): Promise<void>;
};

let keys = 0;

/** A desk on a real database and a real relay whose loops do not run: a test says when mail comes and goes. */
export async function storyDesk(): Promise<StoryDesk> {
  const [db, sink] = [await freshDatabase(), await startSink()];
  const faults: object[] = [];
  const heed: Edges = {
    config: { baseUrl: new URL('http://localhost:3000'), trustProxy: 0 },
    db,
    blobs: await folderBlobs(await mkdtemp(join(inject('folder'), 'story-'))),
    secrets: secretsOf(KEY),
    templates: await folderOfTexts('templates', '.md'),
    live: openLive(),
    log: { error: (fields, message) => faults.push({ fields, message }), info: () => {} },
    ...openSettings(db),
  };
  await connect(heed, sink, SUPPORT, ['help@desk.example']);
  const queue = receivingQueue(heed, readApart);
  const senders = openSenders(heed);
  const out = delivering(heed, senders, (point) => desk.watch(point));
  const receiveAs: StoryDesk['receiveAs'] = async ({ to = SUPPORT, from = null, ...how }, mail) => {
    keys += 1;
    const raw = typeof mail === 'string' ? Buffer.from(mail) : mail;
    const envelope = { from, to: [to] };
    const accepted = await acceptMail(heed, { raw, envelope, intake: 'test', key: `${keys}` });
    if (accepted === null) throw new Error('a key was used twice');
    await queue.add([{ ...accepted, envelope: from === null ? null : envelope, ...how }]);
  };
  const desk: StoryDesk = {
    heed,
    db,
    sink,
    async receive(...mails) {
      await Promise.all(mails.map((mail) => receiveAs({}, mail)));
    },
    receiveAs,
    faults,
    watch: unwatched,
    async send() {
      while ((await deliver(out)) > 0);
    },
    async recover() {
      await recover(out);
    },
    async [Symbol.asyncDispose]() {
      senders.close();
      await sink.close();
      await db[Symbol.asyncDispose]();
    },
  };
  return desk;
}

/** A mailbox of the desk that sends through the sink. */
export async function connect(
  { db, secrets }: Edges,
  sink: Sink,
  address: string,
  aliases: string[] = [],
): Promise<number> {
  const server = { host: sink.host, port: sink.port, tls: false, user: '' };
  const id = await addMailbox(db, {
    address,
    aliases,
    sender_name: 'Kite Support',
    connection: { imap: server, smtp: server },
    secret: sealPasswords({ secrets }, { imap: '', smtp: '' }),
    junk_folder: 'Junk',
    authserv_id: OUR_SERVER,
    takes_null_sender: null,
    import_since: null,
  });
  if (id === null) throw new Error(`${address} is connected already`);
  return id;
}
