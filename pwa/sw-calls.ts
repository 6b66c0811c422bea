declare const self: ServiceWorkerGlobalScope;

/** What the desk says when it calls: ids alone. */
type Call = { is: 'page' | 'notice' | 'test page' | 'test'; ticketId: number | null };

/** As browsers have it; the types of the language lag behind. */
type Shown = NotificationOptions & { renotify?: boolean; actions?: { action: string; title: string }[] };

// A notification without its subject is better than none: the browser shows one of its own after a while.
const PATIENCE = 3_000;

/** Shows calls as notifications, one a ticket, and does what is tapped on them. */
export function answerCalls(): void {
  self.addEventListener('push', (event) => event.waitUntil(show(read(event.data))));
  self.addEventListener('notificationclick', (event) => {
    event.notification.close();
    const { is, ticketId } = event.notification.data as Call;
    if (is === 'test page') event.waitUntil(event.action === 'have' ? haveTest() : go(TESTED));
    else event.waitUntil(event.action === 'have' && ticketId !== null ? take(ticketId) : open(ticketId));
  });
}

function read(data: PushMessageData | null): Call {
  try {
    const { is, ticketId } = data?.json() ?? {};
    const known = is === 'page' || is === 'test page' || is === 'test' ? is : 'notice';
    return { is: known, ticketId: Number.isSafeInteger(ticketId) ? ticketId : null };
  } catch {
    return { is: 'notice', ticketId: null };
  }
}

async function show(call: Call): Promise<void> {
  const { is, ticketId } = call;
  const common = { data: call, icon: '/app/icons/192.png', badge: '/app/icons/192.png' };
  if (is === 'test')
    return self.registration.showNotification('Heed can call you', {
      ...common,
      body: 'It will ring here.',
      tag: 'test',
    });
  if (is === 'test page') {
    const test: Shown = {
      ...common,
      body: 'A test of the page that would wake you.',
      tag: 'test page',
      requireInteraction: true,
      actions: [{ action: 'have', title: 'I have it' }],
    };
    return self.registration.showNotification('Test: you are called', test);
  }
  if (ticketId === null)
    return self.registration.showNotification('Tickets need a look', { ...common, tag: 'tickets' });
  const ticket = await ticketOf(ticketId);
  const paged = is === 'page';
  const shown: Shown = {
    ...common,
    body: ticket?.subject ?? '',
    tag: `ticket-${ticketId}`,
    renotify: paged,
    requireInteraction: paged,
    actions: paged
      ? [
          { action: 'have', title: 'I have it' },
          { action: 'open', title: 'Open' },
        ]
      : [],
  };
  await self.registration.showNotification(paged ? `#${ticketId} needs you now` : `#${ticketId} needs a look`, shown);
}

type Ticket = { seq: number; subject: string };

/** Null where the desk does not answer in time, or nobody is signed in. */
async function ticketOf(id: number): Promise<Ticket | null> {
  try {
    const answer = await fetch(`/api/tickets/${id}`, { signal: AbortSignal.timeout(PATIENCE) });
    return answer.ok ? ((await answer.json()) as { ticket: Ticket }).ticket : null;
  } catch {
    return null;
  }
}

/** Says that the agent has the ticket. Where that does not get through, the app opens on it, which says why. */
async function take(id: number): Promise<void> {
  const ticket = await ticketOf(id);
  const answer = ticket
    ? await fetch(`/api/tickets/${id}/page/acknowledgement`, {
        method: 'POST',
        headers: { 'idempotency-key': crypto.randomUUID(), 'if-match': `"${ticket.seq}"` },
      }).catch(() => null)
    : null;
  if (!ticket || !answer?.ok) return open(id);
  const data: Call = { is: 'notice', ticketId: id };
  await self.registration.showNotification(`You have #${id}`, {
    data,
    body: ticket.subject,
    tag: `ticket-${id}`,
    silent: true,
  });
}

/** Where a test page is acknowledged by hand. */
const TESTED = '/app/admin/you';

async function haveTest(): Promise<void> {
  const answer = await fetch('/api/test-page/acknowledgement', { method: 'POST' }).catch(() => null);
  if (!answer?.ok) return go(TESTED);
}

const open = (id: number | null): Promise<void> => go(id === null ? '/app/' : `/app/t/${id}`);

async function go(path: string): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' });
  const there = windows.find((one) => new URL(one.url).pathname.startsWith('/app/'));
  if (!there) {
    await self.clients.openWindow(path);
    return;
  }
  there.postMessage({ go: path });
  await there.focus();
}
