import { mayMove } from '../gateway/desk/status.ts';
import { undoLast } from './state/announce.ts';
import { helpOpen, keysOn, paletteOpen } from './state/help.ts';
import { shownTickets } from './state/inbox.ts';
import { go, goBack, listView, pathOf, pathOfTicket, route } from './state/route.ts';
import { catchUp } from './state/sync.ts';
import { act, tickets } from './state/tickets.ts';

export type Key = { key: string; words: string; does: () => void };

/** What each key does, in the order the help sheet shows them. Two keys are pressed one after the other. */
export const KEYS: Key[] = [
  { key: 'j', words: 'Next ticket', does: () => step(1) },
  { key: 'k', words: 'Ticket before', does: () => step(-1) },
  { key: 'o', words: 'Open the ticket', does: () => focusedRow()?.click() },
  { key: 'u', words: 'Back to the list', does: () => goBack(pathOf(listView.value)) },
  { key: 'r', words: 'Reply', does: () => press('reply') },
  { key: 'n', words: 'Write a note', does: () => press('note') },
  { key: 't', words: 'Take the ticket', does: () => press('take') },
  { key: 'a', words: 'Assign', does: () => press('assign') },
  { key: 's', words: 'Status', does: () => press('status') },
  { key: 'p', words: 'Priority', does: () => press('priority') },
  { key: 'e', words: 'Solved', does: solve },
  { key: 'z', words: 'Undo', does: undoLast },
  { key: 'c', words: 'New ticket', does: () => go('/app/new') },
  { key: '/', words: 'Search', does: () => document.getElementById('search')?.focus() },
  { key: 'R', words: 'Look for new mail', does: () => void catchUp() },
  { key: 'g i', words: 'Go to all tickets', does: () => go(pathOf('all')) },
  { key: 'g m', words: 'Go to mine', does: () => go(pathOf('mine')) },
  { key: 'g u', words: 'Go to unassigned', does: () => go(pathOf('unassigned')) },
  { key: 'g l', words: 'Go to mail to look at', does: () => go('/app/look') },
  { key: 'g s', words: 'Go to settings', does: () => go('/app/admin/') },
  {
    key: '?',
    words: 'Show these keys',
    does: () => {
      helpOpen.value = true;
    },
  },
];

// Longer than fingers need between two keys, shorter than a thought.
const SECOND_KEY_WITHIN = 1_200;
let first = { key: '', at: 0 };

export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || document.querySelector('dialog[open]')) return;
    if (event.key === 'k' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      paletteOpen.value = true;
      return;
    }
    if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const before = event.timeStamp - first.at < SECOND_KEY_WITHIN ? first.key : '';
    first = { key: event.key, at: event.timeStamp };
    const found = KEYS.find(({ key }) => key === (before === 'g' ? `g ${event.key}` : event.key));
    if (!found) return;
    event.preventDefault();
    found.does();
  });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const focusedRow = () => document.querySelector<HTMLAnchorElement>('.row a:focus');
const rowOf = (id: number) => document.querySelector<HTMLAnchorElement>(`.row a[href="${pathOfTicket(id)}"]`);

/** The ticket that keys are about: the open one, else the one in focus. */
function here(): number | null {
  if (route.value.at === 'ticket') return route.value.id;
  return Number(focusedRow()?.pathname.split('/').at(-1)) || null;
}

/** Moves along the list; with a ticket open it opens the neighbour. */
function step(by: 1 | -1): void {
  const list = shownTickets.value;
  const at = list.findIndex((ticket) => ticket.id === here());
  const next = list[at < 0 ? 0 : Math.min(list.length - 1, Math.max(0, at + by))];
  if (!next) return;
  if (route.value.at === 'ticket') go(pathOfTicket(next.id), 'replace');
  else rowOf(next.id)?.focus();
  rowOf(next.id)?.scrollIntoView({ block: 'nearest' });
}

function solve(): void {
  const ticket = tickets.value.get(here() ?? 0);
  if (ticket && mayMove('agent', ticket.status, 'solved'))
    act(ticket.id, { do: 'status', status: 'solved', waitingOn: null }, 'Solved');
}

function press(name: 'reply' | 'note' | 'take' | 'assign' | 'status' | 'priority'): void {
  document.querySelector<HTMLButtonElement>(`[data-key="${name}"]`)?.click();
}
