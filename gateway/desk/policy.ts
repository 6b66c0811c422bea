import type { Calendar } from './calendar.ts';
import type { Priority } from './priority.ts';

/** The promises of a desk: open minutes per priority. A resolution of null comes with the next release. */
export type Policy = {
  calendar: Calendar;
  targets: Record<Priority, { firstResponse: number; resolution: number | null }>;
};

const HOURS = 60;

/** The support promise of the first user, until an admin changes it. */
export const DEFAULT_POLICY: Policy = {
  calendar: {
    timeZone: 'America/New_York',
    week: {
      mon: [['09:00', '17:00']],
      tue: [['09:00', '17:00']],
      wed: [['09:00', '17:00']],
      thu: [['09:00', '17:00']],
      fri: [['09:00', '17:00']],
    },
    holidays: [],
  },
  targets: {
    critical: { firstResponse: 2 * HOURS, resolution: 4 * HOURS },
    high: { firstResponse: 4 * HOURS, resolution: 8 * HOURS },
    medium: { firstResponse: 8 * HOURS, resolution: 16 * HOURS },
    low: { firstResponse: 16 * HOURS, resolution: null },
  },
};
