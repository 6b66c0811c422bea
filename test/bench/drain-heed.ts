import { once } from 'node:events';
import type pg from 'pg';
import type { Expected, Placed } from './expected.ts';
import type { BenchDesk } from './heed.ts';
import { type Measured, type Percentiles, percentiles, startMeasuring } from './measure.ts';
import type { Place } from './place.ts';
import type { Taken } from './sink.ts';

/** How often the ledger is asked whether all is decided, once the last acknowledgement is out; milliseconds. */
const LOOK_EVERY = 25;
const DEADLINE = 15 * 60_000;

export type Drained = Measured & {
  /** From a mail's acceptance (its COMMIT) to its ticket's, and to its acknowledgement's 250 in the sink. */
  ticket_ms: Percentiles;
  acknowledgement_ms: Percentiles;
};

/**
 * Lets a running gateway have its full mailbox. The clock runs from its taking the mailbox in lease, which is before it
 * connects to the mail server, until everything is decided and every acknowledgement settled.
 */
export async function drainHeed(
  place: Place,
  { client, start }: BenchDesk,
  { tickets, threadOf }: Expected,
): Promise<{ measured: Drained; placed: Placed[]; taken: Taken[] }> {
  await holdMailbox(client);
  await using gateway = await start();
  const leased = once(client, 'notification');
  await client.query('update mailbox set lease_holder = null, lease_until = null');
  await leased;
  const stop = startMeasuring(place, gateway.pid, threadOf.size);
  await place.sink.awaits(tickets, DEADLINE);
  while (!(await isDone(client, threadOf.size))) await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  const measured = stop();
  const taken = await place.sink.taken();
  const { rows } = await client.query("select message_id, ticket_id from message where kind = 'mail'");
  return {
    measured: { ...measured, ...(await latencies(client, taken)) },
    placed: rows.map((row) => ({ messageId: row.message_id, ticketId: Number(row.ticket_id) })),
    taken,
  };
}

/** Takes the mailbox in lease, so that a gateway starts without it, and listens for who takes it next. */
async function holdMailbox(client: pg.Client): Promise<void> {
  await client.query(`
    create or replace function bench_leased() returns trigger language plpgsql as
      $$ begin perform pg_notify('bench_leased', ''); return null; end $$;
    create or replace trigger bench_leased after update of lease_holder on mailbox for each row
      when (new.lease_holder is not null and new.lease_holder is distinct from old.lease_holder)
      execute function bench_leased();
    update mailbox set lease_holder = 'bench', lease_until = heed_now() + 3600000;
    listen bench_leased`);
  // Its own lease was told too.
  await client.query('select 1');
}

async function isDone(client: pg.Client, count: number): Promise<boolean> {
  const { rows } = await client.query(`
    select (select count(*) from ledger)::int as kept,
      exists(select from ledger where disposition is null) or
      exists(select from outbox where state in ('queued', 'claimed')) as working`);
  return rows[0]?.kept >= count && !rows[0]?.working;
}

async function latencies(client: pg.Client, taken: readonly Taken[]) {
  const { rows } = await client.query(
    'select header_message_id as id, accepted_at::float8 as accepted, decided_at::float8 as decided from ledger',
  );
  const acceptedAt = new Map(rows.map(({ id, accepted }) => [id, accepted]));
  return {
    ticket_ms: percentiles(rows.map(({ accepted, decided }) => decided - accepted)),
    acknowledgement_ms: percentiles(taken.map(({ answers, at }) => at - acceptedAt.get(answers))),
  };
}
