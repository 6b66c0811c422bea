import { WEEKDAYS } from './calendar.ts';
import { localInstant, localMinute } from './calendar-zone.ts';
import type { Finding } from './finding.ts';
import { DAY, type Instant, MINUTE } from './instant.ts';
import { answersAt, type OnCall, onCallAt, type Rota } from './on-call.ts';

/** A page that is a test, of one rota at its moment of the week; `person` is an address, null where nobody is on call. */
export type TestPage = { rota: string; dueAt: Instant; person: string | null };

/** One that comes later tests nothing that anybody waits for: the next is in a week. */
const LATE = 30 * MINUTE;

/** The tests that are due now or were a moment ago; a rota that does not answer then has none. */
export function testsDue(onCall: OnCall, now: Instant): TestPage[] {
  const { testPage, rotas } = onCall;
  if (!testPage) return [];
  return rotas.flatMap((rota) => {
    const dueAt = lastMoment(rota, testPage, now);
    if (dueAt === null || dueAt <= now - LATE || !answersAt(rota, dueAt)) return [];
    return [{ rota: rota.name, dueAt, person: onCallAt(rota, dueAt) }];
  });
}

/** The newest of today's and yesterday's local moments that is not ahead of us; null when neither day has one. */
function lastMoment(
  { zone }: Rota,
  { weekday, minutes }: NonNullable<OnCall['testPage']>,
  now: Instant,
): Instant | null {
  const today = Math.floor(localMinute(zone, now) / (DAY / MINUTE));
  for (const day of [today, today - 1]) {
    // 1970-01-01 was a Thursday.
    if (WEEKDAYS[(day + 4) % WEEKDAYS.length] !== weekday) continue;
    const text = new Date(day * DAY + minutes * MINUTE).toISOString().slice(0, 16);
    const at = localInstant(zone, text);
    if (at !== null && at <= now) return at;
  }
  return null;
}

/** What the Support Manager is told of a test that nobody acknowledged in time. `name`: null when nobody was on call. */
export function missedTest({ rota, name }: { rota: string; name: string | null }): Finding {
  return {
    code: 'test page missed',
    severity: 'warning',
    count: 1,
    words:
      name === null
        ? `Nobody was on call for ${rota} when its page was tested.`
        : `${name} did not acknowledge the test page of ${rota} in time.`,
    advice:
      name === null
        ? 'Fill the rota under Promises.'
        : 'Ask whether their phone rings (You, When you are needed) and their mail is read.',
    examples: [],
  };
}
