import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { type Actor, moveTo, prioritise } from '../gateway/desk/act.ts';
import { type Change, noChange, type Target } from '../gateway/desk/change.ts';
import { heard } from '../gateway/desk/clock.ts';
import { UNRECORDED } from '../gateway/desk/cover.ts';
import { DEFAULT_DESK } from '../gateway/desk/desk.ts';
import type { TicketFacts } from '../gateway/desk/facts.ts';
import { asInstant, type Instant, MINUTE } from '../gateway/desk/instant.ts';
import { openForRequester } from '../gateway/desk/open.ts';
import { type Book, DEFAULT_BOOK, type RulePage } from '../gateway/desk/policy-book.ts';
import { compilePolicy } from '../gateway/desk/policy-compile.ts';
import { PRIORITIES, type Priority } from '../gateway/desk/priority.ts';
import { addAgent } from '../gateway/store/agents.ts';
import { changeTicket } from '../gateway/store/change.ts';
import type { Db } from '../gateway/store/db.ts';
import { openTicket } from '../gateway/store/open-ticket.ts';
import { openPostgres } from '../gateway/store/postgres.ts';
import { type Ticking, tick } from '../gateway/tick.ts';
import { ticking } from '../gateway/wiring/ticking.ts';
import { freshDatabase, type TestDatabase } from './support/postgres.ts';

/**
 * A quarter of a desk with a turned clock: tickets come and are worked on, three gateways look at the clock together,
 * some are killed while they do, some nights nobody looks. Beside it runs a checker of its own, which counts the open
 * minutes one by one, and says at each look what should fire: that, once, and nothing else.
 */

const all = process.env.HEED_TEST_ALL === '1';
const TICKETS = all ? 5000 : 25;
const DAYS = 91;
const START = Date.UTC(2026, 1, 2);
const GATEWAYS = 3;
const CONNECTIONS = 2;

const [standard] = DEFAULT_BOOK.policies;
const [office] = DEFAULT_BOOK.calendars;
if (!standard || !office) throw new Error('the default book is empty');
const HOLIDAYS = ['2026-02-16', '2026-04-03'];
const rule = (name: string, when: string, targets: Target[]): RulePage => ({
  name,
  when,
  targets,
  priorities: [...PRIORITIES],
  steps: ['notify assignee', 'notify support manager'],
});
const BOTH: Target[] = ['first response', 'resolution'];
/** After how many minutes of each promise the rules fire, as a person reads them. */
const RULES: { page: RulePage; after: (promised: number) => number }[] = [
  { page: rule('half', '50 %', BOTH), after: (promised) => promised / 2 },
  { page: rule('three quarters', '75 %', BOTH), after: (promised) => (promised * 3) / 4 },
  { page: rule('nearly', '90 %', ['resolution']), after: (promised) => Math.ceil(promised * 0.9 - 1e-9) },
  { page: rule('late', 'breach', BOTH), after: (promised) => promised },
  { page: rule('very late', '45 minutes after', BOTH), after: (promised) => promised + 45 },
];
const book: Book = {
  ...DEFAULT_BOOK,
  calendars: [{ ...office, holidays: HOLIDAYS.map((date) => ({ date, name: '' })) }],
  escalations: RULES.map(({ page }) => page),
};
const policy = compilePolicy(book, []);

/** Open minutes passed until each minute of the quarter and a month more, counted one by one on a wall clock. */
const passed = ((): Uint32Array => {
  const wall = new Intl.DateTimeFormat('en-CA', {
    timeZone: 'America/New_York',
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    hourCycle: 'h23',
  });
  const minutes = (DAYS + 30) * 24 * 60;
  const counts = new Uint32Array(minutes + 1);
  let open = false;
  for (let minute = 0; minute < minutes; minute++) {
    if (minute % 60 === 0) {
      const part = Object.fromEntries(
        wall.formatToParts(START + minute * MINUTE).map(({ type, value }) => [type, value]),
      );
      const workday = !['Sat', 'Sun'].includes(part.weekday ?? '');
      const holiday = HOLIDAYS.includes(`${part.year}-${part.month}-${part.day}`);
      open = workday && !holiday && Number(part.hour) >= 9 && Number(part.hour) < 17;
    }
    counts[minute + 1] = (counts[minute] ?? 0) + (open ? 1 : 0);
  }
  return counts;
})();
const counted = (from: number, until: number): number => (passed[until] ?? 0) - (passed[from] ?? 0);

