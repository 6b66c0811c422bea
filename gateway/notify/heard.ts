/** What a webhook's server said. `gone` (410): it wants to hear nothing any more. */
export type Heard = 'taken' | 'gone' | { failed: string };

/** Tells one server one thing. Never rejects. */
export type Post = (url: URL, sent: { headers: Record<string, string>; body: string }) => Promise<Heard>;

/** Milliseconds for all of it: name, connection, certificate, answer. A receiver does its work after it has answered. */
export const PATIENCE = 10_000;

const GONE = 410;

export function heardBy(status: number): Heard {
  if (status >= 200 && status < 300) return 'taken';
  if (status === GONE) return 'gone';
  if (status >= 300 && status < 400) return { failed: `It answered ${status}; redirects are not followed.` };
  return { failed: `It answered ${status}.` };
}

export function whyUnheard(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'It did not answer within 10 seconds.';
  return error.message;
}
