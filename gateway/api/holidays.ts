import { DeskError } from '../desk/error.ts';

/** Holidays from what others keep; both libraries are loaded when somebody asks, never at the start. */

export type Holiday = { date: string; name: string };

/** As far as holidays are written down at once, in years. */
const YEARS = 10;

/** Countries and regions there are, and the public holidays of the one asked for, ten years from `year` on. */
export async function holidaysOf(
  country: string | undefined,
  region: string | undefined,
  year: number,
): Promise<{ countries: Named[]; regions: Named[]; holidays: Holiday[] }> {
  const { default: Holidays } = await import('date-holidays');
  const all = new Holidays();
  const countries = named(all.getCountries('en'));
  if (country === undefined) return { countries, regions: [], holidays: [] };
  const regions = named(all.getStates(country, 'en') ?? {});
  const known = region ? new Holidays(country, region) : new Holidays(country);
  const days = Array.from({ length: YEARS }, (_, later) => known.getHolidays(year + later, 'en') ?? []).flat();
  const holidays = days
    .filter(({ type }) => type === 'public')
    .flatMap(({ start, end, date, name }) => datesBetween(date.slice(0, 10), end.getTime() - start.getTime(), name));
  return { countries, regions, holidays: distinct(holidays) };
}

type Named = { code: string; name: string };

const named = (names: Record<string, string>): Named[] =>
  Object.entries(names)
    .map(([code, name]) => ({ code, name }))
    .sort((a, b) => a.name.localeCompare(b.name, 'en'));

const DAY = 24 * 60 * 60 * 1000;

function datesBetween(first: string, length: number, name: string): Holiday[] {
  const days = Math.max(1, Math.round(length / DAY));
  const start = Date.parse(`${first}T00:00:00Z`);
  return Array.from({ length: days }, (_, day) => ({
    date: new Date(start + day * DAY).toISOString().slice(0, 10),
    name,
  }));
}

/** A feed that repeats for ever is followed this far. */
const MOST_DAYS = 500;
const MOST_REPEATS = 60;

/**
 * The all-day events of an iCalendar file (RFC 5545), repetitions followed.
 * @throws DeskError invalid, for a file that is none
 */
export async function holidaysInFile(text: string): Promise<Holiday[]> {
  const { default: ICAL } = await import('ical.js');
  let events: InstanceType<typeof ICAL.Event>[];
  try {
    const calendar = new ICAL.Component(ICAL.parse(text));
    events = calendar.getAllSubcomponents('vevent').map((one) => new ICAL.Event(one));
  } catch {
    throw new DeskError('invalid', 'This is no calendar file. Choose one that ends in .ics.', { field: 'text' });
  }
  const found: Holiday[] = [];
  for (const event of events) {
    if (!event.startDate?.isDate) continue;
    const length = event.duration.toSeconds() * 1000;
    const add = (date: string) => found.push(...datesBetween(date, length, event.summary ?? ''));
    if (!event.isRecurring()) add(event.startDate.toString());
    else {
      const dates = event.iterator();
      for (let times = 0; times < MOST_REPEATS; times++) {
        const next = dates.next();
        if (!next) break;
        add(next.toString());
      }
    }
    if (found.length > MOST_DAYS) break;
  }
  return distinct(found).slice(0, MOST_DAYS);
}

const distinct = (days: Holiday[]): Holiday[] =>
  [...new Map(days.map((day) => [day.date, day])).values()].sort((a, b) => (a.date < b.date ? -1 : 1));