const PROMISED: Record<Priority, Record<'first response' | 'resolution', number | null>> = {
  critical: { 'first response': 120, resolution: 240 },
  high: { 'first response': 240, resolution: 480 },
  medium: { 'first response': 480, resolution: 960 },
  low: { 'first response': 960, resolution: null },
};

/** The checker's own idea of a promise; times are minutes of the quarter. */
type Model = {
  ticket: number;
  target: 'first response' | 'resolution';
  priority: Priority;
  start: number;
  lost: number;
  pausedAt: number | null;
  met: boolean;
  breached: boolean;
  /** The minute of the look that said so. */
  breachedAt: number;
  fired: Set<string>;
};

const promisedOf = (model: Model): number | null => PROMISED[model.priority][model.target];
const minutesOf = (model: Model, now: number): number => counted(model.start, now) - model.lost;

/** What should fire on a promise at a look; marks it as fired. */
function shouldFire(model: Model, now: number): string[] {
  const promised = promisedOf(model);
  if (model.met || model.pausedAt !== null || promised === null) return [];
  const so = minutesOf(model, now);
  const told: string[] = [];
  if (!model.breached && so >= promised) {
    model.breached = true;
    model.breachedAt = now;
    told.push(`${model.ticket} ${model.target} breached`);
  }
  for (const { page, after } of RULES) {
    if (!page.targets.includes(model.target) || model.fired.has(page.name) || so < after(promised)) continue;
    model.fired.add(page.name);
    told.push(`${model.ticket} ${model.target} ${page.name}`);
  }
  return told;
}

