import type { Page } from 'playwright-core';

/** A place of the app and what is done there before it is looked at. TICKET is a ticket of every kind of message. */
export type Screen = { name: string; path: string; signedOut?: boolean; open?: (page: Page) => Promise<unknown> };

const press = (name: string | RegExp) => (page: Page) => page.getByRole('button', { name }).first().click();

export const SCREENS: readonly Screen[] = [
  { name: 'sign-in', path: '/app/', signedOut: true },
  { name: 'set-up', path: '/app/setup#token', signedOut: true },
  { name: 'join', path: '/app/join#token', signedOut: true },
  { name: 'inbox', path: '/app/' },
  { name: 'empty view', path: '/app/mine' },
  { name: 'nowhere', path: '/app/nowhere' },
  { name: 'ticket', path: '/app/t/TICKET', open: (page) => page.locator('.about summary').click() },
  { name: 'message details', path: '/app/t/TICKET', open: press('Details') },
  { name: 'reply', path: '/app/t/TICKET', open: press(/^Reply/) },
  { name: 'note', path: '/app/t/TICKET', open: press(/note$/i) },
  { name: 'status menu', path: '/app/t/TICKET', open: press(/^Status/) },
  { name: 'priority menu', path: '/app/t/TICKET', open: press(/^Priority/) },
  { name: 'level menu', path: '/app/t/TICKET', open: press(/^Level/) },
  { name: 'tags menu', path: '/app/t/TICKET', open: press(/^Tags/) },
  { name: 'stage', path: '/app/t/TICKET', open: press('scope and estimate') },
  { name: 'requests', path: '/app/', open: press('Requests') },
  { name: 'to look at', path: '/app/look' },
  { name: 'outbox', path: '/app/outbox' },
  { name: 'new ticket', path: '/app/new' },
  { name: 'keys', path: '/app/', open: (page) => page.keyboard.press('?') },
  { name: 'palette', path: '/app/', open: (page) => page.keyboard.press('Control+k') },
  { name: 'mailboxes', path: '/app/admin/mailboxes' },
  { name: 'connect', path: '/app/admin/mailboxes/new' },
  { name: 'agents', path: '/app/admin/agents' },
  { name: 'organisations', path: '/app/admin/organisations' },
  { name: 'add an organisation', path: '/app/admin/organisations/new' },
  {
    name: 'plans',
    path: '/app/admin/organisations/plans',
    open: (page) => page.locator('.page details > summary').first().click(),
  },
  { name: 'desk', path: '/app/admin/desk' },
  {
    name: 'promises',
    path: '/app/admin/promises',
    open: async (page) => {
      for (const part of await page.locator('.page section > details > summary').all()) await part.click();
    },
  },
  { name: 'releases', path: '/app/admin/releases' },
  { name: 'priorities', path: '/app/admin/priorities' },
  { name: 'replies', path: '/app/admin/replies' },
  { name: 'blocked', path: '/app/admin/blocked' },
  { name: 'webhooks', path: '/app/admin/webhooks' },
  { name: 'phone', path: '/app/admin/phone' },
  { name: 'you', path: '/app/admin/you' },
  { name: 'sent mail', path: '/app/admin/sent' },
  { name: 'health', path: '/app/admin/health' },
];

/** Goes there and waits until nothing is loading any more. */
export async function visit(page: Page, screen: Screen, ticket: number): Promise<void> {
  await page.goto('about:blank');
  await page.goto(screen.path.replace('TICKET', String(ticket)));
  await page.locator('h1:visible').first().waitFor();
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  await screen.open?.(page);
}
