import { render } from 'preact';
import { startServiceWorker } from './bridge.ts';
import { startKeys } from './keys.ts';
import { lazy } from './parts/lazy.tsx';
import { Nav } from './parts/nav.tsx';
import { Toast, TopLine } from './parts/status.tsx';
import { Inbox } from './screens/inbox.tsx';
import { helpOpen, paletteOpen } from './state/help.ts';
import { watchForOffer } from './state/install.ts';
import { startNow } from './state/now.ts';
import { route, startRouting } from './state/route.ts';
import { session } from './state/session.ts';
import { start } from './state/start.ts';

const Ticket = lazy<{ id: number }>(async () => (await import('./screens/ticket.tsx')).Ticket);
const NewTicket = lazy(async () => (await import('./screens/new.tsx')).NewTicket);
const Outbox = lazy(async () => (await import('./screens/outbox.tsx')).Outbox);
const Look = lazy(async () => (await import('./screens/look.tsx')).Look);
const SignIn = lazy(async () => (await import('./screens/sign-in.tsx')).SignIn);
const Setup = lazy(async () => (await import('./screens/setup.tsx')).Setup);
const Join = lazy(async () => (await import('./screens/join.tsx')).Join);
const Help = lazy(async () => (await import('./screens/help.tsx')).Help);
const Palette = lazy(async () => (await import('./screens/palette.tsx')).Palette);
const Admin = lazy<{ page: string; rest: string }>(async () => (await import('./admin/main.tsx')).Admin);

function App() {
  const { value: at } = route;
  const { value: who } = session;
  if (at.at === 'setup') return <Setup />;
  if (at.at === 'join') return <Join />;
  if (who.is === 'out') return <SignIn />;
  const two = at.at === 'list' || at.at === 'ticket';
  return (
    <div class={`app at-${at.at}`}>
      <TopLine />
      <Nav />
      {two && (
        <main class="panes">
          <Inbox />
          {at.at === 'ticket' ? <Ticket key={at.id} id={at.id} /> : <NothingOpen />}
        </main>
      )}
      {at.at === 'new' && <NewTicket />}
      {at.at === 'look' && <Look />}
      {at.at === 'admin' && <Admin page={at.page} rest={at.rest} />}
      {at.at === 'lost' && <Lost />}
      {at.at === 'outbox' && <Outbox />}
      <Toast />
      {helpOpen.value && <Help />}
      {paletteOpen.value && <Palette />}
    </div>
  );
}

function NothingOpen() {
  return (
    <section class="pane ticket nothing" aria-label="Ticket">
      <p class="quiet">
        Choose a ticket, or press <kbd>j</kbd> and <kbd>o</kbd>. <kbd>?</kbd> shows all keys.
      </p>
    </section>
  );
}

function Lost() {
  return (
    <main class="pane whole">
      <div class="empty">
        <h1>There is nothing here</h1>
        <p>
          The address may be mistyped. <a href="/app/">To the tickets</a>
        </p>
      </div>
    </main>
  );
}

/** Where a keyboard covers the page instead of shrinking it (iOS), the app ends above it. */
function fitAboveKeyboard(): void {
  const { visualViewport: view } = globalThis;
  view?.addEventListener('resize', () => {
    document.documentElement.style.setProperty('--screen', `${view.height * view.scale}px`);
    scrollTo(0, 0);
  });
}

const root = document.getElementById('app');
if (root) {
  startRouting();
  startNow();
  startKeys();
  watchForOffer();
  fitAboveKeyboard();
  render(<App />, root);
  void startServiceWorker();
  void start();
}
