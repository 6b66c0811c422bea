import { type Calendar, dueAt, WEEKDAYS } from './calendar.ts';
import { isZone, localInstant } from './calendar-zone.ts';
import { minutesIn } from './duration.ts';
import { DeskError } from './error.ts';
import { isStep, momentIn, type Rule } from './escalation.ts';
import { intervalIn, minuteOfDay, weeklyIn, weekOf } from './hours.ts';
import { asInstant, type Instant } from './instant.ts';
import type { OnCall, Rota } from './on-call.ts';
import type { Policy, Promised } from './policy.ts';
import {
  ALWAYS,
  type Book,
  type CalendarPage,
  type OnCallPage,
  type PolicyPage,
  type PromisePage,
  type RotaPage,
  type RulePage,
} from './policy-book.ts';
import { PRIORITIES } from './priority.ts';
import type { Release } from './release.ts';
import { tagIn } from './tag.ts';

/**
 * Makes of an admin's book what the rules use.
 * @throws DeskError invalid, which names the page and what to write instead
 */
export function compilePolicy(
  book: Book,
  mailboxes: readonly { id: number; address: string }[],
  releases: readonly Release[] = [],
): Policy {
  for (const [what, pages] of Object.entries({
    calendar: book.calendars,
    policy: book.policies,
    escalation: book.escalations,
    rota: book.onCall.rotas,
  }))
    differ(what, pages);
  const calendars = new Map(book.calendars.map((page) => [page.name, calendarFrom(page)]));
  const shared = { escalations: book.escalations.map(ruleFrom), onCall: onCallFrom(book.onCall), releases };
  const compiled = book.policies.map((page) => ({
    page,
    policy: { ...shared, exceptions: [], ...promisesFrom(page, calendars) },
  }));
  const last = compiled.pop();
  if (!last) throw wrong('There must be a policy: the last one is for everybody.');
  if (Object.keys(last.page.fits).length > 0)
    throw wrong(`"${last.page.name}" is the last policy and must fit everybody: take its conditions away.`);
  return {
    ...last.policy,
    exceptions: compiled.map(({ page, policy }) => ({ when: fitsFrom(page, mailboxes), policy })),
  };
}

function differ(what: string, pages: readonly { name: string }[]): void {
  const twice = pages.find(({ name }, index) => pages.findIndex((one) => one.name === name) !== index);
  if (twice) throw wrong(`Two of them are called "${twice.name}": give each ${what} a name of its own.`);
}

const wrong = (words: string) => new DeskError('invalid', words);

function fitsFrom({ name, fits }: PolicyPage, mailboxes: readonly { id: number; address: string }[]) {
  const asked = fits.mailboxes?.map((address) => address.toLowerCase());
  return {
    ...(asked
      ? { mailboxIds: mailboxes.filter(({ address }) => asked.includes(address.toLowerCase())).map(({ id }) => id) }
      : {}),
    ...(fits.organisations ? { organisations: fits.organisations.map((one) => one.toLowerCase()) } : {}),
    ...(fits.plans ? { plans: fits.plans } : {}),
    ...(fits.tags ? { tags: fits.tags.map((text) => tagFrom(name, text)) } : {}),
  };
}

function tagFrom(name: string, text: string): string {
  const tag = tagIn(text);
  if (tag === null) throw wrong(`"${name}": "${text}" is no tag; write one word, such as "vip".`);
  return tag;
}

function promisesFrom(page: PolicyPage, calendars: ReadonlyMap<string, Calendar>) {
  const calendar = (name: string): Calendar => {
    const found = name === ALWAYS ? ROUND_THE_CLOCK : calendars.get(name);
    if (!found) throw wrong(`"${page.name}" counts in the calendar "${name}", which is not there.`);
    return found;
  };
  const own = calendar(page.calendar);
  const targets = PRIORITIES.map((priority) => {
    const promise = page.priorities[priority];
    return [priority, promisedFrom(promise, promise.calendar ? calendar(promise.calendar) : null, page.name)] as const;
  });
  return {
    name: page.name,
    calendar: own,
    targets: Object.fromEntries(targets) as Policy['targets'],
    pausesOn: page.pausesOn,
  };
}

const NEXT_RELEASE = 'next release';

