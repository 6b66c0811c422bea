import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';

/** An agent's device that speaks HTTP to a running gateway: it keeps its cookie and says where it comes from. */
export type AgentClient = {
  cookie(): string | null;
  get<T = unknown>(path: string): Promise<T>;
  /** A write with an Idempotency-Key of its own, and If-Match where the ticket's `seq` is given. */
  send<T = unknown>(method: 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown, seq?: number): Promise<T>;
};

export function clientOf(url: string): AgentClient {
  let jar: string | null = null;
  const ask = async <T>(method: string, path: string, body?: unknown, seq?: number): Promise<T> => {
    const response = await fetch(url + path, {
      method,
      headers: {
        origin: url,
        'sec-fetch-site': 'same-origin',
        ...(jar ? { cookie: jar } : {}),
        ...(method === 'GET' ? {} : { 'content-type': 'application/json', 'idempotency-key': crypto.randomUUID() }),
        ...(seq === undefined ? {} : { 'if-match': `"${seq}"` }),
      },
      ...(method === 'GET' ? {} : { body: JSON.stringify(body ?? {}) }),
    });
    const set = response.headers.getSetCookie()[0];
    if (set) jar = set.split(';', 1)[0] ?? null;
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  return {
    cookie: () => jar,
    get: (path) => ask('GET', path),
    send: ask,
  };
}

export const ADMIN = { name: 'Grace Keeper', address: 'grace@desk.example', password: 'a long walk by the sea' };

/** Sets the desk up as the first-run page does, and answers the first admin's device. */
export async function setUpDesk(url: string, setUpPath: string | null): Promise<AgentClient> {
  const token = setUpPath?.split('#')[1];
  if (!token) throw new Error('the gateway offers no set-up link');
  const client = clientOf(url);
  const desk = { ...DEFAULT_DESK, name: 'Kite Support', senderName: 'Kite Support', signature: 'Kite Support' };
  await client.send('POST', '/api/setup', { token, agent: ADMIN, desk });
  return client;
}

/** Asks again until there is an answer; what is awaited is far quicker than the deadline. */
export async function eventually<T>(look: () => Promise<T | null | undefined | false>, withinMs = 15_000): Promise<T> {
  const until = performance.now() + withinMs;
  let last: unknown = null;
  for (;;) {
    try {
      const found = await look();
      if (found) return found;
    } catch (error) {
      last = error;
    }
    if (performance.now() > until) throw new Error(`it did not happen within ${withinMs} ms${last ? `: ${last}` : ''}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
