import { createHash } from 'node:crypto';
import type pg from 'pg';

/** Shorter statements are parsed and planned in less time than it takes to remember them. */
const LONG = 600;
/** The long statements of ours are some thirty; one that is made up anew each time must not pile up. */
const MOST = 100;

const names = new Map<string, string>();

type Query = (text: unknown, values?: unknown, callback?: unknown) => unknown;

/** A connection prepares the long statements from now on (docs/adr/0005). Short ones are sent as they are. */
export function prepareLong(client: pg.ClientBase): void {
  const query = client.query.bind(client) as Query;
  const prepared: Query = (text, values, callback) => {
    const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : null;
    return name === null ? query(text, values, callback) : query({ name, text, values }, callback);
  };
  client.query = prepared as typeof client.query;
}

function nameOf(text: string): string | null {
  if (text.length < LONG) return null;
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST) return null;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