function promisedFrom(page: PromisePage, calendar: Calendar | null, policy: string): Promised {
  const minutes = (text: string): number => {
    const found = minutesIn(text);
    if (found === null || found === 0) throw wrong(`"${policy}": "${text}" is no duration; write "2 hours".`);
    return found;
  };
  return {
    firstResponse: minutes(page.firstResponse),
    resolution: page.resolution === NEXT_RELEASE ? null : minutes(page.resolution),
    ...(page.nextResponse ? { nextResponse: minutes(page.nextResponse) } : {}),
    ...(page.update ? { update: minutes(page.update) } : {}),
    ...(calendar ? { calendar } : {}),
  };
}

/** Midnight to midnight, in a zone that never changes its clocks. */
const ROUND_THE_CLOCK: Calendar = {
  timeZone: 'UTC',
  week: Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, [['00:00', '24:00']]])),
  holidays: [],
};

function calendarFrom({ name, zone, week, holidays, closures }: CalendarPage): Calendar {
  zoneIsKnown(name, zone);
  const calendar = {
    timeZone: zone,
    week: weekOf(name, week),
    holidays: holidays.map(({ date }) => date),
    closures: closures.map(({ from, until }) => stretchIn(name, zone, from, until)),
  };
  opens(name, calendar);
  return calendar;
}

/** A calendar that never opens would hold every promise for ever. */
function opens(name: string, calendar: Calendar): void {
  try {
    dueAt(calendar, asInstant(Date.UTC(2026, 0)), 1);
  } catch {
    throw wrong(`The calendar "${name}" never opens: give it hours on some day.`);
  }
}

function stretchIn(name: string, zone: string, from: string, until: string): { from: Instant; until: Instant } {
  const [begin, end] = [localInstant(zone, from), localInstant(zone, until)];
  if (begin === null || end === null || end <= begin)
    throw wrong(
      `"${name}": "${from}" to "${until}" is no stretch of time; write "2026-03-10T12:00", the end after the begin.`,
    );
  return { from: begin, until: end };
}

function zoneIsKnown(name: string, zone: string): void {
  if (!isZone(zone)) throw wrong(`"${name}": "${zone}" is no time zone; write one such as "Europe/Berlin".`);
}

function ruleFrom({ name, when, targets, priorities, onlyWhenClosed = false, steps }: RulePage): Rule {
  const moment = momentIn(when, minutesIn);
  if (moment === null)
    throw wrong(`"${name}": "${when}" is no moment; write "at once", "75 %", "breach" or "30 minutes after".`);
  const bad = steps.find((step) => !isStep(step));
  if (bad !== undefined)
    throw wrong(
      `"${name}": "${bad}" is no step; write "notify assignee", "notify support manager", "notify technical director", "notify on call", "raise priority", "move up a level", "move to L3", "assign to grace@desk.example" or "page".`,
    );
  return { name, when: moment, targets, priorities, onlyWhenClosed, steps: steps.filter(isStep) };
}

function onCallFrom({ rotas, pageAgainAfter, testPage }: OnCallPage): OnCall {
  const again = minutesIn(pageAgainAfter);
  if (!again) throw wrong(`"${pageAgainAfter}" is no duration; write "10 minutes".`);
  const tested = testPage === undefined ? null : weeklyIn(testPage);
  if (testPage !== undefined && tested === null)
    throw wrong(`"${testPage}" is no moment of a week for the test page; write "mon 10:00".`);
  return { rotas: rotas.map(rotaFrom), pageAgainAfter: again, ...(tested ? { testPage: tested } : {}) };
}

function rotaFrom({ name, levels, zone, handOver, from, hours, people, overrides }: RotaPage): Rota {
  zoneIsKnown(name, zone);
  const weekly = weeklyIn(handOver);
  if (weekly === null) throw wrong(`"${name}": "${handOver}" is no hand-over; write "mon 09:00".`);
  const [open, close] = hours === undefined ? [] : intervalIn(name, hours);
  return {
    name,
    levels,
    zone,
    handOver: weekly,
    from,
    hours: open === undefined || close === undefined ? null : { open: minuteOfDay(open), close: minuteOfDay(close) },
    people: people.map((address) => address.toLowerCase()),
    overrides: overrides.map((one) => ({
      ...stretchIn(name, zone, one.from, one.until),
      person: one.person?.toLowerCase() ?? null,
    })),
  };
}
