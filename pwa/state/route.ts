import { computed, signal } from '@preact/signals';

export type View = 'mine' | 'unassigned' | 'all';

/** Every place of the app. The paths are fixed: people keep links to them. */
export type Route =
  | { at: 'list'; view: View }
  | { at: 'look' }
  | { at: 'outbox' }
  | { at: 'ticket'; id: number }
  | { at: 'new' }
  | { at: 'setup' }
  | { at: 'join' }
  | { at: 'admin'; page: string; rest: string }
  | { at: 'lost' };

export const VIEWS: readonly View[] = ['mine', 'unassigned', 'all'];

const path = signal(globalThis.location?.pathname ?? '/app/');

export const route = computed(() => routeOf(path.value));

/** The view a ticket was opened from, which stands beside it on a wide screen. */
export const listView = signal<View>('all');

export function routeOf(pathname: string): Route {
  const [place = '', second = '', ...rest] = pathname.replace(/^\/app\/?/, '').split('/');
  if (place === '') return { at: 'list', view: 'all' };
  const view = VIEWS.find((name) => name === place);
  if (view) return { at: 'list', view };
  if (place === 't' && /^\d+$/.test(second)) return { at: 'ticket', id: Number(second) };
  if (place === 'admin') return { at: 'admin', page: second || 'mailboxes', rest: rest.join('/') };
  if (isPlace(place)) return { at: place };
  return { at: 'lost' };
}

const PLACES = ['look', 'outbox', 'new', 'setup', 'join'] as const;
const isPlace = (name: string): name is (typeof PLACES)[number] => PLACES.some((place) => place === name);

export const pathOf = (view: View): string => (view === 'all' ? '/app/' : `/app/${view}`);
export const pathOfTicket = (id: number): string => `/app/t/${id}`;

/** Goes to a path of the app without loading the page anew. */
export function go(to: string, how: 'push' | 'replace' = 'push'): void {
  if (to === location.pathname + location.search) return;
  history[how === 'push' ? 'pushState' : 'replaceState']({ inside: true }, '', to);
  arrived();
}

/** Back to where the agent came from, or to `otherwise` when the app was opened here. */
export function goBack(otherwise: string): void {
  if ((history.state as { inside?: boolean } | null)?.inside) history.back();
  else go(otherwise, 'replace');
}

export function startRouting(): void {
  addEventListener('popstate', arrived);
  document.addEventListener('click', followed);
  arrived();
}

function arrived(): void {
  const show = () => {
    path.value = location.pathname;
    const { value } = route;
    if (value.at === 'list') listView.value = value.view;
  };
  const calm = matchMedia('(prefers-reduced-motion: reduce), (min-width: 900px)').matches;
  if (calm || !document.startViewTransition || path.value === location.pathname) show();
  else document.startViewTransition(show);
}

function followed(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || link.origin !== location.origin || link.target || link.hasAttribute('download')) return;
  if (!link.pathname.startsWith('/app/') || link.pathname.startsWith('/app/m/')) return;
  event.preventDefault();
  go(link.pathname + link.search);
}
