import { createHash } from 'node:crypto';
import type { Context } from 'hono';
import type { ZodType, z } from 'zod';
import { DeskError } from '../desk/error.ts';
import type { Db } from '../store/db.ts';
import { keepAnswer, keptAnswer } from '../store/idempotent-writes.ts';
import { type ApiEnv, agentOf } from './access.ts';
import { refusal } from './errors.ts';
import { gives } from './route.ts';

/** Keeps the answer of a write; called in the transaction of the write, so that one is never there without the other. */
export type Keep<Answer> = (tx: Db, answer: Answer) => Promise<void>;

const KEY = /^[\x21-\x7e]{8,200}$/;

/**
 * Does a write once, however often it is sent under its Idempotency-Key: the second time the first answer comes back.
 * @throws DeskError invalid, when the key was used for something else
 */
export async function once<Shape extends ZodType>(
  c: Context<ApiEnv>,
  db: Db,
  shape: Shape,
  write: (keep: Keep<z.input<Shape>>) => Promise<z.input<Shape>>,
) {
  const name = { agentId: agentOf(c).id, key: keyOf(c) };
  const requestHash = await hashOf(c);
  const before = async () => {
    const kept = await keptAnswer(db, name.agentId, name.key);
    if (kept && kept.requestHash !== requestHash)
      throw new DeskError('invalid', 'This Idempotency-Key was used for something else.');
    return kept;
  };
  const kept = await before();
  if (kept) return gives(c, shape, kept.answer as z.input<Shape>);
  try {
    const answer = await write((tx, said) =>
      keepAnswer(tx, { ...name, requestHash, status: 200, answer: shape.parse(said) }),
    );
    return gives(c, shape, answer);
  } catch (error) {
    // The same write, sent twice at once, may have gone through while this one waited and then failed.
    const meanwhile = await before();
    if (meanwhile) return gives(c, shape, meanwhile.answer as z.input<Shape>);
    throw error;
  }
}

function keyOf(c: Context): string {
  const key = c.req.header('Idempotency-Key') ?? '';
  if (!KEY.test(key))
    throw refusal(400, 'no_key', 'Send an Idempotency-Key of 8 to 200 characters, a new one for each write.');
  return key;
}

async function hashOf(c: Context): Promise<string> {
  const request = [c.req.method, c.req.path, await c.req.text()];
  return createHash('sha256').update(JSON.stringify(request)).digest('hex');
}

/** The ticket's `seq`, or the revision of something else, as the agent saw it, from If-Match: "7" (RFC 9110). */
export function seqOf(c: Context, what = 'the seq of the ticket'): number {
  const [, seq] = /^"(\d{1,9})"$/.exec(c.req.header('If-Match') ?? '') ?? [];
  if (seq === undefined) throw refusal(428, 'no_if_match', `Send ${what} you saw, as If-Match: "7".`);
  return Number(seq);
}
