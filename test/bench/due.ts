import { type Calendar, dueAt } from '../../gateway/desk/calendar.ts';
import { asInstant, DAY } from '../../gateway/desk/instant.ts';

/** Mornings and afternoons with a break, in a zone that changes its clocks, with holidays. */
const CALENDAR: Calendar = {
  timeZone: 'Europe/Berlin',
  week: Object.fromEntries(
    ['mon', 'tue', 'wed', 'thu', 'fri'].map((day) => [
      day,
      [
        ['08:30', '12:00'],
        ['13:00', '17:30'],
      ],
    ]),
  ),
  holidays: Array.from({ length: 20 }, (_, year) => [`${2026 + year}-01-01`, `${2026 + year}-12-25`]).flat(),
};

const TIMES = 200_000;
const BEGIN = Date.UTC(2026, 0, 5);

/** `npm run bench -- due`: due instants a second on one core, near and far. */
export async function due(): Promise<void> {
  for (const [what, minutes] of [
    ['an hour', 60],
    ['a week', 2400],
    ['a year', 120_000],
    ['ten years', 1_200_000],
  ] as const) {
    dueAt(CALENDAR, asInstant(BEGIN), minutes);
    const started = performance.now();
    let last = 0;
    for (let time = 0; time < TIMES; time++)
      last = dueAt(CALENDAR, asInstant(BEGIN + (time % 1000) * DAY * 0.37), minutes);
    const perSecond = Math.round(TIMES / ((performance.now() - started) / 1000));
    process.stdout.write(
      `${what.padEnd(10)} ${perSecond.toLocaleString('en').padStart(10)} due instants a second, the last ${new Date(last).toISOString()}\n`,
    );
  }
}
