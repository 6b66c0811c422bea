import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from '../../gateway/store/migrate.ts';
import { openPglite } from '../../gateway/store/pglite.ts';
import { type Cluster, migrations, onServer, startCluster, urlOf } from '../support/cluster.ts';
import { type Dovecot, startDovecot } from '../support/dovecot.ts';
import type { Defect } from './defects.ts';

/** The servers that the desks of a run share; each desk has a database and mailboxes of its own. */
export type Ground = {
  /** A fresh folder, removed at the end. */
  folder(name: string): Promise<string>;
  dovecot: Dovecot;
  /** A mailbox that nobody has used. */
  mailbox(): string;
  /** The URL of a migrated database of one's own. */
  database(): Promise<string>;
  /** One without any table. */
  emptyDatabase(): Promise<string>;
  dropDatabase(url: string): Promise<void>;
  /** Puts a migrated embedded database into a folder. */
  embeddedDatabase(folder: string): Promise<void>;
  /** Where gateways find their own text compiled by those before them: half the time of a start. */
  compiled: string;
  /** What is wrong with every gateway on this ground. */
  defect: Defect | null;
  [Symbol.asyncDispose](): Promise<void>;
};

/** More than the longest run has desks. */
const MAILBOXES = 3000;

/** `cluster`: one that is there already; else a private one is started and ended with the ground. */
export async function startGround(given?: Pick<Cluster, 'url' | 'template'>): Promise<Ground> {
  const users = Array.from({ length: MAILBOXES }, (_, n) => `desk${n}@kite.example`);
  const root = await mkdtemp(join(tmpdir(), 'heed-faults-'));
  const started = given ? null : await startCluster();
  const cluster = given ?? started;
  if (!cluster) throw new Error('there is no PostgreSQL');
  const dovecot = await startDovecot({ users });
  let used = 0;
  let template: Promise<string> | null = null;
  return {
    folder: (name) => mkdtemp(join(root, `${name}-`)),
    dovecot,
    mailbox() {
      const mailbox = users[used++];
      if (!mailbox) throw new Error(`a run uses at most ${MAILBOXES} mailboxes`);
      return mailbox;
    },
    ...databasesOn(cluster),
    async embeddedDatabase(folder) {
      template ??= migratedIn(join(root, 'embedded'));
      await cp(await template, folder, { recursive: true });
    },
    compiled: join(root, 'compiled'),
    defect: null,
    async [Symbol.asyncDispose]() {
      await dovecot[Symbol.asyncDispose]();
      await started?.stop();
      await rm(root, { recursive: true, force: true });
    },
  };
}

/** Made once: it takes seconds, and a copy of it a tenth of one. */
async function migratedIn(folder: string): Promise<string> {
  const { db, close } = await openPglite(folder);
  await migrate(db, await migrations());
  await close();
  return folder;
}

/** The databases of a ground, on this server. */
export const databasesOn = ({
  url,
  template,
}: Pick<Cluster, 'url' | 'template'>): Pick<Ground, 'database' | 'emptyDatabase' | 'dropDatabase'> => ({
  database: () => created(url, `template ${template}`),
  emptyDatabase: () => created(url, ''),
  dropDatabase: (one) => onServer(url, `drop database if exists ${new URL(one).pathname.slice(1)} with (force)`),
});

async function created(url: string, how: string): Promise<string> {
  const name = `fault_${randomBytes(6).toString('hex')}`;
  await onServer(url, `create database ${name} ${how}`);
  return urlOf(url, name);
}
