import { type Config, ConfigError, IS_HANDED_MAIL, readConfig } from './config.ts';
import { DeskError } from './desk/error.ts';
import { openLive } from './live.ts';
import { readSmtpUrl } from './mail/smtp-server.ts';
import { type Edges, type Log, openSettings } from './open-edges.ts';
import { secretsOf } from './secrets.ts';
import { bucketBlobs, giveBucketTo, ownerOf } from './store/bucket-blobs.ts';
import { keepConfigured } from './store/configured.ts';
import { bindSecret, databaseId } from './store/instance.ts';
import { migrate, missingMigrations } from './store/migrate.ts';
import { openPostgres } from './store/postgres.ts';
import { sealPasswords } from './wiring/sending.ts';
import type { WorkerEnv } from './worker-env.ts';
import { MIGRATIONS, TEMPLATES } from './worker-texts.ts';

/** The edges of one invocation. Nothing connects before it is used. */
export type Opened = Edges & { config: Config; [Symbol.asyncDispose](): Promise<void> };

/** An invocation may have six connections; two are for the mail server. */
const POOL = 3;

/**
 * Opens what one invocation needs: workerd lets no connection outlive the invocation that made it.
 * @throws ConfigError naming the variable
 */
export function openWorker(env: WorkerEnv): Opened {
  const { HYPERDRIVE, BASE_URL, MAIL_ADDRESS, METRICS_TOKEN, SECRET_KEY, SMTP_URL } = env;
  const texts = {
    BASE_URL,
    MAIL_ADDRESS,
    METRICS_TOKEN,
    SECRET_KEY,
    SMTP_URL,
    DATABASE_URL: HYPERDRIVE.connectionString,
  };
  const config = readConfig(texts, IS_HANDED_MAIL);
  if (config.databaseUrl === null || config.secretKey === null)
    throw new ConfigError(
      'The binding HYPERDRIVE names no database. Write the id that `wrangler hyperdrive create` said.',
    );
  const { db, close } = openPostgres(config.databaseUrl, { max: POOL, prepare: false });
  return {
    config,
    db,
    blobs: bucketBlobs(env.MAIL),
    secrets: secretsOf(config.secretKey),
    templates: TEMPLATES,
    live: openLive(),
    log: LOG,
    ...openSettings(db),
    [Symbol.asyncDispose]: close,
  };
}

/** Seen to be well in this isolate. A flag and no promise: one invocation may not wait for another's work. */
let ready = false;

/**
 * Makes sure that database, key and bucket belong together and are of this release; looked at once an isolate.
 * Only `mayMigrate` brings an older database up to date. Answers whether it did.
 * @throws DeskError or ConfigError, in words for whoever looks after the Worker
 */
export async function getReady(
  heed: Opened,
  env: WorkerEnv,
  { mayMigrate }: { mayMigrate: boolean },
): Promise<boolean> {
  if (ready) return false;
  const [missing] = await missingMigrations(heed.db, MIGRATIONS);
  if (missing !== undefined && !mayMigrate)
    throw new DeskError(
      'conflict',
      `The database has not had ${missing} yet; the next minute of the cron trigger brings it.`,
    );
  if (missing !== undefined) await migrate(heed.db, MIGRATIONS);
  await keepTogether(heed, env);
  await configureMailbox(heed);
  ready = true;
  return missing !== undefined;
}

/** As a Node gateway does with its folder: a mix of two desks stops here rather than losing mail later. */
async function keepTogether({ db, secrets }: Opened, { MAIL }: WorkerEnv): Promise<void> {
  if (!(await bindSecret(db, secrets.fingerprint)))
    throw new ConfigError('SECRET_KEY is not the one this database was made with. Put the key that belongs to it.');
  const id = await databaseId(db);
  const kept = await ownerOf(MAIL);
  if (kept === null) return giveBucketTo(MAIL, id);
  if (kept !== id)
    throw new ConfigError(
      `The bucket MAIL holds the mail of another database (${kept}, not ${id}). Bind the one that belongs to it.`,
    );
}

/** The mailbox whose mail comes through email() and goes out through SMTP_URL. */
async function configureMailbox(heed: Opened): Promise<void> {
  const { mailAddress, smtpUrl } = heed.config;
  if (mailAddress === null || smtpUrl === null) return;
  const smtp = readSmtpUrl(smtpUrl.href);
  if ('wrong' in smtp) throw new ConfigError(`SMTP_URL ${smtp.wrong}`);
  await keepConfigured(heed.db, {
    kind: 'push',
    address: mailAddress,
    senderName: (await heed.desk()).senderName,
    connection: { smtp: { host: smtp.host, port: smtp.port, tls: smtp.security === 'tls', user: smtp.user ?? '' } },
    secret: sealPasswords(heed, { imap: '', smtp: smtp.password ?? '' }),
    folders: [],
    junkFolder: null,
  });
  heed.forgetSettings();
}

const LOG: Log = { error: writeLine('error'), info: writeLine('info') };

function writeLine(level: keyof Log): Log['error'] {
  // biome-ignore lint/suspicious/noConsole: a Worker's log is its console.
  return (fields, message) => console[level](JSON.stringify({ level, ...fields, message }));
}

export const logFault = (error: unknown, message: string): void => LOG.error({ error: String(error) }, message);
