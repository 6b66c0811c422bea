import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Placed } from './expected.ts';
import { type Measured, type Percentiles, percentiles, startMeasuring } from './measure.ts';
import type { Place } from './place.ts';

/** How many connections each sends over: it waits for every single one, or it does not. */
const CONNECTIONS = { naive: 1, bare: 5 };

/** Lets a yardstick drain its mailbox. It is done when the last acknowledgement is in the sink. */
export async function drainYard(
  place: Place,
  kind: 'naive' | 'bare',
  user: string,
  count: number,
): Promise<{ measured: Measured & { step_ms: Percentiles }; placed: Placed[] }> {
  const { url, client } = await place.freshDatabase();
  const work = {
    user,
    imapPort: place.dovecot.port,
    databaseUrl: url,
    smtpUrl: place.sink.url,
    connections: CONNECTIONS[kind],
  };
  const child = fork(new URL('./yard-process.ts', import.meta.url), [kind, JSON.stringify(work)]);
  await once(child, 'message');
  const stop = startMeasuring(place, child.pid ?? 0, count);
  child.send('run');
  const [took] = (await once(child, 'message')) as [number[]];
  const measured = stop();
  child.send('end');
  await once(child, 'exit');
  const { rows } = await client.query('select message_id, ticket_id from message');
  return {
    measured: { ...measured, step_ms: percentiles(took) },
    placed: rows.map((row) => ({ messageId: row.message_id, ticketId: Number(row.ticket_id) })),
  };
}
