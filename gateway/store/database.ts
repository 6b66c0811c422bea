import type { Db } from './db.ts';

/** An opened database, whichever it is: PostgreSQL over the wire or the embedded one. */
export type Database = {
  db: Db;
  /**
   * Calls `changed` after events were committed, here or (PostgreSQL) by another gateway. Only a hint: it may be missed
   * and may come for nothing. The answer stops it.
   */
  listen(changed: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
};
