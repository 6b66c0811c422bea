import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailOn, signedIn, ticketBy } from '../support/api.ts';
import { appOn } from '../support/app.ts';
import { freshDatabase, type TestDatabase } from '../support/postgres.ts';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let db: TestDatabase;
let app: Awaited<ReturnType<typeof appOn>>;
let cookie: string | null;
let ticket: number;
beforeAll(async () => {
  db = await freshDatabase();
  app = await appOn(db);
  const grace = await signedIn(db, app.api, 'Grace', 'admin');
  cookie = grace.cookie();
  ticket = (await ticketBy(grace, { priority: 'critical' })).id;
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
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  await db[Symbol.asyncDispose]();
});

type Screen = { name: string; path: string; signedOut?: boolean; open?: (page: Page) => Promise<void> };
const screens: Screen[] = [
  { name: 'sign-in', path: '/app/', signedOut: true },
  { name: 'set-up', path: '/app/setup#token', signedOut: true },
  { name: 'join', path: '/app/join#token', signedOut: true },
  { name: 'inbox', path: '/app/' },
  { name: 'empty view', path: '/app/mine' },
  { name: 'ticket', path: '/app/t/TICKET', open: async (page) => page.locator('.about summary').click() },
  { name: 'reply', path: '/app/t/TICKET', open: (page) => page.getByRole('button', { name: /^Reply to/ }).click() },
  {
    name: 'note',
    path: '/app/t/TICKET',
    open: (page) => page.getByRole('button', { name: 'Note', exact: true }).click(),
  },
  {
    name: 'priority menu',
    path: '/app/t/TICKET',
    open: (page) => page.getByRole('button', { name: /^Priority/ }).click(),
  },
  { name: 'to look at', path: '/app/look' },
  { name: 'new ticket', path: '/app/new' },
  {
    name: 'keys',
    path: '/app/',
    open: (page) =>
      page
        .locator('.row')
        .first()
        .waitFor()
        .then(() => page.keyboard.press('?')),
  },
  { name: 'mailboxes', path: '/app/admin/mailboxes' },
  { name: 'connect', path: '/app/admin/mailboxes/new' },
  { name: 'agents', path: '/app/admin/agents' },
  { name: 'desk', path: '/app/admin/desk' },
  { name: 'you', path: '/app/admin/you' },
  { name: 'doctor', path: '/app/admin/doctor' },
];

async function look(screen: Screen, options: object): Promise<Page> {
  const path = screen.path.replace('TICKET', String(ticket));
  const page = await app.device(path, screen.signedOut ? null : cookie, options);
  await page.locator('h1:visible').first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await screen.open?.(page);
  return page;
}

test.each(screens)(
  '$name: nobody is shut out, light, dark or in forced colours, phone or desktop',
  async (screen) => {
    const found: string[] = [];
    for (const [colorScheme, forcedColors, width] of [
      ['light', 'none', 360],
      ['dark', 'none', 1280],
      ['light', 'active', 360],
    ] as const) {
      const page = await look(screen, { colorScheme, forcedColors, viewport: { width, height: 800 } });
      const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
      const places = violations.flatMap(({ id, nodes }) =>
        nodes.map(({ target }) => `${id} at ${target} (${colorScheme}, ${width})`),
      );
      found.push(...places);
      await page.context().close();
    }
    expect(found).toEqual([]);
  },
  60_000,
);

test.each(screens)('$name: nothing is cut off or scrolls sideways at 320 px', async (screen) => {
  const page = await look(screen, { viewport: { width: 320, height: 640 }, hasTouch: true });
  const sideways = await page.evaluate(() =>
    [document.documentElement, ...document.querySelectorAll('.pane, .scroll, .door, .page, .composer')]
      .filter((it) => it.scrollWidth > it.clientWidth + 1)
      .map((it) => `${it.tagName}.${it.className} ${it.scrollWidth} > ${it.clientWidth}`),
  );
  expect(sideways).toEqual([]);
  await page.context().close();
});

test.each(screens)('$name: a finger hits what it aims at', async (screen) => {
  const page = await look(screen, { hasTouch: true, isMobile: true });
  const small = await page.evaluate(() =>
    [
      ...document.querySelectorAll<HTMLElement>(
        'button, a, input:not([type=checkbox], [type=radio], [type=file]), select, textarea, summary',
      ),
    ]
      .filter((it) => it.checkVisibility({ visibilityProperty: true }) && !it.closest('.words, p'))
      .map((it) => ({ it, box: it.getBoundingClientRect() }))
      .filter(({ box }) => box.height > 0 && (box.height < 40 || box.width < 32))
      .map(
        ({ it, box }) =>
          `${it.tagName} "${it.textContent?.slice(0, 20)}" ${Math.round(box.width)} x ${Math.round(box.height)}`,
      ),
  );
  expect(small).toEqual([]);
  await page.context().close();
});
