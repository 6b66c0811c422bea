import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './tables.ts';

/** The database as every function of the store takes it: a pool, or the transaction it runs in. */
export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;
