import { access, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { type Budget, overweight } from '../../pwa/budget.ts';
import { buildApp, DIST, isStale } from '../../pwa/build.ts';

let budgets: Budget[];
beforeAll(async () => {
  budgets = await buildApp();
}, 60_000);

const read = (name: string) => readFile(join(DIST, name), 'utf8');

test('the app weighs no more than its budget allows', () => {
  expect(budgets.length).toBeGreaterThan(10);
  expect(overweight(budgets)).toEqual([]);
});

test('what was just built is not stale, and a development build of it is another thing', async () => {
  expect(await isStale()).toBe(false);
  expect(await isStale({ dev: true })).toBe(true);
});

test('the page loads only files that are there, by hashed names, and holds no script or style of its own', async () => {
  const html = await read('index.html');
  const assets = [...html.matchAll(/(?:href|src)="\/app\/([^"]+)"/g)].map(([, name]) => name ?? '');
  expect(assets.length).toBeGreaterThan(4);
  for (const name of assets) expect((await read(name)).length).toBeGreaterThan(0);
  expect(html).toMatch(/src="\/app\/assets\/main-[A-Z0-9]{8}\.js"/);
  expect(html).not.toMatch(/<style|style=|<script(?![^>]+src=)/);
});

test('the service worker keeps every route of the agents and none of administration', async () => {
  const worker = await read('sw.js');
  const kept = [...worker.matchAll(/"?url"?:"(\/app\/[^"]*)"/g)].map(([, url]) => url ?? '');
  expect(kept).toContain('/app/');
  expect(kept.some((url) => url.includes('/assets/ticket-'))).toBe(true);
  expect(kept.some((url) => /mailboxes|health/.test(url))).toBe(false);
  expect(kept.every((url) => !url.startsWith('/app/m/') && !url.startsWith('/api'))).toBe(true);
});

test('the manifest keeps the paths that are fixed for ever, and its icons are there', async () => {
  const manifest = JSON.parse(await read('manifest.webmanifest'));
  expect(manifest).toMatchObject({ id: '/app/', scope: '/app/', start_url: '/app/', display: 'standalone' });
  for (const { src, sizes, type } of manifest.icons) {
    const bytes = await readFile(join(DIST, src.replace('/app/', '')));
    if (type !== 'image/png') continue;
    expect(bytes.subarray(1, 4).toString('latin1')).toBe('PNG');
    expect(`${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`).toBe(sizes);
  }
});

test('a page that was open when the app was renewed still finds its parts, until nobody has it open any more', async () => {
  const old = join(DIST, 'assets', 'of-a-build-before-ABCDEFGH.js');
  await writeFile(old, '');
  await buildApp();
  await access(old);
  const longAgo = new Date(Date.now() - 30 * 24 * 60 * 60_000);
  await utimes(old, longAgo, longAgo);
  await buildApp();
  await expect(access(old)).rejects.toThrow('ENOENT');
});
