import { chromium } from 'playwright-core';
import { expect } from 'vitest';
import { ADMIN, eventually, setUpDesk } from '../support/agent-client.ts';
import type { Gateway } from '../support/gateway.ts';
import { headerOf } from '../support/smtp-sink.ts';

/** What a customer has: a way to write to support@, and a mailbox of their own. */
export type Customer = {
  write(raw: string): Promise<void>;
  /** Every mail the desk has sent so far, as it went over the wire. */
  received(): Promise<string[]>;
};

type Listed = { tickets: { id: number; seq: number; status: string; subject: string; priority: string }[] };
type Detail = {
  ticket: { id: number; seq: number; status: string };
  messages: { kind: string; visible: string; delivery: string | null; whyHere: string }[];
};

/** The whole way of a mail: arrived, acknowledged, answered from a phone, replied to, reopened. */
export async function walkTheJourney(gateway: Gateway, desk: string, customer: Customer): Promise<void> {
  const grace = await setUpDesk(gateway.url, gateway.setUpPath);
  await customer.write(firstMail(desk));

  const ticket = await eventually(async () => (await grace.get<Listed>('/api/tickets')).tickets[0]);
  expect(ticket.subject).toBe('The printer stopped');
  const acknowledgement = await eventually(async () => (await customer.received())[0]);
  expect(headerOf(acknowledgement, 'auto-submitted')).toBe('auto-replied');
  expect(headerOf(acknowledgement, 'in-reply-to')).toBe('<first@post.example>');
  expect(acknowledgement).toContain(`#${ticket.id}`);

  await answerOnThePhone(gateway.url, grace.cookie() ?? '', ticket.id);
  const answer = await eventually(async () =>
    (await customer.received()).find((raw) => raw.includes('Have you tried')),
  );
  // What a mail client threads by.
  expect(headerOf(answer, 'references')).toContain('<first@post.example>');
  expect(headerOf(answer, 'subject')).toMatch(/^Re: /);
  await eventually(async () => {
    const { messages } = await grace.get<Detail>(`/api/tickets/${ticket.id}`);
    return messages.some(({ kind, delivery }) => kind === 'answer' && delivery === 'sent');
  });

  const solved = await grace.get<Detail>(`/api/tickets/${ticket.id}`);
  await grace.send('PUT', `/api/tickets/${ticket.id}/status`, { status: 'solved' }, solved.ticket.seq);
  await customer.write(replyTo(answer, desk));
  const reopened = await eventually(async () => {
    const detail = await grace.get<Detail>(`/api/tickets/${ticket.id}`);
    return detail.messages.some(({ visible }) => visible.includes('still does not')) && detail;
  });
  expect(reopened.ticket.status).toBe('open');
  expect(reopened.messages.map(({ kind }) => kind)).toEqual(['mail', 'answer', 'mail']);
  expect((await grace.get<Listed>('/api/tickets?status=open,waiting,solved,closed')).tickets).toHaveLength(1);
}

async function answerOnThePhone(url: string, cookie: string, ticketId: number): Promise<void> {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium' });
  try {
    const context = await browser.newContext({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
    const [name = '', value = ''] = cookie.split('=');
    await context.addCookies([{ name, value, url }]);
    const phone = await context.newPage();
    await phone.goto(`${url}/app/`);
    await phone
      .getByRole('link', { name: /The printer stopped/ })
      .first()
      .click();
    await phone.getByRole('article').getByText('It has been dark since noon.').waitFor();
    await phone.getByRole('button', { name: /^Reply to/ }).click();
    await phone.getByLabel('Your answer').fill('Have you tried the other socket?');
    // It goes out once it can no longer be undone.
    const gone = phone.waitForResponse(
      (response) => response.request().method() === 'POST' && response.url().includes(`/api/tickets/${ticketId}/`),
    );
    await phone.getByRole('button', { name: /^send/i }).click();
    await phone.getByRole('article').getByText('Have you tried the other socket?').waitFor();
    await gone;
    expect(new URL(phone.url()).pathname).toContain(String(ticketId));
  } finally {
    await browser.close();
  }
}

const firstMail = (desk: string) =>
  [
    'Return-Path: <ada@post.example>',
    'From: Ada Kite <ada@post.example>',
    `To: ${desk}`,
    'Subject: The printer stopped',
    'Message-ID: <first@post.example>',
    `Date: ${new Date().toUTCString()}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Hello,',
    '',
    'It has been dark since noon.',
    '',
  ].join('\r\n');

function replyTo(raw: string, desk: string): string {
  const id = headerOf(raw, 'message-id');
  return [
    'From: Ada Kite <ada@post.example>',
    `To: ${desk}`,
    `Subject: ${headerOf(raw, 'subject')}`,
    'Message-ID: <second@post.example>',
    `In-Reply-To: ${id}`,
    `References: ${headerOf(raw, 'references')} ${id}`,
    `Date: ${new Date().toUTCString()}`,
    '',
    'I have, and it still does not print.',
    '',
  ].join('\r\n');
}

export { ADMIN };
