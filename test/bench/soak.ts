import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import type { AgentClient } from '../support/agent-client.ts';
import type { Gateway } from '../support/gateway.ts';
import { type BenchDesk, setUpHeed } from './heed.ts';
import { type BenchMail, mails } from './mails.ts';
import { rounded } from './measure.ts';
import { openPlace, type Place } from './place.ts';
import { type Random, seeded } from './random.ts';
import type { Taken } from './sink.ts';

/** A busy desk's busiest half hour, several times over. */
const MAILS_PER_MINUTE = 120;
const ANSWERS_PER_MINUTE = 20;
/** Faults come apart, at no fixed beat; milliseconds. */
const SHORTEST_PEACE = 10_000;
const LONGEST_PEACE = 40_000;
const SAMPLE_EVERY = 5000;
/** Compilers, caches and pools have grown by then; milliseconds. */
const WARM_AFTER = 5 * 60_000;
/** Leases of a killed gateway run out and relays are tried again. */
const SETTLES_WITHIN = 8 * 60_000;
/**
 * MB. A heap that is seldom full is seldom cleaned: a desk at this pace grows towards what one that drains a full mailbox
 * keeps to from its second minute to its last (`drain --mails 20000`). Beyond it something is kept that should not be.
 */
const MOST_MEMORY = 500;
/** Open files that may come and go. */
const MOST_FILES = 20;

/**
 * Two gateways on one mailbox for half an hour: mails, replies and agents' answers, while one gateway is killed, the
 * mail server restarted and database connections broken at random. The other gateway, which nobody kills, is measured.
 * One line of JSON; fails when a mail is lost, doubled or misplaced, or memory grows.
 */
