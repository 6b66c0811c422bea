import type { Db } from './db.ts';

/** An opened database, whichever it is: Postgres over the wire or the embedded one. */
export type Database = {
  db: Db;
  /** Calls `changed` whenever an event was committed, here or (Postgres) on another gateway. A hint that may be missed. */
  listen(changed: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};