/** The next minute at which anything of it falls due; null when nothing will by itself. */
function nextMoment(model: Model, now: number): number | null {
  const promised = promisedOf(model);
  if (model.met || model.pausedAt !== null || promised === null) return null;
  const left = RULES.filter(({ page }) => page.targets.includes(model.target) && !model.fired.has(page.name)).map(
    ({ after }) => after(promised),
  );
  if (!model.breached) left.push(promised);
  if (left.length === 0) return null;
  const needed = Math.min(...left) + model.lost + (passed[model.start] ?? 0);
  let [low, high] = [now, passed.length - 1];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((passed[middle] ?? 0) >= needed) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Longer than anything that is planned for a ticket after it came, in minutes. */
const ALL_IS_DONE = 20_000;

/** Nothing will happen to it any more: the checker forgets it, and what Heed says of it from then on is a fault. */
const isOver = (model: Model, now: number): boolean =>
  model.met || (now - model.start > ALL_IS_DONE && nextMoment(model, now) === null);

/** Numbers that look random and are the same every time. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const turnTo = (db: Db, at: Instant) =>
  sql
    .raw(
      `create or replace function heed_now() returns instant language sql stable as $$ select ${at}::bigint::instant $$`,
    )
    .execute(db);

test('over a quarter each rule fires once, in time, and none else, whatever is killed', {
  timeout: 3_600_000,
}, async () => {
  await using db = await freshDatabase();
  const grace = await someone(db);
  const desk = { policy: async () => policy, desk: async () => ({ ...DEFAULT_DESK, contacts: MANAGED }) };
  const gateways = Array.from({ length: GATEWAYS }, (_, number) => {
    const address = new URL(db.url);
    const { db: own, close } = openPostgres(address.href, { max: CONNECTIONS });
    return { story: ticking({ db: own, ...desk }), close, number };
  });
  const roll = dice(20260202);
  const arrivals = Array.from({ length: TICKETS }, () => roll(DAYS * 24 * 60)).sort((a, b) => a - b);
  const nightsOff = new Set(Array.from({ length: 12 }, () => roll(DAYS)));
  /** From six in the evening of such a day, UTC, to nine the next morning nobody looks. */
  const asleep = (minute: number): boolean => {
    const [day, hour] = [Math.floor(minute / 1440), Math.floor(minute / 60) % 24];
    return (hour >= 18 && nightsOff.has(day)) || (hour < 9 && nightsOff.has(day - 1));
  };
  const models: Model[] = [];
  const todo: { at: number; act(now: number): Promise<void> }[] = [];
  const story: Story = { db, grace, roll, models, todo };
  for (const at of arrivals) todo.push({ at, act: (now) => arrive(story, now) });

  let [now, fires, killed] = [0, 0, 0];
  let seen = await newestEvent(db);
  while (todo.length > 0 || models.some((model) => nextMoment(model, now) !== null)) {
    const moments = models.flatMap((model) => nextMoment(model, now) ?? []);
    const next = Math.min(...moments, ...todo.map(({ at }) => at));
    // Sometimes somebody looks just before, when nothing may fire yet.
    now = roll(4) === 0 ? Math.max(now, next - 1) : Math.max(now, next);
    if (now >= passed.length - 1) break;
    await turnTo(db, asInstant(START + now * MINUTE));
    for (const one of todo.filter(({ at }) => at <= now)) {
      todo.splice(todo.indexOf(one), 1);
      await one.act(now);
    }
    if (asleep(now)) {
      while (asleep(now)) now++;
      await turnTo(db, asInstant(START + now * MINUTE));
    }
    for (const model of models.filter((one) => isOver(one, now))) models.splice(models.indexOf(model), 1);
    const kill = roll(5) === 0;
    const ticks = Promise.allSettled(gateways.map((gateway) => tick(gateway.story)));
    if (kill) killed += await killSome(db);
    await ticks;
    // A gateway that comes back looks at once.
    if (kill) await comeBack(gateways[0]);
    const expected = models.flatMap((model) => shouldFire(model, now)).sort();
    const events = await firedSince(db, seen);
    seen = events.newest;
    expect({ now, fired: events.fired }).toEqual({ now, fired: expected });
    fires += expected.length;
  }
  await Promise.all(gateways.map(({ close }) => close()));
  expect(fires).toBeGreaterThan(TICKETS);
  expect(killed).toBeGreaterThan(0);
  const { rows } = await sql<{ doubled: number }>`select count(*)::int as doubled from (
    select ticket_id, data->>'target', data->>'rule' from event where kind = 'escalated' group by 1, 2, 3 having count(*) > 1) d`.execute(
    db,
  );
  expect(rows).toEqual([{ doubled: 0 }]);
});

/** Each of its connections may have been cut: it finds that out one by one. */
async function comeBack(gateway: { story: Ticking } | undefined): Promise<void> {
  if (!gateway) return;
  for (let cut = 0; cut < CONNECTIONS; cut++)
    if (
      await tick(gateway.story).then(
        () => true,
        () => false,
      )
    )
      return;
  await tick(gateway.story);
}

const MANAGED = { ...DEFAULT_DESK.contacts, managerAddress: 'manager@desk.example' };

type Story = {
  db: TestDatabase;
  grace: Actor;
  roll: (below: number) => number;
  models: Model[];
  todo: { at: number; act(now: number): Promise<void> }[];
};

async function someone(db: Db): Promise<Actor> {
  const id = await addAgent(db, { name: 'Grace', address: 'grace@desk.example', role: 'admin', passwordHash: 'x' });
  if (id === null) throw new Error('Grace is there already');
  return { id, name: 'Grace' };
}

