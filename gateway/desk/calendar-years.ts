import { stretchesOf } from './calendar-zone.ts';
import { asInstant, DAY, type Instant } from './instant.ts';

/** Opening intervals per weekday, Sunday first, in milliseconds of the local day; holidays as local day numbers. */
export type Opened = { timeZone: string; days: readonly [open: number, close: number][][]; holidays: Set<number> };

/** The openings of one UTC year, in order, and how long each year before and each opening before it was open. */
type Year = { opens: Float64Array; closes: Float64Array; before: Float64Array; total: number };

/** Nobody closes a desk for longer, in years; a calendar that does has no next opening. */
const LONGEST_CLOSURE = 3;
/** A promise that lies further away is a mistake. */
const FURTHEST = 1000;

/**
 * A calendar laid out year by year with running totals: how long it was open until an instant, and when it had been
 * open for so long, are a few comparisons each, however far away. A year is laid out when somebody first asks for it.
 */
export class Timeline {
  readonly #opened: Opened;
  #firstYear: number;
  #years: Year[] = [];
  /** Open milliseconds before each year, and after the last. */
  #totals: number[] = [0];

  constructor(opened: Opened, firstAsked: Instant) {
    this.#opened = opened;
    this.#firstYear = yearOf(firstAsked);
  }

  /** Open milliseconds from the beginning of the first year until `at`. Only differences mean something. */
  openUntil(at: number): number {
    const { year, total } = this.#yearAt(yearOf(at));
    const index = lastAtMost(year.opens, at);
    if (index < 0) return total;
    const [open = 0, close = 0, before = 0] = [year.opens[index], year.closes[index], year.before[index]];
    return total + before + Math.min(at, close) - open;
  }

  /** The earliest instant at which `openUntil` is `total`; null when the calendar does not open any more. */
  reaches(total: number): Instant | null {
    let dark = 0;
    while ((this.#totals.at(-1) ?? 0) < total) {
      dark = this.#append() > 0 ? 0 : dark + 1;
      if (dark > LONGEST_CLOSURE || this.#years.length > FURTHEST) return null;
    }
    const index = lastBelow(this.#totals, total);
    const year = this.#years[index];
    if (!year) return null;
    const rest = total - (this.#totals[index] ?? 0);
    const opening = lastBelow(year.before, rest);
    return asInstant((year.opens[opening] ?? 0) + rest - (year.before[opening] ?? 0));
  }

  /** Openings within [start, end), clipped to it, in order. */
  *openings(start: Instant, end: Instant): Generator<{ from: Instant; until: Instant }> {
    for (let number = yearOf(start); number <= yearOf(end); number++) {
      const { year } = this.#yearAt(number);
      for (let index = Math.max(0, lastAtMost(year.opens, start)); index < year.opens.length; index++) {
        const [open = 0, close = 0] = [year.opens[index], year.closes[index]];
        if (open >= end) return;
        const [from, until] = [Math.max(open, start), Math.min(close, end)];
        if (from < until) yield { from: asInstant(from), until: asInstant(until) };
      }
    }
  }

  #yearAt(number: number): { year: Year; total: number } {
    while (number < this.#firstYear) this.#prepend();
    for (;;) {
      const index = number - this.#firstYear;
      const year = this.#years[index];
      if (year) return { year, total: this.#totals[index] ?? 0 };
      this.#append();
    }
  }

  #append(): number {
    const year = layOut(this.#opened, this.#firstYear + this.#years.length);
    this.#years.push(year);
    this.#totals.push((this.#totals.at(-1) ?? 0) + year.total);
    return year.total;
  }

  /** Totals before the first year are below zero: they go on meaning the same. */
  #prepend(): void {
    this.#firstYear -= 1;
    const year = layOut(this.#opened, this.#firstYear);
    this.#years.unshift(year);
    this.#totals.unshift((this.#totals[0] ?? 0) - year.total);
  }
}

function layOut({ timeZone, days, holidays }: Opened, number: number): Year {
  const found: [open: number, close: number][] = [];
  for (const { from, until, offset } of stretchesOf(timeZone, number)) {
    const last = Math.floor((until - 1 + offset) / DAY);
    for (let day = Math.floor((from + offset) / DAY); day <= last; day++) {
      if (holidays.has(day)) continue;
      // 1970-01-01 was a Thursday.
      for (const [open, close] of days[(((day + 4) % 7) + 7) % 7] ?? []) {
        const opens = Math.max(day * DAY + open - offset, from);
        const closes = Math.min(day * DAY + close - offset, until);
        if (opens < closes) found.push([opens, closes]);
      }
    }
  }
  const before = new Float64Array(found.length);
  let total = 0;
  for (const [index, [open, close]] of found.entries()) {
    before[index] = total;
    total += close - open;
  }
  return {
    opens: Float64Array.from(found, ([open]) => open),
    closes: Float64Array.from(found, ([, close]) => close),
    before,
    total,
  };
}

/** Years without a Date of their own: this is asked a hundred thousand times a second. */
const yearStarts = new Map<number, number>();
const YEAR = 365.2425 * DAY;

function yearOf(at: number): number {
  const guess = 1970 + Math.floor(at / YEAR);
  if (at < startOf(guess)) return guess - 1;
  return at < startOf(guess + 1) ? guess : guess + 1;
}

function startOf(year: number): number {
  const known = yearStarts.get(year);
  if (known !== undefined) return known;
  const start = Date.UTC(year, 0);
  yearStarts.set(year, start);
  return start;
}

type Sorted = { readonly length: number; readonly [index: number]: number };

/** The index of the last value that is at most `limit`; -1 when there is none. */
function lastAtMost(values: Sorted, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The index of the last value that is below `limit`; -1 when there is none. */
function lastBelow(values: Sorted, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((values[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
