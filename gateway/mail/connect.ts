import { type Provider, providerOfDomain, providerOfMx } from './providers.ts';

/** Where to read and send mail; `tls` is from the first byte, otherwise the server switches to it (STARTTLS). */
export type Servers = Pick<Provider, 'imap' | 'smtp'>;

export type Proposal = {
  /** The provider's name; null when the servers are only what they are usually called. */
  provider: string | null;
  /** What a person has to know before trying, in words. */
  advice: string | null;
  /** Whose sign-in opens the mailbox. */
  oauth: Provider['oauth'] | null;
  /** The likeliest first. One when the provider is known. */
  servers: Servers[];
};

/**
 * Which servers an address probably has: a known provider by its domain, else by who takes mail for the domain
 * (`mailExchangers`, best first; may fail or find nothing), else the usual names. Connects to nobody.
 * null when the address is none.
 */
export async function findServers(
  address: string,
  mailExchangers: (domain: string) => Promise<string[]>,
): Promise<Proposal | null> {
  const domain = /^[^\s@]+@([a-z0-9.-]+\.[a-z0-9-]+)$/.exec(address.trim().toLowerCase())?.[1];
  if (domain === undefined) return null;
  const provider = providerOfDomain(domain) ?? providerOfAny(await mailExchangers(domain).catch(() => []));
  if (provider)
    return {
      provider: provider.name,
      advice: provider.advice,
      oauth: provider.oauth ?? null,
      servers: [{ imap: provider.imap, smtp: provider.smtp }],
    };
  return { provider: null, advice: null, oauth: null, servers: usualServers(domain) };
}

function providerOfAny(hosts: string[]): Provider | null {
  for (const host of hosts) {
    const provider = providerOfMx(host);
    if (provider) return provider;
  }
  return null;
}

function usualServers(domain: string): Servers[] {
  const imap = [`imap.${domain}`, `mail.${domain}`];
  const smtp = [`smtp.${domain}`, `mail.${domain}`];
  return imap.flatMap((readAt, at) => {
    const host = smtp[at] ?? readAt;
    const reading = { host: readAt, port: 993, tls: true };
    return [
      { imap: reading, smtp: { host, port: 465, tls: true } },
      { imap: reading, smtp: { host, port: 587, tls: false } },
    ];
  });
}
