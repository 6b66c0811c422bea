import { Resolver } from 'node:dns/promises';

/** The hosts that take mail for a domain (MX, RFC 5321 5.1), best first; none when there are none or nobody answers in time. */
export async function mailExchangers(domain: string): Promise<string[]> {
  const resolver = new Resolver({ timeout: PATIENCE, tries: 1 });
  const timer = setTimeout(() => resolver.cancel(), PATIENCE);
  try {
    const found = await resolver.resolveMx(domain);
    return found.sort((a, b) => a.priority - b.priority).map(({ exchange }) => exchange.toLowerCase());
  } catch {
    return [];
  } finally {
    clearTimeout(timer);
  }
}

// Milliseconds. A person waits for the answer, and the usual names are a good guess without it.
const PATIENCE = 2000;
