import { useEffect, useRef, useState } from 'preact/hooks';
import { EmptyList } from '../parts/empty.tsx';
import { Icon } from '../parts/icon.tsx';
import { Row, RowSkeleton } from '../parts/row.tsx';
import { offline } from '../state/connection.ts';
import { loadOlder, olderOfView, rows, search, searchFor, searching, showDone } from '../state/inbox.ts';
import { listView, route } from '../state/route.ts';
import { filled } from '../state/tickets.ts';

const TITLES = { mine: 'Mine', unassigned: 'Unassigned', all: 'All tickets' } as const;

// Rows drawn at first and with each step down: about three screens of a tall phone.
const STEP = 40;
const SKELETONS = [1, 2, 3, 4, 5, 6];

/** The list: a view or what a search found, soonest promise first. */
export function Inbox() {
  const { value: at } = route;
  const open = at.at === 'ticket' ? at.id : null;
  const title = TITLES[listView.value];
  return (
    <section class="pane list" aria-label={title}>
      <header class="bar">
        <h1>{title}</h1>
        <Done />
        <a class="button bare only-phone" href="/app/new" aria-label="New ticket">
          <Icon name="new" />
        </a>
      </header>
      <Search />
      <Rows key={`${listView.value} ${showDone.value}`} open={open} />
    </section>
  );
}

function Done() {
  const choose = (done: boolean) => () => {
    showDone.value = done;
    // What is done is not kept on the device; its first page is fetched when it is looked at.
    if (done && olderOfView.value.next === '') void loadOlder();
  };
  return (
    <fieldset class="segments" aria-label="Which tickets">
      <button type="button" aria-pressed={!showDone.value} onClick={choose(false)}>
        To do
      </button>
      <button type="button" aria-pressed={showDone.value} onClick={choose(true)}>
        Done
      </button>
    </fieldset>
  );
}

function Search() {
  return (
    <search class="search">
      <Icon name="search" />
      <input
        id="search"
        type="search"
        placeholder="Number, address, name, words"
        aria-label="Search tickets"
        enterkeyhint="search"
        value={search.value}
        onInput={(event) => searchFor(event.currentTarget.value)}
      />
      <span role="status" class="unseen">
        {search.value.trim() && !searching.value ? `${rows.value.length} found` : ''}
      </span>
    </search>
  );
}

function Rows({ open }: { open: number | null }) {
  const [shown, setShown] = useState(STEP);
  const list = rows.value;
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!end.current) return;
    const watcher = new IntersectionObserver(
      ([entry]) => {
        if (entry?.isIntersecting) setShown((count) => (count < list.length ? count + STEP : count));
      },
      { rootMargin: '600px' },
    );
    watcher.observe(end.current);
    return () => watcher.disconnect();
  }, [list.length, shown]);

  if (!filled.value && list.length === 0) return offline.value ? <Unreached /> : <Skeletons />;
  if (list.length === 0 && searching.value) return <Skeletons />;
  return (
    <div class="scroll">
      {list.length === 0 && <EmptyList />}
      <ul class="rows">
        {list.slice(0, shown).map((ticket) => (
          <Row key={ticket.id} ticket={ticket} current={ticket.id === open} />
        ))}
      </ul>
      <div ref={end} />
      {shown >= list.length && !search.value.trim() && <Older empty={list.length === 0} />}
    </div>
  );
}

function Older({ empty }: { empty: boolean }) {
  const { next, loading, failed } = olderOfView.value;
  if (next === null || (empty && !showDone.value)) return null;
  return (
    <p class="older">
      {failed && <span class="bad">Older tickets could not be fetched. </span>}
      <button type="button" class="button" disabled={loading} onClick={() => void loadOlder()}>
        {loading ? 'Looking…' : failed ? 'Try again' : 'Look for older ones'}
      </button>
    </p>
  );
}

function Skeletons() {
  return (
    <ul class="rows" aria-busy="true" aria-label="Loading tickets">
      {SKELETONS.map((bone) => (
        <RowSkeleton key={bone} />
      ))}
    </ul>
  );
}

function Unreached() {
  return (
    <div class="empty">
      <h2>The desk cannot be reached</h2>
      <p>Your tickets come as soon as it answers. No mail is lost meanwhile: the desk collects it on its own.</p>
    </div>
  );
}
