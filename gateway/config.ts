import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { S3Place } from './store/s3-bucket.ts';

/** The wiring of a gateway. Everything else is data that an admin changes in the app. */
export type Config = {
  databaseUrl: string | null;
  imapUrl: URL | null;
  smtpUrl: URL | null;
  mailAddress: string | null;
  baseUrl: URL;
  dataDir: string;
  /** null: raw mail and attachments lie in a folder of dataDir. */
  s3: S3Place | null;
  port: number;
  /** null: not named. */
  sandboxSmtpPort: number | null;
  secretKey: string | null;
  /** How many proxies in front of us are ours: only their X-Forwarded-For counts. */
  trustProxy: number;
  /** null: counts are told to nobody. */
  metricsToken: string | null;
  logLevel: LogLevel;
};

const LOG_LEVELS = ['debug', 'info', 'warn', 'error', 'silent'] as const;
type LogLevel = (typeof LOG_LEVELS)[number];

/** Bad wiring, in words for whoever wrote it; the start stops here. */
export class ConfigError extends Error {}

type Variable = {
  name: string;
  /** What it is for, as the README says it. */
  what: string;
  secret?: true;
};

/** The only list of variables; the README's table is checked against it. Secrets may come as NAME_FILE too. */
export const VARIABLES: readonly Variable[] = [
  { name: 'DATABASE_URL', what: 'PostgreSQL 15 or newer; without it the embedded database in DATA_DIR', secret: true },
  { name: 'IMAP_URL', what: 'the mailbox to read: imaps://user:password@host:993', secret: true },
  { name: 'SMTP_URL', what: 'the server to send through: smtps://user:password@host:465', secret: true },
  { name: 'MAIL_ADDRESS', what: 'the address customers write to' },
  { name: 'BASE_URL', what: 'where agents and customers reach Heed; default http://localhost:PORT' },
  { name: 'DATA_DIR', what: 'database, mail and backups; default ./data' },
  {
    name: 'S3_ENDPOINT',
    what: 'an S3-compatible store that keeps raw mail and attachments instead of DATA_DIR: https://s3.example.com',
  },
  { name: 'S3_BUCKET', what: 'the bucket there, this desk’s alone' },
  { name: 'S3_REGION', what: 'default auto; Amazon wants its own, such as eu-central-1' },
  { name: 'S3_ACCESS_KEY_ID', what: 'who may read and write that bucket', secret: true },
  { name: 'S3_SECRET_ACCESS_KEY', what: 'the secret of that key', secret: true },
  { name: 'PORT', what: 'default 3000' },
  {
    name: 'SANDBOX_SMTP_PORT',
    what: 'where the mail sandbox takes mail over SMTP, default 2525; set beside a real mailbox, programs on this machine may hand over mail there',
  },
  {
    name: 'SECRET_KEY',
    what: 'at least 32 characters; required with DATABASE_URL, else made in DATA_DIR',
    secret: true,
  },
  { name: 'TRUST_PROXY', what: 'how many proxies of yours stand in front; default 0' },
  {
    name: 'METRICS_TOKEN',
    what: 'at least 32 characters; a monitor that shows it as a bearer token reads counts at /api/metrics',
    secret: true,
  },
  { name: 'LOG_LEVEL', what: `${LOG_LEVELS.join(', ')}; default info` },
];

/** 32 characters of anything random hold more than the 128 bits a key needs. */
const SHORTEST_SECRET = 32;

/** What connects a mailbox; a gateway that is handed its mail reads none. */
export const READS_MAIL = ['IMAP_URL', 'SMTP_URL', 'MAIL_ADDRESS'] as const;
export const IS_HANDED_MAIL = ['SMTP_URL', 'MAIL_ADDRESS'] as const;

/**
 * The environment, parsed once. The variables of `mailbox` are set together or not at all.
 * @throws ConfigError with the variable's name, what was wrong and what to write
 */
