import { helpOpen, keysOn } from './state/help.ts';
import { go, goBack, listView, pathOf, route } from './state/route.ts';

/** What each key does, in the order the help sheet shows them. */
export const KEYS: { key: string; words: string; does: () => void }[] = [
  { key: 'j', words: 'Next ticket', does: () => step(1) },
  { key: 'k', words: 'Ticket before', does: () => step(-1) },
  { key: 'o', words: 'Open the ticket', does: () => focusedRow()?.click() },
  { key: 'u', words: 'Back to the list', does: () => goBack(pathOf(listView.value)) },
  { key: 'r', words: 'Reply', does: () => press('reply') },
  { key: 'm', words: 'Write a note', does: () => press('note') },
  { key: 'n', words: 'New ticket', does: () => go('/app/new') },
  { key: '/', words: 'Search', does: () => document.getElementById('search')?.focus() },
  {
    key: '?',
    words: 'Show these keys',
    does: () => {
      helpOpen.value = true;
    },
  },
];

export function startKeys(): void {
  document.addEventListener('keydown', (event) => {
    if (!keysOn.value || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (isTyping(event.target) || document.querySelector('dialog[open]')) return;
    const found = KEYS.find(({ key }) => key === event.key);
    if (!found) return;
    event.preventDefault();
    found.does();
  });
}

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

const rowLinks = () => [...document.querySelectorAll<HTMLAnchorElement>('.rows .row a')];

const focusedRow = () => rowLinks().find((link) => link === document.activeElement);

/** Moves along the list; with a ticket open it opens the neighbour. */
function step(by: 1 | -1): void {
  const links = rowLinks();
  const here = links.findIndex((link) => link === document.activeElement || link.ariaCurrent === 'true');
  const next = links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + by))];
  if (route.value.at === 'ticket') next?.click();
  else next?.focus();
  next?.scrollIntoView({ block: 'nearest' });
}

function press(name: 'reply' | 'note'): void {
  document.querySelector<HTMLButtonElement>(`[data-key="${name}"]`)?.click();
}
