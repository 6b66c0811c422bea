import { type Calendar, WEEKDAYS, type Weekday } from './calendar.ts';
import { DeskError } from './error.ts';

/** Hours of a local day as somebody writes them, "09:00-17:00", or "22:00-06:00" past midnight. */

const TIME = '(?:[01]\\d|2[0-3]):[0-5]\\d';
const INTERVAL = new RegExp(`^(${TIME})-(${TIME}|24:00)$`);
const WEEKLY = new RegExp(`^(${WEEKDAYS.join('|')}) (${TIME})$`);

/** @throws DeskError invalid, which names `whose` and what to write instead */
export function intervalIn(whose: string, text: string): [open: string, close: string] {
  const [, open, close] = INTERVAL.exec(text) ?? [];
  if (open === undefined || close === undefined || open === close)
    throw new DeskError(
      'invalid',
      `"${whose}": "${text}" is no interval; write "09:00-17:00", or "22:00-06:00" past midnight.`,
    );
  return [open, close];
}

/** The hours of a week; what goes on past midnight is two. @throws DeskError invalid, as above */
export function weekOf(whose: string, week: Partial<Record<Weekday, readonly string[]>>): Calendar['week'] {
  const opened: Calendar['week'] = {};
  const push = (weekday: Weekday, interval: [string, string]) => {
    opened[weekday] = [...(opened[weekday] ?? []), interval];
  };
  for (const [index, weekday] of WEEKDAYS.entries())
    for (const text of week[weekday] ?? []) {
      const [open, close] = intervalIn(whose, text);
      const next = WEEKDAYS[(index + 1) % WEEKDAYS.length] ?? weekday;
      if (open < close) push(weekday, [open, close]);
      else {
        push(weekday, [open, '24:00']);
        if (close > '00:00') push(next, ['00:00', close]);
      }
    }
  return opened;
}

/** A moment of each week, "mon 09:00", in minutes of that day; null when it is none. */
export function weeklyIn(text: string): { weekday: Weekday; minutes: number } | null {
  const [, day, time] = WEEKLY.exec(text) ?? [];
  const weekday = WEEKDAYS.find((one) => one === day);
  return weekday === undefined || time === undefined ? null : { weekday, minutes: minuteOfDay(time) };
}

export const minuteOfDay = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
