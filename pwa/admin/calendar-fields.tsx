import { useEffect, useState } from 'preact/hooks';
import type { Holidays } from '../../gateway/api/policy-shapes.ts';
import { zones } from '../parts/desk-fields.tsx';
import { Field, Pick, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import { type CalendarPage, readCalendarFile, readHolidays } from '../state/policy.ts';
import { WeekFields } from './week-fields.tsx';

type Props = { page: CalendarPage; set: (page: CalendarPage) => void };

/** Opening hours of a week, days on which nobody works, and what the year looks like. */
export function CalendarFields({ page, set }: Props) {
  return (
    <>
      <Pick label="Time zone" value={page.zone} options={zones(page.zone)} set={(zone) => set({ ...page, zone })} />
      <WeekFields week={page.week} none="closed" set={(week) => set({ ...page, week })} />
      <p class="quiet">Write 09:00-12:00, 13:00-17:00 around a break, 22:00-06:00 past midnight.</p>
      <HolidayFields page={page} set={set} />
      <ClosureFields page={page} set={set} />
      <Year page={page} />
    </>
  );
}

function HolidayFields({ page, set }: Props) {
  const [known, setKnown] = useState<Holidays | null>(null);
  const [country, setCountry] = useState('');
  const [region, setRegion] = useState('');
  const [trouble, setTrouble] = useState('');
  const [date, setDate] = useState('');
  useEffect(() => {
    void readHolidays(country, region).then((answer) => {
      setTrouble(troubleOf(answer));
      if (answer.is === 'good') setKnown(answer.value);
    });
  }, [country, region]);
  const add = (days: CalendarPage['holidays']) => {
    const all = new Map([...page.holidays, ...days].map((day) => [day.date, day]));
    set({ ...page, holidays: [...all.values()].sort((a, b) => (a.date < b.date ? -1 : 1)) });
  };
  const fromFile = async (file: File | undefined) => {
    if (!file) return;
    const answer = await readCalendarFile(await file.text());
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') add(answer.value.holidays);
  };
  const options = (names: Holidays['countries'], none: string) => [
    ['', none] as const,
    ...names.map(({ code, name }) => [code, name] as const),
  ];
  return (
    <fieldset>
      <legend class="label">Holidays ({page.holidays.length})</legend>
      <div class="two">
        <Pick
          label="Country"
          value={country}
          options={options(known?.countries ?? [], 'Choose…')}
          set={(code) => {
            setRegion('');
            setCountry(code);
          }}
        />
        {known && known.regions.length > 0 && (
          <Pick label="Region" value={region} options={options(known.regions, 'Whole country')} set={setRegion} />
        )}
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          disabled={!known || known.holidays.length === 0}
          onClick={() => known && add(known.holidays)}
        >
          Add ten years
        </button>
        <label class="button small">
          Add an .ics file
          <input
            type="file"
            accept=".ics,text/calendar"
            class="unseen"
            onChange={(event) => void fromFile(event.currentTarget.files?.[0])}
          />
        </label>
        {page.holidays.length > 0 && (
          <button type="button" class="button small danger" onClick={() => set({ ...page, holidays: [] })}>
            Remove all
          </button>
        )}
      </div>
      <div class="two">
        <Field label="One day" type="date" value={date} set={setDate} />
        <button
          type="button"
          class="button small"
          disabled={date === ''}
          onClick={() => add([{ date, name: 'Closed' }])}
        >
          Add day
        </button>
      </div>
      <Trouble words={trouble} />
    </fieldset>
  );
}

function ClosureFields({ page, set }: Props) {
  const [from, setFrom] = useState('');
  const [until, setUntil] = useState('');
  return (
    <fieldset>
      <legend class="label">Closed out of turn</legend>
      <ul class="items">
        {page.closures.map((closure) => (
          <li key={closure.from}>
            <span class="grow">
              {closure.from.replace('T', ' ')} to {closure.until.replace('T', ' ')} {closure.why}
            </span>
            <button
              type="button"
              class="button small"
              onClick={() => set({ ...page, closures: page.closures.filter((one) => one !== closure) })}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
      <div class="two">
        <Field label="From" placeholder="2026-03-10T12:00" value={from} set={setFrom} />
        <Field label="Until" placeholder="2026-03-10T17:00" value={until} set={setUntil} />
      </div>
      <div class="actions">
        <button
          type="button"
          class="button small"
          disabled={from === '' || until === ''}
          onClick={() => set({ ...page, closures: [...page.closures, { from, until, why: '' }] })}
        >
          Add closure
        </button>
      </div>
    </fieldset>
  );
}

/** What is out of the ordinary in a year: holidays, closures, and each change of clocks. */
function Year({ page }: { page: CalendarPage }) {
  const [year, setYear] = useState(new Date().getFullYear());
  const lines = [
    ...page.holidays
      .filter(({ date }) => date.startsWith(`${year}`))
      .map(({ date, name }) => [date, name || 'Holiday']),
    ...page.closures
      .filter(({ from }) => from.startsWith(`${year}`))
      .map(({ from, why }) => [from.slice(0, 10), `Closed ${why}`]),
    ...changesOfClocks(page.zone, year).map(({ date, to }) => [date, `The clocks change to ${to}`]),
  ].sort(([a = ''], [b = '']) => (a < b ? -1 : 1));
  return (
    <details>
      <summary>The year {year}</summary>
      <div class="actions">
        <button type="button" class="button small" onClick={() => setYear(year - 1)}>
          {year - 1}
        </button>
        <button type="button" class="button small" onClick={() => setYear(year + 1)}>
          {year + 1}
        </button>
      </div>
      <ul class="lines">
        {lines.map(([date, words]) => (
          <li key={`${date}${words}`} class="with-time">
            <span>{words}</span> <span>{date}</span>
          </li>
        ))}
        {lines.length === 0 && <li class="quiet">Nothing out of the ordinary.</li>}
      </ul>
    </details>
  );
}

function changesOfClocks(timeZone: string, year: number): { date: string; to: string }[] {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const offset = (at: number) => format.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value ?? '';
  const found: { date: string; to: string }[] = [];
  let before = offset(Date.UTC(year, 0, 1));
  for (let day = 2; day <= 366; day++) {
    const at = Date.UTC(year, 0, day);
    const now = offset(at);
    // Seen at midnight after the change.
    if (now !== before) found.push({ date: new Date(at - 1).toISOString().slice(0, 10), to: now });
    before = now;
  }
  return found;
}
