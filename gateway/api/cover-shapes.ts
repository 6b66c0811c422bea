import { z } from 'zod';
import { CHANNELS, ROLES } from '../desk/cover.ts';
import { isDay } from '../desk/days.ts';
import { phoneNumber } from '../desk/phone.ts';
import { EmailAddress, Line, Name, Text } from './asks.ts';
import { Sender } from './spam.ts';

/** Organisations, their people, plans and cover, as the API speaks of them. Days are local dates, "2026-03-10". */

// More domains and people than one organisation has.
const MOST = 200;
// Longer is no promise anybody makes.
const LONGEST_DAYS = 3650;
const LONGEST_MONTHS = 120;
const LONGEST_NOTES = 10_000;

const Day = z.string().refine(isDay, 'is no day, such as 2026-03-10');
const RoleName = z.enum(ROLES);
const ChannelName = z.enum(CHANNELS);
const Phone = z
  .string()
  .max(60)
  .transform((text, context) => {
    const number = phoneNumber(text);
    if (number === null) context.addIssue(`"${text}" is no phone number, such as +1 555 123 4567`);
    return number ?? '';
  });

const plan = {
  name: Name,
  /** How long it runs: one of the two. */
  days: z.number().int().min(1).max(LONGEST_DAYS).nullable(),
  months: z.number().int().min(1).max(LONGEST_MONTHS).nullable(),
  covers: z.array(Name).max(MOST),
  channels: z.array(ChannelName),
  emergencyLine: z.boolean(),
  renewable: z.boolean(),
};
export const PlanAsk = z
  .strictObject(plan)
  .refine(({ days, months }) => (days === null) !== (months === null), 'runs for a number of days or of months');
const PlanShape = z.object({ id: z.number(), revision: z.number(), used: z.number(), ...plan });
export const PlansShape = z.object({ plans: z.array(PlanShape) });

export const OrganisationsAsk = z.strictObject({
  q: Line.default(''),
  after: Line.optional(),
});
export const OrganisationAsk = z.strictObject({
  name: Name,
  notes: Text.max(LONGEST_NOTES).default(''),
  parentId: z.number().int().positive().nullable().default(null),
  addresses: z.array(Sender).max(MOST).default([]),
});
export const CoverAsk = z.strictObject({
  planId: z.number().int().positive(),
  product: Line.default(''),
  startsOn: Day,
  /** null: as long as the plan runs. */
  endsOn: Day.nullable().default(null),
});
export const ContactAsk = z.strictObject({
  address: EmailAddress,
  name: Line.default(''),
  roles: z.array(RoleName).default([]),
  phones: z.array(Phone).max(20).default([]),
});

const row = {
  id: z.number(),
  name: z.string(),
  parentId: z.number().nullable(),
  addresses: z.array(z.string()),
};
export const OrganisationsShape = z.object({
  organisations: z.array(
    z.object({ ...row, cover: z.object({ plan: z.string(), startsOn: z.string(), endsOn: z.string() }).nullable() }),
  ),
  /** The name to go on after; null at the end. */
  next: z.string().nullable(),
});

const CoverShape = z.object({
  id: z.number(),
  revision: z.number(),
  planId: z.number(),
  plan: z.string(),
  product: z.string(),
  startsOn: z.string(),
  endsOn: z.string(),
  renewable: z.boolean(),
  renewedAt: z.number().nullable(),
  /** That its end was announced: so many days before, and when. */
  reminders: z.array(z.object({ days: z.number(), endsOn: z.string(), at: z.number() })),
});
const ContactShape = z.object({
  id: z.number(),
  address: z.string(),
  name: z.string(),
  roles: z.array(RoleName),
  phones: z.array(z.string()),
  /** Somebody put them there; others belong by their address. */
  said: z.boolean(),
});
export const OrganisationShape = z.object({
  organisation: z.object({
    ...row,
    notes: z.string(),
    revision: z.number(),
    parent: z.object({ id: z.number(), name: z.string() }).nullable(),
    children: z.array(z.object({ id: z.number(), name: z.string() })),
    covers: z.array(CoverShape),
    contacts: z.array(ContactShape),
  }),
});

export type PlanRow = z.infer<typeof PlanShape>;
export type PlanDraft = z.infer<typeof PlanAsk>;
export type OrganisationRow = z.infer<typeof OrganisationsShape>['organisations'][number];
export type Organisation = z.infer<typeof OrganisationShape>['organisation'];
export type CoverRow = z.infer<typeof CoverShape>;
export type ContactRow = z.infer<typeof ContactShape>;
