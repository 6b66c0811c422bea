import { AxeBuilder } from '@axe-core/playwright';
import type { BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailOn, signedIn, ticketBy } from '../support/api.ts';
import { appOn, DESKTOP, PHONE, type TestApp } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';
import { SCREENS, visit } from './screens.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
const FINGER: BrowserContextOptions = { hasTouch: true, isMobile: true };

type Look = { width: number; colorScheme: 'light' | 'dark'; forcedColors?: 'active' };
/** The corners of the matrix; all of it when everything is tested. */
const LOOKS: Look[] = process.env.HEED_TEST_ALL
  ? [320, 360, 1280].flatMap((width) => [
      { width, colorScheme: 'light' },
      { width, colorScheme: 'dark' },
      { width, colorScheme: 'light', forcedColors: 'active' },
    ])
  : [
      { width: 360, colorScheme: 'light' },
      { width: 1280, colorScheme: 'dark' },
    ];

let db: TestDatabase;
let app: TestApp;
let ticket: number;
/** One page for all screens of a kind: a browser's start costs more than a look. */
const pages = {} as Record<'phone' | 'stranger' | 'desktop', Page>;

beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  const grace = await signedIn(db, app.api, 'Grace', 'admin');
  const { id, seq } = await ticketBy(grace, { priority: 'critical' });
  ticket = id;
  const asked = await grace.write('PUT', `/api/tickets/${id}/request`, seq, { stage: 'evaluation' });
  const tag = 'a-tag-as-long-as-it-may-be-for-a-phone-40';
  await grace.write('PUT', `/api/tickets/${id}/tags/${tag.slice(0, 40)}`, Number(asked.at('ticket.seq')));
  await mailOn(db, {
    ticketId: ticket,
    html: '<p>Hello</p>',
    name: 'A name that is far too long for any phone to show',
  });
  await mailOn(db, {
    ticketId: ticket,
    held: true,
    visible: `${'averylongwordwithoutabreak'.repeat(9)} https://x.example/${'y'.repeat(90)}`,
  });
  for (const priority of ['high', 'medium', 'low']) await ticketBy(grace, { priority });
  const open = (cookie: string | null, options: BrowserContextOptions) => app.device('/app/', cookie, options);
  pages.phone = await open(grace.cookie(), FINGER);
  pages.stranger = await open(null, FINGER);
  pages.desktop = await open(grace.cookie(), { viewport: DESKTOP });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

test.each(SCREENS)(
  '$name: nobody is shut out, nothing is cut off, at twice the letters neither, and a finger hits what it aims at',
  async (screen) => {
    const found: string[] = [];
    for (const { width, colorScheme, forcedColors = null } of LOOKS) {
      const page = screen.signedOut ? pages.stranger : width < 900 ? pages.phone : pages.desktop;
      await page.setViewportSize({ width, height: width < 900 ? PHONE.height : DESKTOP.height });
      await page.emulateMedia({ colorScheme, forcedColors });
      await visit(page, screen, ticket);
      // What a customer wrote is theirs, and in its frame nothing runs, axe's own code neither.
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).exclude('iframe').analyze();
      for (const { id, nodes } of violations)
        for (const { target } of nodes) found.push(`${id} at ${target} (${colorScheme}, ${width})`);
      if (width >= 900) continue;
      found.push(...(await tooSmall(page)));
      await page.setViewportSize({ width: 320, height: 640 });
      found.push(...(await sideways(page)));
      await page.setViewportSize(PHONE);
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      found.push(...(await sideways(page)).map((place) => `at twice the letters ${place}`));
    }
    expect(found).toEqual([]);
  },
  60_000,
);

test('focus is never hidden behind a bar that sticks', async () => {
  const page = pages.desktop;
  await page.setViewportSize(DESKTOP);
  await visit(page, { name: '', path: `/app/t/${ticket}` }, ticket);
  const hidden: string[] = [];
  for (let stop = 0; stop < 40; stop += 1) {
    await page.keyboard.press('Tab');
    const covered = await page.evaluate(() => {
      const at = document.activeElement;
      if (!at || at === document.body || at.tagName === 'IFRAME') return null;
      const { left, top, width, height } = at.getBoundingClientRect();
      const seen = document.elementFromPoint(left + width / 2, top + height / 2);
      return seen && (at.contains(seen) || seen.contains(at)) ? null : `${at.tagName} ${at.textContent?.slice(0, 30)}`;
    });
    if (covered) hidden.push(covered);
  }
  expect(hidden).toEqual([]);
});

const sideways = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.pane, .scroll, .door, .page, .composer')]
      .filter((it) => it.scrollWidth > it.clientWidth + 1)
      .map((it) => `${it.tagName}.${it.className} scrolls sideways: ${it.scrollWidth} > ${it.clientWidth}`),
  );

const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, a, input:not([type=checkbox], [type=radio], [type=file]), select, textarea, summary',
      ),
    ]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('.words, p'))
      .map((it) => ({ it, box: it.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 40 || box.width < 32))
      .map(({ it, box }) => `too small: "${it.textContent?.slice(0, 20)}" ${box.width} x ${box.height}`),
  );