export async function soak(args: string[]): Promise<void> {
  const { values } = parseArgs({
    args,
    options: { minutes: { type: 'string', default: '30' }, seed: { type: 'string', default: '1' } },
  });
  const [minutes, seed] = [Number(values.minutes), Number(values.seed)];
  await using place = await openPlace(['heed']);
  const desk = await setUpHeed(place, 'heed');
  await using measured = desk.gateway;
  const random = seeded(seed);
  const ends = performance.now() + minutes * 60_000;
  const sent = [...mails(Math.round(minutes * MAILS_PER_MINUTE), seed)];

  const [faults, answers, samples] = await Promise.all([
    trouble(place, desk, random, ends),
    answer(desk, ends),
    sample(measured, ends),
    write(place, sent),
  ]);
  const settledAfter = await settles(desk.client, sent.length);
  const wrong = await wrongs(desk.client, sent, await place.sink.taken());
  const warm = samples.filter(({ at }) => at >= Math.min(WARM_AFTER, (minutes * 60_000) / 3));
  const [first, last] = [warm[0] ?? NO_SAMPLE, warm.at(-1) ?? NO_SAMPLE];
  const growth = rounded(slopeOf(warm) * 3_600_000);
  const line = {
    minutes,
    seed,
    mails: sent.length,
    answers,
    faults,
    settled_after_s: settledAfter === null ? null : Math.round(settledAfter / 1000),
    ...wrong,
    memory_mb: { first: first.megabytes, last: last.megabytes, per_hour: growth },
    open_files: { first: first.files, last: last.files },
    checker: await checked(desk.agent),
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  if (settledAfter === null || Object.values(wrong).some((count) => count > 0)) throw new Error('a promise broke');
  if (last.megabytes > MOST_MEMORY || last.files > first.files + MOST_FILES)
    throw new Error('memory or open files grow');
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Customers, at an even pace. A server that is just being restarted takes the mail a little later, as relays do. */
async function write(place: Place, all: readonly BenchMail[]): Promise<void> {
  for (const { raw, from } of all) {
    for (;;) {
      try {
        await place.dovecot.deliver('heed', raw, from);
        break;
      } catch {
        await pause(500);
      }
    }
    await pause(60_000 / MAILS_PER_MINUTE);
  }
}

/** An agent answers whatever is newest; how many answers the desk took. */
async function answer({ agent }: BenchDesk, ends: number): Promise<number> {
  let answers = 0;
  while (performance.now() < ends) {
    await pause(60_000 / ANSWERS_PER_MINUTE);
    const taken = await answerNewest(agent).catch(() => false);
    if (taken) answers++;
  }
  return answers;
}

async function answerNewest(agent: AgentClient): Promise<boolean> {
  const { tickets } = await agent.get<{ tickets: { id: number; seq: number }[] }>('/api/tickets');
  const newest = tickets.reduce((best, one) => (one.id > best.id ? one : best), { id: 0, seq: 0 });
  if (newest.id === 0) return false;
  await agent.send('POST', `/api/tickets/${newest.id}/answers`, { text: 'We are looking into it.' }, newest.seq);
  return true;
}

type Faults = { killed: number; mailServer: number; connections: number };

/** Pulls plugs until the time is up; the second gateway is there, or on its way, all the while. */
async function trouble(place: Place, desk: BenchDesk, random: Random, ends: number): Promise<Faults> {
  const faults: Faults = { killed: 0, mailServer: 0, connections: 0 };
  let other: Gateway = await desk.start();
  while (performance.now() < ends) {
    await pause(Math.min(random.between(SHORTEST_PEACE, LONGEST_PEACE), Math.max(0, ends - performance.now())));
    const fault = random.pick(['killed', 'mailServer', 'connections'] as const);
    faults[fault]++;
    if (fault === 'killed') {
      await other.kill();
      other = await desk.start();
    } else if (fault === 'mailServer') {
      await place.dovecot.stop();
      await pause(random.between(500, 5000));
      await place.dovecot.start();
    } else
      await desk.client.query(`select pg_terminate_backend(pid) from pg_stat_activity
        where application_name like 'heed%' and random() < 0.5`);
  }
  await other.stop();
  return faults;
}

type Sample = { at: number; megabytes: number; files: number };
const NO_SAMPLE: Sample = { at: 0, megabytes: 0, files: 0 };

/** Memory and open files of a gateway, as Linux counts them. */
async function sample({ pid }: Gateway, ends: number): Promise<Sample[]> {
  const samples: Sample[] = [];
  const began = performance.now();
  while (performance.now() < ends) {
    await pause(SAMPLE_EVERY);
    const [, kilobytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    samples.push({
      at: performance.now() - began,
      megabytes: Math.round(Number(kilobytes) / 1024),
      files: readdirSync(`/proc/${pid}/fd`).length,
    });
  }
  return samples;
}

/** Megabytes a millisecond, by the least squares. */
function slopeOf(samples: readonly Sample[]): number {
  const mean = (of: (one: Sample) => number) => samples.reduce((sum, one) => sum + of(one), 0) / samples.length;
  const [at, megabytes] = [mean((one) => one.at), mean((one) => one.megabytes)];
  const above = samples.reduce((sum, one) => sum + (one.at - at) * (one.megabytes - megabytes), 0);
  const below = samples.reduce((sum, one) => sum + (one.at - at) ** 2, 0);
  return below === 0 ? 0 : above / below;
}

/** Until every mail is decided and nothing waits to go out; null when the time is up. */
async function settles(client: pg.Client, count: number): Promise<number | null> {
  const began = performance.now();
  while (performance.now() - began < SETTLES_WITHIN) {
    const { rows } = await client.query(`
      select (select count(*) from ledger where disposition is not null)::int as decided,
        exists(select from ledger where disposition is null) or
        exists(select from outbox where state in ('queued', 'claimed')) as working`);
    if (rows[0]?.decided >= count && !rows[0]?.working) return performance.now() - began;
    await pause(1000);
  }
  return null;
}

/** By the mails' own ids, beside the schema's own counting. */
async function wrongs(client: pg.Client, sent: readonly BenchMail[], taken: readonly Taken[]) {
  const { rows } = await client.query<{ id: string; ticket: string; times: number }>(`
    select message_id as id, min(ticket_id) as ticket, count(*)::int as times from message where kind = 'mail' group by 1`);
  const kept = new Map(rows.map((row) => [row.id, row]));
  const acknowledged = new Map<string, number>();
  for (const { answers, automatic } of taken)
    if (automatic) acknowledged.set(answers, (acknowledged.get(answers) ?? 0) + 1);
  const { rows: unsent } = await client.query(`
    select count(*)::int as n from message where kind = 'answer' and delivery is distinct from 'sent'`);
  return {
    lost: sent.filter(({ messageId }) => !kept.has(messageId)).length,
    doubled: rows.filter(({ times }) => times > 1).length,
    misplaced: sent.filter(({ messageId, thread }) => kept.get(messageId)?.ticket !== kept.get(thread)?.ticket).length,
    acks_doubled: [...acknowledged.values()].filter((times) => times > 1).length,
    answers_unsent: Number(unsent[0]?.n),
  };
}

/** The desk's own word. */
async function checked(agent: AgentClient) {
  type Check = { unaccounted: number; waiting: number; findings: { code: string; severity: string; count: number }[] };
  const { check } = await agent.send<{ check: Check }>('POST', '/api/health/check');
  const findings = check.findings.map(({ code, severity, count }) => `${severity}: ${count} ${code}`);
  return { unaccounted: check.unaccounted, waiting: check.waiting, findings };
}
