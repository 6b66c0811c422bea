import { isFreeMail } from './free-mail.ts';

/** What organisations are known by: a domain, whose sub-domains belong to it, or one address; lower-cased. */
export type Named = { address: string; organisationId: number };

/**
 * By what the organisation of an address may be known, the surest first: the address, then its domain and the domains
 * above it. Those of free mail providers name nobody.
 */
export function namesOf(address: string): string[] {
  const lower = address.toLowerCase();
  const labels = lower.slice(lower.lastIndexOf('@') + 1).split('.');
  const domains = labels.map((_, index) => labels.slice(index).join('.'));
  return domains.some(isFreeMail) ? [lower] : [lower, ...domains];
}

/** The organisation of an address: the one somebody said, else the one it is known by; null when it is nobody's. */
export function organisationOf(address: string, said: number | null, named: readonly Named[]): number | null {
  if (said !== null) return said;
  const known = new Map(named.map((one) => [one.address, one.organisationId]));
  const surest = namesOf(address).find((name) => known.has(name));
  return surest === undefined ? null : (known.get(surest) ?? null);
}

/** An organisation and those above it, nearest first. A circle, which no admin can make, ends where it began. */
export function upwards<O extends { id: number; parentId: number | null }>(id: number | null, all: readonly O[]): O[] {
  const way: O[] = [];
  let next = all.find((one) => one.id === id);
  while (next && !way.includes(next)) {
    way.push(next);
    const { parentId } = next;
    next = all.find((one) => one.id === parentId);
  }
  return way;
}
