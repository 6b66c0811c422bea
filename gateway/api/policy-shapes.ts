import { z } from 'zod';
import { TARGETS } from '../desk/change.ts';
import { LEVELS } from '../desk/levels.ts';
import { PRIORITIES } from '../desk/priority.ts';
import { Name, Zone } from './asks.ts';
import { PriorityName } from './shapes.ts';

/** The book of promises (desk/policy-book.ts) as it is written, imported and exported; unknown keys are refused. */

// More than this is generated, not written.
const MOST_PAGES = 50;
// Twenty years of a country with many.
const MOST_HOLIDAYS = 1000;

const Day = z.iso.date();
const LocalTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/, 'must be a local date and time such as 2026-03-10T12:00');
const Interval = z
  .string()
  .regex(/^\d{2}:\d{2}-\d{2}:\d{2}$/, 'must be an interval such as 09:00-17:00, or 22:00-06:00 past midnight');
const Duration = z.string().max(40);
const Weekdays = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

const CalendarPage = z.strictObject({
  name: Name,
  zone: Zone,
  week: z.partialRecord(Weekdays, z.array(Interval).max(10)),
  holidays: z
    .array(z.strictObject({ date: Day, name: z.string().max(200).default('') }))
    .max(MOST_HOLIDAYS)
    .default([]),
  closures: z
    .array(z.strictObject({ from: LocalTime, until: LocalTime, why: z.string().max(200).default('') }))
    .max(200)
    .default([]),
});

const PromisePage = z.strictObject({
  firstResponse: Duration,
  resolution: Duration,
  nextResponse: Duration.optional(),
  update: Duration.optional(),
  calendar: Name.optional(),
});

const PolicyPage = z.strictObject({
  name: Name,
  fits: z
    .strictObject({
      mailboxes: z.array(z.string().max(254)).min(1).max(100).optional(),
      organisations: z.array(z.string().max(254)).min(1).max(1000).optional(),
      plans: z.array(Name).min(1).max(100).optional(),
      tags: z.array(z.string().max(100)).min(1).max(100).optional(),
    })
    .default({}),
  calendar: Name,
  pausesOn: z.array(z.enum(['customer', 'third party'])).default(['customer', 'third party']),
  priorities: z.strictObject({
    critical: PromisePage,
    high: PromisePage,
    medium: PromisePage,
    low: PromisePage,
  }),
});

const RulePage = z.strictObject({
  name: Name,
  when: z.string().max(60),
  targets: z.array(z.enum(TARGETS)).min(1).default(['first response', 'resolution']),
  priorities: z
    .array(PriorityName)
    .min(1)
    .default([...PRIORITIES]),
  onlyWhenClosed: z.boolean().optional(),
  steps: z.array(z.string().max(300)).min(1).max(10),
});

const RotaPage = z.strictObject({
  name: Name,
  levels: z.array(z.enum(LEVELS)).min(1),
  zone: Zone,
  handOver: z.string().max(20),
  from: Day,
  hours: Interval.optional(),
  people: z.array(z.email().max(254)).max(100),
  overrides: z
    .array(z.strictObject({ from: LocalTime, until: LocalTime, person: z.email().max(254).nullable() }))
    .max(500)
    .default([]),
});

const Pages = <Page extends z.ZodType>(page: Page) => z.array(page).max(MOST_PAGES);

export const BookShape = z.strictObject({
  calendars: Pages(CalendarPage).min(1),
  policies: Pages(PolicyPage).min(1),
  escalations: Pages(RulePage).default([]),
  onCall: z
    .strictObject({
      rotas: Pages(RotaPage).default([]),
      pageAgainAfter: Duration.default('10 minutes'),
      testPage: z.string().max(20).optional(),
    })
    .default({ rotas: [], pageAgainAfter: '10 minutes' }),
});

export const KeptBookShape = z.object({ book: BookShape, version: z.number() });
export const BookAsk = z.strictObject({ book: BookShape, version: z.number() });
export const PreviewAsk = z.strictObject({ book: BookShape });

const Moment = z.object({ from: z.number(), until: z.number() });

export const PreviewShape = z.object({
  /** Tickets with open promises; `looked` of them were looked at, those due last first. */
  open: z.number(),
  looked: z.number(),
  moves: z.array(
    z.object({
      ticketId: z.number(),
      subject: z.string(),
      target: z.enum(TARGETS),
      from: z.number().nullable(),
      to: z.number().nullable(),
    }),
  ),
  /** What a mail that arrives now would be promised. */
  examples: z.array(
    z.object({
      priority: PriorityName,
      promises: z.array(
        z.object({
          target: z.enum(TARGETS),
          dueAt: z.number().nullable(),
          rules: z.array(z.object({ rule: z.string(), at: z.number(), steps: z.array(z.string()) })),
        }),
      ),
    }),
  ),
});

export const HolidaysAsk = z.strictObject({
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .optional(),
  region: z.string().max(10).optional(),
  year: z.coerce.number().int().min(1990).max(2200).optional(),
});
export const CalendarFileAsk = z.strictObject({ text: z.string().max(1_500_000) });

const Holidays = z.array(z.object({ date: z.string(), name: z.string() }));
export const HolidaysShape = z.object({
  countries: z.array(z.object({ code: z.string(), name: z.string() })),
  regions: z.array(z.object({ code: z.string(), name: z.string() })),
  holidays: Holidays,
});
export const CalendarFileShape = z.object({ holidays: Holidays });

export const OnCallShape = z.object({
  now: z.array(z.object({ rota: z.string(), levels: z.array(z.enum(LEVELS)), agentId: z.number().nullable() })),
  /** What became of the newest tests. */
  tests: z.array(
    z.object({
      rota: z.string(),
      at: z.number(),
      agentId: z.number().nullable(),
      acknowledgedAt: z.number().nullable(),
      missedAt: z.number().nullable(),
    }),
  ),
  /** In the next week nobody is on call then. */
  gaps: z.array(z.object({ level: z.enum(LEVELS), from: z.number(), until: z.number() })),
});

export const TestedShape = z.object({ out: z.boolean() });

export const SumsShape = z.object({
  target: z.enum(TARGETS),
  policy: z.string(),
  timeZone: z.string(),
  minutes: z.number().nullable(),
  release: z.object({ name: z.string(), day: z.string().nullable() }).nullable(),
  startedAt: z.number(),
  dueAt: z.number().nullable(),
  elapsed: z.number(),
  counted: z.array(Moment),
  more: z.boolean(),
  pauses: z.array(z.object({ from: z.number(), until: z.number().nullable() })),
  holidays: z.array(z.string()),
  closures: z.array(Moment),
  rules: z.array(z.object({ rule: z.string(), at: z.number(), firedAt: z.number().nullable() })),
  /** What moved it, by the event that did, oldest first. */
  moves: z.array(z.object({ at: z.number(), by: z.string(), from: z.number().nullable(), to: z.number().nullable() })),
});
export const SumsListShape = z.object({ clocks: z.array(SumsShape) });

export type KeptBook = z.infer<typeof KeptBookShape>;
export type BookPage = z.infer<typeof BookShape>;
export type Preview = z.infer<typeof PreviewShape>;
export type Holidays = z.infer<typeof HolidaysShape>;
export type OnCallNow = z.infer<typeof OnCallShape>;
export type CalendarFile = z.infer<typeof CalendarFileShape>;
export type ClockSums = z.infer<typeof SumsShape>;
