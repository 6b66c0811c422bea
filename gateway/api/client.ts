import type { Context } from 'hono';
import type { ApiDeps } from './deps.ts';

/**
 * Which machine asks, for counting attempts. Each proxy of ours added one entry to X-Forwarded-For; only those are
 * believed, from the right. Without a trusted proxy the header is anyone's word and is not read. IPv6 counts by /64,
 * the smallest net a household gets.
 */
export function clientOf(c: Context, { config, remoteAddress }: Pick<ApiDeps, 'config' | 'remoteAddress'>): string {
  const forwarded = (c.req.header('X-Forwarded-For') ?? '').split(',').map((part) => part.trim());
  const told = config.trustProxy > 0 ? forwarded.at(-config.trustProxy) : undefined;
  const address = told || remoteAddress(c) || 'unknown';
  return address.includes(':') && !address.includes('.') ? address.split(':').slice(0, 4).join(':') : address;
}
