import { lookup } from 'node:dns/promises';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { heardBy, PATIENCE, type Post, whyUnheard } from './heard.ts';
import { isLoopbackAddress, isPublic } from './public-address.ts';

export type Address = { address: string; family: number };

/**
 * Posts to servers that anybody can reach, and to this machine where `itself` is set and the URL names it. Addresses are
 * looked at as they are connected to, so that a name which leads elsewhere a moment later gains nothing. Redirects are
 * not followed and no word of an answer is read.
 */
export function postTo({
  itself,
  resolve = (name) => lookup(name, { all: true }),
}: {
  itself: (url: URL) => boolean;
  resolve?: (name: string) => Promise<Address[]>;
}): Post {
  return async (url, { headers, body }) => {
    const may = itself(url) ? isLoopbackAddress : isPublic;
    const host = url.hostname.replace(/^\[|\]$/g, '');
    // A number is connected to without being looked up.
    if (isIP(host) !== 0 && !may(host)) return { failed: notPublic(host) };
    const asking = (url.protocol === 'https:' ? requestTls : request)(url, {
      method: 'POST',
      headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      lookup: lookupBy(resolve, may),
      signal: AbortSignal.timeout(PATIENCE),
      // Each its own connection: none that was made by other rules is used again.
      agent: false,
    });
    try {
      asking.end(body);
      const [answer] = (await once(asking, 'response')) as [IncomingMessage];
      const { statusCode = 0 } = answer;
      return heardBy(statusCode);
    } catch (error) {
      return { failed: whyUnheard(error) };
    } finally {
      // What it says is never read, however long it is; an error after the answer is nobody's.
      asking.on('error', () => {});
      asking.destroy();
    }
  };
}

function lookupBy(resolve: (name: string) => Promise<Address[]>, may: (address: string) => boolean): LookupFunction {
  return (name, options, done) => {
    resolve(name)
      .then((found) => {
        const bad = found.find(({ address }) => !may(address));
        const [first] = found;
        if (bad) throw new Error(notPublic(bad.address));
        if (!first) throw new Error('Its name leads nowhere.');
        if (options.all) done(null, found);
        else done(null, first.address, first.family);
      })
      .catch((error: Error) => done(error, options.all ? [] : '', 0));
  };
}

const notPublic = (address: string): string => `It leads to ${address}, which is no public address.`;