export function readConfig(
  env: Record<string, string | undefined>,
  mailbox: typeof READS_MAIL | typeof IS_HANDED_MAIL = READS_MAIL,
): Config {
  const read = (name: string) => settingOf(env, name);
  const port = wholeNumber('PORT', read('PORT') ?? '3000', 0, 65535);
  const databaseUrl = read('DATABASE_URL');
  if (databaseUrl !== null)
    urlOf('DATABASE_URL', databaseUrl, ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/heed');
  const imapUrl = optionalUrl('IMAP_URL', read('IMAP_URL'), ['imaps:', 'imap:'], 'imaps://user:password@host:993');
  const smtpUrl = optionalUrl('SMTP_URL', read('SMTP_URL'), ['smtps:', 'smtp:'], 'smtps://user:password@host:465');
  const mailAddress = read('MAIL_ADDRESS');
  if (mailAddress !== null && !/^[^\s@<>]+@[^\s@<>]+$/.test(mailAddress))
    throw wrong('MAIL_ADDRESS', 'must be one address', mailAddress, 'support@your-company.com');
  allOrNone(read, mailbox, 'a mailbox', 'none and connect a mailbox in the app');
  const secretKey = read('SECRET_KEY');
  if (secretKey !== null && secretKey.length < SHORTEST_SECRET)
    throw new ConfigError(
      `SECRET_KEY must have at least ${SHORTEST_SECRET} characters, not ${secretKey.length}. Write what \`openssl rand -base64 32\` prints.`,
    );
  if (databaseUrl !== null && secretKey === null)
    throw new ConfigError(
      'SECRET_KEY is missing: with DATABASE_URL every gateway needs the same one. Write what `openssl rand -base64 32` prints.',
    );
  const metricsToken = read('METRICS_TOKEN');
  if (metricsToken !== null && metricsToken.length < SHORTEST_SECRET)
    throw new ConfigError(
      `METRICS_TOKEN must have at least ${SHORTEST_SECRET} characters, not ${metricsToken.length}. Write what \`openssl rand -hex 32\` prints.`,
    );
  const logLevel = read('LOG_LEVEL') ?? 'info';
  if (!isLogLevel(logLevel)) throw wrong('LOG_LEVEL', `must be one of ${LOG_LEVELS.join(', ')}`, logLevel, 'info');
  return {
    databaseUrl,
    imapUrl,
    smtpUrl,
    mailAddress,
    baseUrl: urlOf(
      'BASE_URL',
      read('BASE_URL') ?? `http://localhost:${port}`,
      ['http:', 'https:'],
      'https://support.your-company.com',
    ),
    dataDir: resolve(read('DATA_DIR') ?? 'data'),
    s3: s3Of(read),
    port,
    sandboxSmtpPort: optionalNumber('SANDBOX_SMTP_PORT', read('SANDBOX_SMTP_PORT'), 0, 65535),
    secretKey,
    metricsToken,
    trustProxy: wholeNumber('TRUST_PROXY', read('TRUST_PROXY') ?? '0', 0, 10),
    logLevel,
  };
}

function settingOf(env: Record<string, string | undefined>, name: string): string | null {
  const plain = env[name];
  const file = VARIABLES.find((one) => one.name === name)?.secret ? env[`${name}_FILE`] : undefined;
  if (plain && file) throw new ConfigError(`${name} and ${name}_FILE are both set. Keep one of them.`);
  if (!file) return plain || null;
  try {
    return readFileSync(file, 'utf8').trim() || null;
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw new ConfigError(
      `${name}_FILE names ${file}, which cannot be read (${why}). Write the path of a file that holds only the value.`,
    );
  }
}

type Read = (name: string) => string | null;

const NAMES_BUCKET = ['S3_ENDPOINT', 'S3_BUCKET', 'S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'] as const;
/** Amazon's rule, which every store keeps to. */
const BUCKET_NAME = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

function s3Of(read: Read): S3Place | null {
  const region = read('S3_REGION');
  allOrNone(read, region === null ? NAMES_BUCKET : [...NAMES_BUCKET, 'S3_REGION'], 'a bucket', 'none for a folder');
  const [endpoint, bucket, accessKeyId, secretAccessKey] = NAMES_BUCKET.map(read);
  if (!endpoint || !bucket || !accessKeyId || !secretAccessKey) return null;
  const url = urlOf('S3_ENDPOINT', endpoint, ['https:', 'http:'], 'https://s3.eu-central-1.amazonaws.com');
  if (url.username !== '' || url.password !== '')
    throw new ConfigError(
      'S3_ENDPOINT must hold no user and no password. Write them as S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY.',
    );
  if (!BUCKET_NAME.test(bucket))
    throw wrong('S3_BUCKET', 'must be 3 to 63 small letters, digits, dots and hyphens', bucket, 'heed-mail');
  // Either would put the bucket's name into every key, where no other gateway looks.
  if (url.pathname !== '/' || url.search !== '' || url.hostname.startsWith(`${bucket}.`))
    throw new ConfigError(
      `S3_ENDPOINT must be the address of the store alone, without the bucket: its name is S3_BUCKET. Write, for example, ${url.protocol}//${url.host.replace(`${bucket}.`, '')}`,
    );
  return { endpoint: url, bucket, region: region ?? 'auto', accessKeyId, secretAccessKey };
}

/** @throws ConfigError naming those that are missing beside others that are set */
function allOrNone(read: Read, names: readonly string[], what: string, orNone: string): void {
  const missing = names.filter((name) => read(name) === null);
  if (missing.length === 0 || missing.length === names.length) return;
  throw new ConfigError(
    `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} missing: ${what} needs ${names.join(', ')}. Set all of them, or ${orNone}.`,
  );
}

const isLogLevel = (text: string): text is LogLevel => LOG_LEVELS.some((level) => level === text);

function wholeNumber(name: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value < least || value > most)
    throw wrong(name, `must be a whole number from ${least} to ${most}`, text, String(Math.max(least, 3000)));
  return value;
}

function optionalNumber(name: string, text: string | null, least: number, most: number): number | null {
  return text === null ? null : wholeNumber(name, text, least, most);
}

function optionalUrl(name: string, text: string | null, protocols: string[], example: string): URL | null {
  return text === null ? null : urlOf(name, text, protocols, example);
}

/** A wrong URL is not repeated in the message: it may hold a password. */
function urlOf(name: string, text: string, protocols: string[], example: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !protocols.includes(url.protocol) || !url.hostname)
    throw new ConfigError(
      `${name} must be an address that begins with ${protocols.map((one) => `${one}//`).join(' or ')}. Write, for example, ${example}`,
    );
  return url;
}

function wrong(name: string, rule: string, value: string, example: string): ConfigError {
  return new ConfigError(`${name} ${rule}, not "${value}". Write, for example, ${name}=${example}`);
}
