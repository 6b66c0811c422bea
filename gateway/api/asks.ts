import { z } from 'zod';
import { LEVELS } from '../desk/levels.ts';
import { phoneNumber } from '../desk/phone.ts';
import { PriorityName, QuietShape, StatusName, WaitingOn } from './shapes.ts';

/** What an agent may ask for: bodies and queries of the API. Unknown keys are refused, never dropped. */

// A subject or a name longer than this is an attack or an accident.
const LINE = 400;
// Longer than any letter; the body limit stands behind it.
const TEXT = 200_000;
const MOST_RECIPIENTS = 50;
const MOST_FILES = 20;

/** PostgreSQL keeps no NUL, and half a surrogate pair is no text. */
const clean = (text: string) => !text.includes('\0') && text.isWellFormed();
// biome-ignore lint/suspicious/noControlCharactersInRegex: a line break in a name or subject would be a header of its own
const oneLine = (text: string) => clean(text) && !/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/.test(text);

export const Text = z.string().max(TEXT).refine(clean, 'holds characters that are no text');
export const Line = z.string().trim().max(LINE).refine(oneLine, 'must be one line');
export const Name = Line.min(1);
export const EmailAddress = z.email().max(254);
const TelAddress = z.string().regex(/^tel:\+?\d{3,15}$/);
const OptionalAddress = z.union([z.literal(''), EmailAddress]);

/** A number in a path. */
export const IdInPath = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,14}$/)
    .transform(Number),
});

/** Time zones as this runtime knows them. */
export const Zone = z.string().max(60).refine(isZone, 'is no time zone, such as Europe/Berlin');

export const DeskShape = z.strictObject({
  name: Name,
  zone: Zone,
  senderName: Name,
  signature: z.string().max(4000).refine(clean),
  contacts: z.strictObject({
    phone: Line,
    emergency: Line,
    portal: Line,
    managerName: Line,
    managerAddress: OptionalAddress,
    directorName: Line,
    directorAddress: OptionalAddress,
  }),
});

const Password = z.string().min(1).max(1000).refine(clean);
const Token = z.string().max(100);

export const SignInAsk = z.strictObject({ address: z.string().max(254).refine(clean), password: Password });
export const MeAsk = z.strictObject({
  name: Name.optional(),
  signature: z.string().max(4000).refine(clean).optional(),
  quietHours: QuietShape.nullable().optional(),
  /** Whether they hear that cover ends. */
  coverReminders: z.boolean().optional(),
  password: z.strictObject({ now: Password, next: Password }).optional(),
});
export const SetUpAsk = z.strictObject({
  token: Token,
  agent: z.strictObject({ name: Name, address: EmailAddress, password: Password }),
  desk: DeskShape,
});
export const InvitationAsk = z.strictObject({
  address: EmailAddress,
  role: z.enum(['admin', 'agent']).default('agent'),
});
export const AcceptanceAsk = z.strictObject({ token: Token, name: Name, password: Password });

export const SyncAsk = z.strictObject({ since: z.string().max(120).default('') });

const Statuses = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(StatusName).min(1).max(4));
export const ListAsk = z.strictObject({
  view: z.enum(['mine', 'unassigned', 'all', 'spam', 'requests']).default('all'),
  q: z.string().trim().max(200).refine(clean).default(''),
  after: z
    .string()
    .regex(/^\d{1,15}-\d{1,15}$/)
    .optional(),
  status: Statuses.optional(),
});

// A phone fills its memory for the train in pieces of some 200 KB.
const MOST_CONVERSATIONS = 20;

export const ConversationsAsk = z.strictObject({
  ids: z
    .string()
    .regex(/^[1-9]\d{0,14}(,[1-9]\d{0,14})*$/)
    .transform((text) => text.split(',').map(Number))
    .pipe(z.array(z.number()).max(MOST_CONVERSATIONS)),
});

export const StatusAsk = z.strictObject({ status: StatusName, waitingOn: WaitingOn.optional() });
export const AssigneeAsk = z.strictObject({ agentId: z.number().int().positive().nullable() });
export const PriorityAsk = z.strictObject({ priority: PriorityName });
/** Handing over needs its reason: it becomes a note. */
export const LevelAsk = z.strictObject({ level: z.enum(LEVELS), reason: Text.min(1) });
/** `block`: nor does anybody want to hear of its requester again. */
export const SpamAsk = z.strictObject({ spam: z.boolean(), block: z.boolean().default(false) });
export const NoteAsk = z.strictObject({ text: Text });
export const AnswerAsk = z.strictObject({
  text: Text,
  cc: z.array(EmailAddress).max(MOST_RECIPIENTS).default([]),
  attachments: z.array(z.string().max(64)).max(MOST_FILES).default([]),
  quote: z.boolean().default(true),
});

/** A number as it is written, kept as desk/phone.ts has it. */
export const PhoneNumber = z.string().transform((text, context) => {
  const number = phoneNumber(text);
  if (number === null) context.addIssue(`"${text.slice(0, LINE)}" is no phone number, such as +1 555 123 4567`);
  return number ?? '';
});

/**
 * A ticket for somebody who called or stands at the desk; without a priority the words decide. Who left no address is
 * known by the number they called from.
 */
export const TicketAsk = z.strictObject({
  requester: z
    .strictObject({
      address: z.union([EmailAddress, TelAddress]).optional(),
      name: Line.default(''),
      phone: PhoneNumber.optional(),
    })
    .refine(({ address, phone }) => address !== undefined || phone !== undefined, 'has neither an address nor a phone'),
  subject: Name,
  text: Text.min(1),
  priority: PriorityName.optional(),
});

export const UploadAsk = z.strictObject({ name: z.string().max(LINE).refine(clean).default('') });
export const FrameAsk = z.object({ images: z.literal('1').optional() });

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
