import { effect, untracked } from '@preact/signals';
import { render } from 'preact';
import { startServiceWorker } from './bridge.ts';
import { startKeys } from './keys.ts';
import { lazy } from './parts/lazy.tsx';
import { Nav } from './parts/nav.tsx';
import { StatusLines } from './parts/status.tsx';
import { Inbox } from './screens/inbox.tsx';
import { helpOpen } from './state/help.ts';
import { startNow } from './state/now.ts';
import { route, startRouting } from './state/route.ts';
import { resume, session } from './state/session.ts';
import { catchUp, startSync } from './state/sync.ts';
import { queue } from './state/tickets.ts';

const Ticket = lazy<{ id: number }>(async () => (await import('./screens/ticket.tsx')).Ticket);
const NewTicket = lazy(async () => (await import('./screens/new.tsx')).NewTicket);
const Look = lazy(async () => (await import('./screens/look.tsx')).Look);
const SignIn = lazy(async () => (await import('./screens/sign-in.tsx')).SignIn);
const Setup = lazy(async () => (await import('./screens/setup.tsx')).Setup);
const Join = lazy(async () => (await import('./screens/join.tsx')).Join);
const Help = lazy(async () => (await import('./screens/help.tsx')).Help);
const Admin = lazy<{ page: string; rest: string }>(async () => (await import('./admin/main.tsx')).Admin);

// A gateway that restarts is back within seconds.
const AWAY_PAUSE = 5_000;

function App() {
  const { value: at } = route;
  const { value: who } = session;
  if (at.at === 'setup') return <Setup />;
  if (at.at === 'join') return <Join />;
  if (who.is === 'out') return <SignIn />;
  const two = at.at === 'list' || at.at === 'ticket';
  return (
    <div class={`app at-${at.at}`}>
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
      <StatusLines />
      {helpOpen.value && <Help />}
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

const root = document.getElementById('app');
if (root) {
  startRouting();
  startNow();
  startKeys();
  render(<App />, root);
  void startServiceWorker();
  void resume();
  let syncing = false;
  effect(() => {
    const { is } = session.value;
    if (is === 'away') setTimeout(resume, AWAY_PAUSE);
    if (is !== 'in') return;
    untracked(() => {
      if (syncing) void catchUp();
      else startSync();
      syncing = true;
      queue.wake();
    });
  });
}
