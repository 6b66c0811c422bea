import { sql } from 'kysely';
import { DEFAULT_DESK, type Desk } from '../desk/desk.ts';
import { DEFAULT_LIMITS, type Limits } from '../desk/limits.ts';
import { DEFAULT_REPLIES, type Replies } from '../desk/practice.ts';
import type { Db } from './db.ts';

/** Documents an admin changes; what is missing in a kept one is the default, so that a new field needs no migration. */
export const readDesk = (db: Db): Promise<Desk> => read(db, 'desk', DEFAULT_DESK);
export const readPhone = (db: Db): Promise<Phone> => read(db, 'phone', DEFAULT_PHONE);
export const writePhone = (db: Db, phone: Phone): Promise<void> => write(db, 'phone', phone);
export const readLimits = (db: Db): Promise<Limits> => read(db, 'limits', DEFAULT_LIMITS);
export const writeLimits = (db: Db, limits: Limits): Promise<void> => write(db, 'limits', limits);
export const readReplies = (db: Db): Promise<Replies> => read(db, 'replies', DEFAULT_REPLIES);
export const writeReplies = (db: Db, replies: Replies): Promise<void> => write(db, 'replies', replies);

/** How calls are taken: which phones ring, and the provider's auth token, sealed; null: it cannot be known from others. */
export type Phone = { ring: string[]; token: string | null };
const DEFAULT_PHONE: Phone = { ring: [], token: null };

/** Mailboxes that were named after the desk go on being named after it; one with a name of its own keeps it. */
export async function writeDesk(db: Db, desk: Desk): Promise<void> {
  const { senderName } = await readDesk(db);
  await write(db, 'desk', desk);
  await db.updateTable('mailbox').set({ sender_name: desk.senderName }).where('sender_name', '=', senderName).execute();
}

async function read<T extends object>(db: Db, name: string, byDefault: T): Promise<T> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  return row ? { ...byDefault, ...(row.value as Partial<T>) } : byDefault;
}

async function write(db: Db, name: string, value: object): Promise<void> {
  await db
    .insertInto('setting')
    .values({ name, value: JSON.stringify(value) })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet({ value: JSON.stringify(value), changed_at: sql`heed_now()` }),
    )
    .execute();
}
