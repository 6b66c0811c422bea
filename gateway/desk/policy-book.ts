import type { Weekday } from './calendar.ts';
import type { Target, WaitingOn } from './change.ts';
import type { Level } from './levels.ts';
import type { Priority } from './priority.ts';

/**
 * What an admin writes: calendars, promises, escalations and rotas, as one document. Screens edit it,
 * `heed policy export` writes it as YAML, and policy-compile.ts makes of it what the rules use.
 * Durations are written "2 hours"; intervals "09:00-17:00", past midnight "22:00-06:00".
 */
export type Book = {
  calendars: CalendarPage[];
  /** The first that fits a ticket is its policy; the last fits all. */
  policies: PolicyPage[];
  escalations: RulePage[];
  onCall: OnCallPage;
};

export type CalendarPage = {
  name: string;
  zone: string;
  week: Partial<Record<Weekday, string[]>>;
  holidays: { date: string; name: string }[];
  /** Closed once, out of turn; local date and time, "2026-03-10T12:00". */
  closures: { from: string; until: string; why: string }[];
};

/** Instead of the name of a calendar: minutes count by the clock. */
export const ALWAYS = 'always';

export type PolicyPage = {
  name: string;
  fits: FitsPage;
  calendar: string;
  pausesOn: WaitingOn[];
  priorities: Record<Priority, PromisePage>;
};

/** Whose tickets: each list given must hold one that is the ticket's. Empty is everybody's. */
export type FitsPage = {
  mailboxes?: string[] | undefined;
  /** Names of organisations, domains or addresses. */
  organisations?: string[] | undefined;
  /** Names of plans; "none" is everybody without cover that runs. */
  plans?: string[] | undefined;
  tags?: string[] | undefined;
};

export type PromisePage = {
  firstResponse: string;
  /** "next release": a promise that has an instant once that release has a day. */
  resolution: string;
  nextResponse?: string | undefined;
  update?: string | undefined;
  calendar?: string | undefined;
};

export type RulePage = {
  name: string;
  /** "at once", "75 %", "breach" or "30 minutes after". */
  when: string;
  targets: Target[];
  priorities: Priority[];
  /** Only for a promise that began while the desk was closed. */
  onlyWhenClosed?: boolean | undefined;
  steps: string[];
};

export type OnCallPage = {
  rotas: RotaPage[];
  pageAgainAfter: string;
  /** "mon 10:00", in the zone of each rota; without it nobody is tested. */
  testPage?: string | undefined;
};

export type RotaPage = {
  name: string;
  levels: Level[];
  zone: string;
  /** "mon 09:00". */
  handOver: string;
  from: string;
  hours?: string | undefined;
  people: string[];
  overrides: { from: string; until: string; person: string | null }[];
};

const OFFICE = ['09:00-17:00'];
const EVERY: Priority[] = ['critical', 'high', 'medium', 'low'];

/** What a new desk promises; templates/policy/default.yaml says the same, as a test makes sure. */
export const DEFAULT_BOOK: Book = {
  calendars: [
    {
      name: 'Office hours',
      zone: 'America/New_York',
      week: { mon: OFFICE, tue: OFFICE, wed: OFFICE, thu: OFFICE, fri: OFFICE },
      holidays: [],
      closures: [],
    },
  ],
  policies: [
    {
      name: 'Standard',
      fits: {},
      calendar: 'Office hours',
      pausesOn: ['customer', 'third party'],
      priorities: {
        critical: { firstResponse: '2 hours', resolution: '4 hours' },
        high: { firstResponse: '4 hours', resolution: '8 hours' },
        medium: { firstResponse: '8 hours', resolution: '16 hours' },
        low: { firstResponse: '16 hours', resolution: 'next release' },
      },
    },
  ],
  escalations: [
    {
      name: 'Warn whoever has it',
      when: '75 %',
      targets: ['first response', 'resolution'],
      priorities: EVERY,
      steps: ['notify assignee'],
    },
    {
      name: 'Page for what is critical after hours',
      when: 'at once',
      targets: ['first response'],
      priorities: ['critical'],
      onlyWhenClosed: true,
      steps: ['page'],
    },
    {
      name: 'Page for what is critical',
      when: '50 %',
      targets: ['first response'],
      priorities: ['critical'],
      steps: ['page'],
    },
    {
      name: 'An answer is late',
      when: 'breach',
      targets: ['first response'],
      priorities: EVERY,
      steps: ['notify assignee', 'notify support manager'],
    },
    {
      name: 'A solution is late',
      when: 'breach',
      targets: ['resolution'],
      priorities: EVERY,
      steps: ['move up a level', 'notify support manager'],
    },
    {
      name: 'A serious solution is an hour late',
      when: '1 hour after',
      targets: ['resolution'],
      priorities: ['critical', 'high'],
      steps: ['move up a level', 'notify technical director'],
    },
  ],
  onCall: { rotas: [], pageAgainAfter: '10 minutes' },
};
