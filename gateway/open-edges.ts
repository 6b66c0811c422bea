import type { Config } from './config.ts';
import type { Desk } from './desk/desk.ts';
import type { Limits } from './desk/limits.ts';
import type { Policy } from './desk/policy.ts';
import type { Practice } from './desk/practice.ts';
import type { Live } from './live.ts';
import type { Secrets } from './secrets.ts';
import type { Blobs } from './store/blobs.ts';
import type { Db } from './store/db.ts';
import { type Mailbox, mailboxes } from './store/mailboxes.ts';
import { readPolicy } from './store/policy.ts';
import { practiceReader } from './store/practice.ts';
import { readDesk, readLimits } from './store/settings.ts';

/** What stories and routes use in either runtime; the fittings of wiring/ that both share take no more than this. */
export type Edges = Settings & {
  config: Pick<Config, 'baseUrl' | 'trustProxy'>;
  db: Db;
  blobs: Blobs;
  secrets: Secrets;
  templates: Map<string, string>;
  live: Live;
  log: Log;
};

/** Ids and codes for whoever looks after the gateway; never words of a mail, never a secret. */
export type Log = {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
};

/** Documents and mailboxes as they are now; read anew at most every SETTINGS_AGE. */
export type Settings = {
  desk(): Promise<Desk>;
  limits(): Promise<Limits>;
  policy(): Promise<Policy>;
  practice(): Promise<Practice>;
  mailboxes(): Promise<Mailbox[]>;
  /** Reads settings anew at the next use: call it after changing them. */
  forgetSettings(): void;
};

/** A change made by another gateway is seen this much later, in milliseconds. */
const SETTINGS_AGE = 2000;

export function openSettings(db: Db): Settings {
  const desk = cached(() => readDesk(db));
  const limits = cached(() => readLimits(db));
  const policy = cached(() => readPolicy(db));
  const practice = cached(practiceReader(db));
  const boxes = cached(() => mailboxes(db));
  return {
    desk: desk.read,
    limits: limits.read,
    policy: policy.read,
    practice: practice.read,
    mailboxes: boxes.read,
    forgetSettings() {
      for (const one of [desk, limits, policy, practice, boxes]) one.forget();
    },
  };
}

function cached<T>(load: () => Promise<T>): { read(): Promise<T>; forget(): void } {
  let kept: { value: Promise<T>; until: number } | null = null;
  return {
    read() {
      const now = performance.now();
      if (kept && now < kept.until) return kept.value;
      const value = load();
      kept = { value, until: now + SETTINGS_AGE };
      // A failed reading is not remembered: the next one asks the database again.
      value.catch(() => {
        kept = null;
      });
      return value;
    },
    forget() {
      kept = null;
    },
  };
}
