import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { type Built, MOST, type Output, overweight, weigh } from '../../pwa/budget.ts';

// Random bytes do not shrink, so that sizes here are what they weigh.
const part = (name: string, kilobytes: number, links: Partial<Output> = {}): Output => ({
  name,
  bytes: randomBytes(kilobytes * 1024),
  imports: [],
  later: [],
  source: null,
  ...links,
});

function app(
  weights: Partial<Record<'main' | 'shared' | 'route' | 'admin' | 'page' | 'css' | 'worker' | 'precache', number>> = {},
): Built {
  const { main = 5, shared = 5, route = 5, admin = 5, page = 5, css = 2, worker = 5, precache = 50 } = weights;
  return {
    entry: 'main.js',
    outputs: [
      part('main.js', main, { imports: ['shared.js'], later: ['route.js', 'admin.js'] }),
      part('shared.js', shared),
      part('route.js', route, { imports: ['shared.js'], source: 'pwa/screens/route.tsx' }),
      part('admin.js', admin, { imports: ['shared.js'], later: ['page.js'], source: 'pwa/admin/main.tsx' }),
      part('page.js', page, { imports: ['shared.js'], source: 'pwa/admin/page.tsx' }),
    ],
    css: randomBytes(css * 1024),
    worker: randomBytes(worker * 1024),
    precached: [randomBytes(precache * 1024)],
  };
}

test('an app within its budget has nothing to complain of', () => {
  expect(overweight(weigh(app()))).toEqual([]);
});

test.each([
  ['the signed-in inbox, with what it imports', { main: 15, shared: 16 }, 'the signed-in inbox'],
  ['a route', { route: 13 }, 'pwa/screens/route.tsx'],
  ["a route's share of what the inbox has already", { shared: 20, route: 11 }, null],
  ['the style sheet', { css: 9 }, 'the style sheet'],
  ['the service worker', { worker: 11 }, 'the service worker'],
  ['the precache', { precache: 251 }, 'the precache'],
  ['a page of administration', { page: 26 }, 'pwa/admin/page.tsx'],
  ['administration as a whole', { admin: 40, page: 24 }, 'administration'],
])('%s is weighed', (_, weights, what) => {
  const heavy = overweight(weigh(app(weights)));
  if (what === null) expect(heavy).toEqual([]);
  else expect(heavy.join()).toContain(what);
});

test('administration does not count as a route of the agents', () => {
  const all = weigh(app({ admin: 50 })).find(({ what }) => what === "all agents' routes");
  expect(all?.bytes).toBeLessThan(20 * 1024);
  expect(all?.most).toBe(MOST.agentsRoutes);
});
