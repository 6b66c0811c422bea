import { Hono } from 'hono';
import { z } from 'zod';
import { startClocks } from '../desk/clock.ts';
import { policyOf } from '../desk/policy.ts';
import type { Priority } from '../desk/priority.ts';
import { standingWords } from '../desk/standing-words.ts';
import { type Caller, callersOf } from '../store/callers.ts';
import { mailboxes } from '../store/mailboxes.ts';
import { readNow } from '../store/now.ts';
import { readPhone, writePhone } from '../store/settings.ts';
import { standingNow } from '../store/standings.ts';
import { tellOfDesk } from '../store/tell.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { PhoneNumber } from './asks.ts';
import type { ApiDeps } from './deps.ts';
import { gives, says, takes } from './route.ts';
import { PriorityName, StatusName } from './shapes.ts';
import { VOICE } from './voice.ts';

// A desk with more phones has an exchange of its own, whose number it gives.
const MOST_PHONES = 10;

const PhoneShape = z.object({
  /** Phones that ring while the desk is open. */
  ring: z.array(z.string()),
  hasToken: z.boolean(),
  /** What the provider is given. */
  webhook: z.url(),
});
export type PhoneSettings = z.infer<typeof PhoneShape>;
const PhoneAsk = z.strictObject({
  ring: z.array(PhoneNumber).max(MOST_PHONES),
  /** The provider's auth token; null takes no more calls, missing keeps the one there is. */
  token: z.string().trim().min(8).max(200).nullable().optional(),
});

/** When the first answer is due, by priority; null without an instant. */
const PromisesShape = z.record(PriorityName, z.number().nullable());
const CallerShape = z.object({
  name: z.string(),
  address: z.string(),
  organisation: z.object({ id: z.number(), name: z.string() }).nullable(),
  /** How they stand, in words; null where the desk keeps no cover. */
  cover: z.string().nullable(),
  open: z.array(z.object({ id: z.number(), subject: z.string(), priority: PriorityName, status: StatusName })),
  promises: PromisesShape,
});
export const CallersShape = z.object({
  /** As it is kept. */
  number: z.string(),
  callers: z.array(CallerShape),
  /** To somebody nobody knows. */
  promises: PromisesShape,
});

export type Callers = z.infer<typeof CallersShape>;

/** Calls: who may be calling, and how the desk takes them. */
export function phoneRoutes(deps: ApiDeps) {
  const { db, secrets, config } = deps;
  const shown = async () => {
    const { ring, token } = await readPhone(db);
    return { ring, hasToken: token !== null, webhook: new URL(VOICE, config.baseUrl).href };
  };
  return new Hono<ApiEnv>()
    .get(
      '/callers',
      says('Who may be calling from a number, and what they would be promised', CallersShape),
      takes('query', z.strictObject({ number: PhoneNumber })),
      async (c) => {
        const { number } = c.req.valid('query');
        const [policy, now, [mailbox]] = [await deps.policy(), await readNow(db), await mailboxes(db)];
        const promisesTo = (caller: Pick<Caller, 'address' | 'standing'>) => {
          const own = policyOf(policy, {
            mailboxId: mailbox?.id ?? null,
            requester: { address: caller.address },
            standing: caller.standing,
            tags: [],
          });
          const answer = (priority: Priority) =>
            startClocks(own, priority, now).find(({ target }) => target === 'first response')?.dueAt ?? null;
          return { critical: answer('critical'), high: answer('high'), medium: answer('medium'), low: answer('low') };
        };
        const callers = await callersOf(db, number);
        const { standing } = await standingNow(db, '');
        return gives(c, CallersShape, {
          number,
          callers: callers.map((caller) => ({
            ...caller,
            cover: standingWords(caller.standing),
            promises: promisesTo(caller),
          })),
          promises: promisesTo({ address: '', standing }),
        });
      },
    )
    .get('/phone', says('How calls are taken', PhoneShape), async (c) => gives(c, PhoneShape, await shown()))
    .put('/phone', says('Change it', PhoneShape), takes('json', PhoneAsk), async (c) => {
      const { ring, token } = c.req.valid('json');
      const before = await readPhone(db);
      const sealed = token === undefined ? before.token : token === null ? null : secrets.encrypt(token);
      await writePhone(db, { ring, token: sealed });
      await tellOfDesk(db, { kind: 'phone changed', by: agentOf(c).id });
      return gives(c, PhoneShape, await shown());
    });
}
