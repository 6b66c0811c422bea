/** What came of a request. Failures of the outside world are values: `lost` is no answer at all, `refused` a definite one. */
export type Answer<T> =
  | { is: 'good'; value: T }
  | { is: 'lost' }
  | { is: 'refused'; status: number; code: string; message: string; detail: unknown };

export type Question = {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Sent as JSON, or as it is when a Blob. */
  body?: unknown;
  /** A write's own key; sending the same key again never does the thing twice. */
  key?: string;
  /** The `seq` of the ticket as the agent saw it. */
  seq?: number;
};

export type Ask = <T>(path: string, question?: Question) => Promise<Answer<T>>;

// A phone between two cells hangs rather than fails; past this it is as good as failed.
const MILLISECONDS_TO_ANSWER = 20_000;
// An upload, a mailbox test or a check may take its time.
const MILLISECONDS_TO_ANSWER_SLOWLY = 120_000;

// 64 KB for all requests that outlive a page, by the Fetch standard; letters may take two bytes.
const MOST_LAST_BYTES = 30_000;

/** An `Ask` for the API under `base`, an absolute or rooted address without a closing slash. `heard` is told whether each request got through. */
export function askAt(base: string, heard: (reached: boolean) => void): Ask {
  return async <T>(path: string, question: Question = {}): Promise<Answer<T>> => {
    const response = await reach(`${base}${path}`, question);
    heard(response !== null);
    if (!response) return { is: 'lost' };
    const body = await bodyOf(response);
    if (response.ok) return { is: 'good', value: body as T };
    return refusal(response.status, body);
  };
}

async function reach(address: string, { method = 'GET', body, key, seq }: Question): Promise<Response | null> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const raw = body instanceof Blob;
  if (body !== undefined) headers['content-type'] = raw ? body.type || 'application/octet-stream' : 'application/json';
  if (method !== 'GET') headers['idempotency-key'] = key ?? crypto.randomUUID();
  if (seq !== undefined) headers['if-match'] = `"${seq}"`;
  const slow = raw || path(address).startsWith('/mailboxes') || path(address) === '/health/check';
  const init: RequestInit = {
    method,
    headers,
    credentials: 'same-origin',
    cache: 'no-store',
    // The last words of a page that is being closed still get out; browsers take so much and no more.
    keepalive: !raw && isHidden() && JSON.stringify(body ?? '').length < MOST_LAST_BYTES,
    signal: AbortSignal.timeout(slow ? MILLISECONDS_TO_ANSWER_SLOWLY : MILLISECONDS_TO_ANSWER),
  };
  if (body !== undefined) init.body = raw ? body : JSON.stringify(body);
  try {
    return await fetch(address, init);
  } catch {
    return null;
  }
}

const isHidden = (): boolean => globalThis.document?.visibilityState === 'hidden';

const path = (address: string): string => address.slice(address.indexOf('/api') + '/api'.length);

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

function refusal(status: number, body: unknown): Answer<never> {
  const error = (body as { error?: { code?: string; message?: string; detail?: unknown } } | null)?.error;
  return {
    is: 'refused',
    status,
    code: error?.code ?? 'unknown',
    message: error?.message ?? `The desk answered ${status} and said no more.`,
    detail: error?.detail,
  };
}
