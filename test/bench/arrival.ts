import { parseArgs } from 'node:util';
import type { AgentClient } from '../support/agent-client.ts';
import { setUpHeed } from './heed.ts';
import { type BenchMail, mails } from './mails.ts';
import { percentiles } from './measure.ts';
import { openPlace, type Place } from './place.ts';
import { seeded } from './random.ts';

/** What a person notices; milliseconds. The run fails beyond. */
const VISIBLE_WITHIN = 1000;
const ACKNOWLEDGED_WITHIN = 2000;

/** How often the API is asked; milliseconds. */
const LOOK_EVERY = 10;
/** Mails come apart, at no fixed beat; milliseconds. */
const SHORTEST_PAUSE = 50;
const LONGEST_PAUSE = 500;

/**
 * Mail is delivered to the mail server one by one, while nothing else is to do. Timed from the server's 250: until the
 * API lists its ticket, and until its acknowledgement is in the sink. One line of JSON.
 */
export async function arrival(args: string[]): Promise<void> {
  const { values } = parseArgs({ args, options: { mails: { type: 'string', default: '100' } } });
  await using place = await openPlace(['heed']);
  const { agent, gateway } = await setUpHeed(place, 'heed');
  await using _ = gateway;
  const random = seeded(1);
  const openers = [...mails(Number(values.mails) * 2)].filter(({ messageId, thread }) => messageId === thread);
  const arrivals: Arrival[] = [];
  for (const mail of openers.slice(0, Number(values.mails))) {
    await new Promise((resolve) => setTimeout(resolve, random.between(SHORTEST_PAUSE, LONGEST_PAUSE)));
    arrivals.push(await deliverOne(place, agent, mail, arrivals.at(-1)?.ticketId ?? 0));
  }
  await place.sink.awaits(arrivals.length, 10 * ACKNOWLEDGED_WITHIN);
  const acknowledgedAt = new Map((await place.sink.taken()).map(({ answers, at }) => [answers, at]));
  const line = {
    mails: arrivals.length,
    visible_ms: percentiles(arrivals.map(({ delivered, visible }) => visible - delivered)),
    acknowledged_ms: percentiles(
      arrivals.map(
        ({ messageId, delivered }) => (acknowledgedAt.get(messageId) ?? Number.POSITIVE_INFINITY) - delivered,
      ),
    ),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (line.visible_ms.p95 > VISIBLE_WITHIN || line.acknowledged_ms.p95 > ACKNOWLEDGED_WITHIN)
    throw new Error(`later than ${VISIBLE_WITHIN} ms in the API or ${ACKNOWLEDGED_WITHIN} ms in the sink`);
}

type Listed = { tickets: { id: number }[] };
type Arrival = { messageId: string; ticketId: number; delivered: number; visible: number };

/** Tickets are numbered as they are opened: the mail's own is the first beyond `newest`. */
async function deliverOne(place: Place, agent: AgentClient, mail: BenchMail, newest: number): Promise<Arrival> {
  await place.dovecot.deliver('heed', mail.raw, mail.from);
  const delivered = Date.now();
  for (;;) {
    const { tickets } = await agent.get<Listed>('/api/tickets');
    const ticketId = Math.max(0, ...tickets.map(({ id }) => id));
    if (ticketId > newest) return { messageId: mail.messageId, ticketId, delivered, visible: Date.now() };
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY));
  }
}