/** A ticket comes, and what will happen to it is planned. */
async function arrive({ db, grace, roll, models, todo }: Story, now: number): Promise<void> {
  const priority = PRIORITIES[roll(4)] ?? 'medium';
  const said = {
    requester: { name: '', address: `c${roll(99)}@kite.example` },
    subject: 'x',
    text: 'y',
    mailboxId: null,
    standing: UNRECORDED,
  };
  const at = asInstant(START + now * MINUTE);
  const id = await openTicket(
    db,
    () => openForRequester(grace, { ...said, priority }, policy, at),
    async () => {},
  );
  const mine = (['first response', 'resolution'] as const).map((target): Model => {
    return {
      ticket: id,
      target,
      priority,
      start: now,
      lost: 0,
      pausedAt: null,
      met: false,
      breached: false,
      breachedAt: 0,
      fired: new Set(),
    };
  });
  models.push(...mine);
  const [response, resolution] = mine;
  if (!response || !resolution) throw new Error('no promises');
  const change = (decide: (ticket: TicketFacts, at: Instant) => Change) => changeTicket(db, id, null, decide);
  const plan = (within: number, act: (now: number) => Promise<void>) => todo.push({ at: now + 1 + roll(within), act });
  if (roll(4) > 0)
    plan(3000, async () => {
      if (response.met) return;
      await change((ticket, then) => ({ ...noChange(), clocks: heard(ticket, policy, then) }));
      response.met = true;
    });
  if (roll(3) === 0)
    plan(2000, async () => {
      const other = PRIORITIES[roll(4)] ?? 'medium';
      await change((ticket) => prioritise(ticket, grace, other, policy));
      for (const model of mine) if (!model.met) reprioritise(model, other);
    });
  if (roll(2) === 0)
    plan(2500, async (then) => {
      if (resolution.met || resolution.pausedAt !== null) return;
      await change((ticket, when) => moveTo(ticket, grace, 'waiting', 'customer', policy, when));
      resolution.pausedAt = then;
      todo.push({
        at: then + 1 + roll(4000),
        act: async (back) => {
          if (resolution.met) return;
          await change((ticket, when) => moveTo(ticket, grace, 'open', null, policy, when));
          resolution.lost += counted(resolution.pausedAt ?? back, back);
          resolution.pausedAt = null;
        },
      });
    });
  plan(9000, async (then) => {
    if (resolution.met) return;
    await change((ticket, when) => moveTo(ticket, grace, 'solved', null, policy, when));
    if (resolution.pausedAt !== null) resolution.lost += counted(resolution.pausedAt, then);
    resolution.pausedAt = null;
    resolution.met = true;
  });
}

/** Another priority promises other minutes from the same start; a breach is taken back where the new promise was not past then. */
function reprioritise(model: Model, priority: Priority): void {
  if (model.priority === priority) return;
  const before = model.breachedAt;
  model.priority = priority;
  const promised = promisedOf(model);
  if (!model.breached) return;
  model.breached = promised !== null && minutesOf(model, before) >= promised;
}

const newestEvent = async (db: Db): Promise<number> => {
  const { rows } = await sql<{ seq: number }>`select coalesce(max(seq), 0) as seq from event`.execute(db);
  return rows[0]?.seq ?? 0;
};

async function firedSince(db: Db, since: number): Promise<{ fired: string[]; newest: number }> {
  const { rows } = await sql<{ seq: number; what: string }>`
    select seq, ticket_id || ' ' || (data->>'target') || ' ' || coalesce(data->>'rule', 'breached') as what
    from event where seq > ${since} and kind in ('escalated', 'breached')`.execute(db);
  return { fired: rows.map(({ what }) => what).sort(), newest: Math.max(since, await newestEvent(db)) };
}

/** Cuts the connections of gateways that are at work; how many. */
async function killSome(db: Db): Promise<number> {
  const { rows } = await sql<{ killed: number }>`
    select count(pg_terminate_backend(pid))::int as killed from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle'`.execute(db);
  return rows[0]?.killed ?? 0;
}
