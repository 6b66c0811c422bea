import type { Context } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { describeRoute, resolver, validator } from 'hono-openapi';
import type { ZodType, z } from 'zod';
import { refusal } from './errors.ts';
import { ErrorShape } from './shapes.ts';

/** A route's line in the OpenAPI document: what it is for and what it answers. */
export function says(summary: string, answer: ZodType | null, status = 200) {
  const error = { description: 'Why not', content: { 'application/json': { schema: resolver(ErrorShape) } } };
  const good = answer
    ? { description: 'Done', content: { 'application/json': { schema: resolver(answer) } } }
    : { description: 'Done' };
  return describeRoute({ summary, responses: { [status]: good, '4XX': error } });
}

type Target = 'json' | 'query' | 'param';

/** Checks a part of the request on the way in. */
export function takes<Part extends Target, Shape extends ZodType>(part: Part, shape: Shape) {
  return validator(part, shape, (result) => {
    if (result.success) return;
    const [first] = result.error;
    const path = first?.path?.map((key) => (typeof key === 'object' ? String(key.key) : String(key))).join('.');
    throw refusal(400, 'malformed', `${path ? `${path}: ` : ''}${first?.message ?? 'the request cannot be read'}`);
  });
}

/** The one way out: an answer has its shape and nothing beside it, or it is a fault of ours. */
export function gives<Shape extends ZodType, Status extends ContentfulStatusCode = 200>(
  c: Context,
  shape: Shape,
  value: z.input<Shape>,
  status?: Status,
) {
  return c.json(shape.parse(value) as z.output<Shape>, (status ?? 200) as Status);
}
