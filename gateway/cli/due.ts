import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Calendar, dueAt, elapsed } from '../desk/calendar.ts';
import { asInstant } from '../desk/instant.ts';

const Time = z.iso.datetime().transform((text) => asInstant(Date.parse(text)));
const CalendarLine = z.object({
  calendar: z.string(),
  timeZone: z.string(),
  week: z.record(
    z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']).or(z.string()),
    z.array(z.tuple([z.string(), z.string()])),
  ),
  holidays: z.array(z.string()),
});
const CaseLine = z.object({
  id: z.union([z.number(), z.string()]),
  use: z.string(),
  start: Time,
  minutes: z.number(),
  pauses: z.array(
    z.union([
      z.tuple([Time, Time]).transform(([from, until]) => ({ from, until })),
      z.object({ from: Time, until: Time }),
    ]),
  ),
  elapsedTo: Time,
});

/** `heed due FILE.jsonl`: lines that define calendars, then cases; one line { id, due, elapsed } for each case. */
export async function due(args: string[]): Promise<number> {
  const [file] = args;
  if (!file) {
    process.stderr.write('Name a file of cases: npm run heed -- due FILE.jsonl\n');
    return 64;
  }
  for (const answer of dueCases(await readFile(file, 'utf8'))) process.stdout.write(`${JSON.stringify(answer)}\n`);
  return 0;
}

/** Answers each case of a JSON Lines text. */
export function* dueCases(text: string): Generator<{ id: number | string; due: string; elapsed: number }> {
  const calendars = new Map<string, Calendar>();
  for (const line of text.split('\n').filter((one) => one.trim() !== '')) {
    const given: unknown = JSON.parse(line);
    const calendar = CalendarLine.safeParse(given);
    if (calendar.success) {
      calendars.set(calendar.data.calendar, calendar.data as Calendar);
      continue;
    }
    const { id, use, start, minutes, pauses, elapsedTo } = CaseLine.parse(given);
    const known = calendars.get(use);
    if (!known) throw new Error(`case ${id} uses the calendar "${use}", which no line before it defines`);
    yield {
      id,
      due: new Date(dueAt(known, start, minutes, pauses)).toISOString().replace('.000Z', 'Z'),
      elapsed: elapsed(known, start, elapsedTo, pauses),
    };
  }
}
