import { sql } from 'kysely';
import type { Status } from '../desk/change.ts';
import type { Standing } from '../desk/cover.ts';
import type { Priority } from '../desk/priority.ts';
import { contactsByPhone } from './contacts.ts';
import type { Db } from './db.ts';
import { standingNow } from './standings.ts';

/** Somebody a call may come from, and what an agent wants to see while saying hello. */
export type Caller = {
  name: string;
  address: string;
  organisation: { id: number; name: string } | null;
  standing: Standing;
  open: { id: number; subject: string; priority: Priority; status: Status }[];
};

/** Who shares a phone is at most a family or an office; more tickets than this nobody reads while greeting. */
const MOST = 5;

/** Those who may be calling from a number. */
export async function callersOf(db: Db, number: string): Promise<Caller[]> {
  const found = (await contactsByPhone(db, number)).slice(0, MOST);
  return Promise.all(
    found.map(async ({ id, name, address }) => {
      const { rows } = await sql<Caller['open'][number]>`
        select id, subject, priority, status from ticket
        where requester_id = ${id} and status in ('open', 'waiting') and merged_into is null and spam_at is null
        order by id desc limit ${MOST}`.execute(db);
      return { name, address, ...(await standingNow(db, address)), open: rows };
    }),
  );
}
