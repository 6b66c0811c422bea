import { dayOf } from '../../gateway/desk/days.ts';
import { asInstant } from '../../gateway/desk/instant.ts';
import { now } from './now.ts';
import { session } from './session.ts';

/** The date at the desk: days of cover begin and end there. */
export const deskToday = (): string =>
  dayOf(session.value.is === 'in' ? session.value.me.desk.zone : 'UTC', asInstant(now.value));
