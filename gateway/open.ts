import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino, { type Logger } from 'pino';
import { type Config, ConfigError } from './config.ts';
import { openLive } from './live.ts';
import { openBlobs } from './open-bucket.ts';
import { type Edges, openSettings } from './open-edges.ts';
import { nonce, type Secrets, secretsOf } from './secrets.ts';
import type { Blobs } from './store/blobs.ts';
import type { Database } from './store/database.ts';
import { bindSecret, databaseId } from './store/instance.ts';
import { migrate } from './store/migrate.ts';
import { openPostgres } from './store/postgres.ts';
import { folderOfTexts } from './wiring/texts.ts';

/** Everything a story, a route or a command needs, opened once, closed last-opened first. */
export type Heed = Edges & {
  config: Config;
  log: Logger;
  /** The blobs, where they lie in a bucket: a backup brings them from there. */
  bucket: Blobs | undefined;
  [Symbol.asyncDispose](): Promise<void>;
};

/** Connections to Postgres per gateway: more than the decisions side by side, fewer than a small server allows. */
const POOL = 12;

/**
 * Opens database, blobs and secrets in this order and migrates.
 * @throws ConfigError or DeskError, in words for the person who starts it
 */
export async function openHeed(config: Config): Promise<Heed> {
  await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
  const log = pino({ level: config.logLevel, base: null });
  const secrets = secretsOf(await secretKeyOf(config));
  const database = await openDatabase(config);
  try {
    await migrate(database.db, await folderOfTexts('migrations', '.sql'));
    await keepTogether(config, database, secrets);
    const blobs = await openBlobs(config, database.db);
    const live = openLive();
    const stopListening = await database.listen(() => live.tell());
    return {
      config,
      db: database.db,
      blobs,
      bucket: config.s3 ? blobs : undefined,
      secrets,
      templates: await folderOfTexts('templates', '.md'),
      live,
      log,
      ...openSettings(database.db),
      async [Symbol.asyncDispose]() {
        await stopListening();
        await database.close();
      },
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Opened and not yet migrated. @throws DeskError when another process has the embedded one */
export async function openDatabase(config: Config): Promise<Database> {
  if (config.databaseUrl) return openPostgres(config.databaseUrl, { max: POOL });
  // Loaded only where it is used: 27 MB of WebAssembly that a gateway on Postgres never needs.
  const { openPglite } = await import('./store/pglite.ts');
  return openPglite(join(config.dataDir, 'database'));
}

/** The key is made once, outside the database and outside every backup. */
export async function secretKeyOf(config: Config): Promise<string> {
  const there = await readSecretKey(config);
  if (there !== null) return there;
  const fresh = randomBytes(32).toString('base64');
  try {
    await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
    await writeFile(keyFile(config), fresh, { mode: 0o600, flag: 'wx', flush: true });
    return fresh;
  } catch (error) {
    // Another gateway made it meanwhile.
    const other = await readSecretKey(config);
    if (other === null) throw error;
    return other;
  }
}

/** The key of this desk; null when none was ever made. */
export async function readSecretKey(config: Config): Promise<string | null> {
  if (config.secretKey !== null) return config.secretKey;
  try {
    return (await readFile(keyFile(config), 'utf8')).trim();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

const keyFile = ({ dataDir }: Config): string => join(dataDir, 'secret.key');

/** A database, its key and its files belong together; a mix of two desks stops here rather than losing mail later. */
async function keepTogether(config: Config, { db }: Database, secrets: Secrets): Promise<void> {
  if (!(await bindSecret(db, secrets.fingerprint)))
    throw new ConfigError(
      config.secretKey
        ? 'SECRET_KEY is not the one this database was made with. Write the key that belongs to it: without it no mailbox password can be read and no reply recognised.'
        : `${join(config.dataDir, 'secret.key')} is not the key this database was made with. Put back the file that belongs to it.`,
    );
  const id = await databaseId(db);
  const file = join(config.dataDir, 'database-id');
  await writeFile(file, id, { flag: 'wx' }).catch(async () => {
    const other = (await readFile(file, 'utf8')).trim();
    if (other !== id)
      throw new ConfigError(
        `DATA_DIR ${config.dataDir} holds the mail of another database (${other}, not ${id}). Set DATA_DIR to the folder that belongs to this database.`,
      );
  });
}

/** A name for this gateway among others: it holds leases. */
export const gatewayName = (): string => `gateway-${nonce()}`;
