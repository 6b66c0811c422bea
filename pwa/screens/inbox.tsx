import { EmptyList } from '../parts/empty.tsx';
import { Icon } from '../parts/icon.tsx';
import { LongList } from '../parts/long-list.tsx';
import { Row, RowSkeleton } from '../parts/row.tsx';
import { offline } from '../state/connection.ts';
import {
  entries,
  loadOlder,
  olderOfView,
  rows,
  type Shown,
  search,
  searchFor,
  searching,
  shown,
} from '../state/inbox.ts';
import { listView, route } from '../state/route.ts';
import { catchUp } from '../state/sync.ts';
import { filled } from '../state/tickets.ts';

const TITLES = { mine: 'Mine', unassigned: 'Unassigned', all: 'All tickets' } as const;

// Sync brings this many tickets that are to do; a desk with more reads the rest page by page.
const SYNC_HOLDS = 5_000;
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
        <Which />
        <a class="button bare only-phone" href="/app/new" aria-label="New ticket">
          <Icon name="new" />
        </a>
      </header>
      <Search />
      <Rows key={`${listView.value} ${shown.value}`} open={open} />
    </section>
  );
}

const WHICH: [Shown, string][] = [
  ['to do', 'To do'],
  ['done', 'Done'],
  ['requests', 'Requests'],
  ['spam', 'Spam'],
];

function Which() {
  const choose = (which: Shown) => () => {
    shown.value = which;
    // What is done is not kept on the device; its first page is fetched when it is looked at.
    if (which !== 'to do' && olderOfView.value.next === '') void loadOlder();
  };
  return (
    <fieldset class="segments" aria-label="Which tickets">
      {WHICH.map(([which, words]) => (
        <button key={which} type="button" aria-pressed={shown.value === which} onClick={choose(which)}>
          {words}
        </button>
      ))}
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
        placeholder="Search tickets"
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
  const list = entries.value;
  if (!filled.value && list.length === 0) return offline.value ? <Unreached /> : <Skeletons />;
  if (list.length === 0 && (searching.value || olderOfView.value.loading)) return <Skeletons />;
  return (
    <LongList
      label={search.value.trim() ? 'Found tickets' : TITLES[listView.value]}
      entries={list}
      refresh={catchUp}
      isHeading={(entry) => 'section' in entry}
      draw={(entry) =>
        'section' in entry ? (
          <li key={entry.section} class="section">
            <h2 class="capital-first">{entry.section}</h2> <span class="count">{entry.count}</span>
          </li>
        ) : (
          <Row key={entry.id} ticket={entry} current={entry.id === open} />
        )
      }
    >
      {list.length === 0 && <EmptyList />}
      {!search.value.trim() && <Older empty={list.length === 0} />}
    </LongList>
  );
}

function Older({ empty }: { empty: boolean }) {
  const { next, loading, failed } = olderOfView.value;
  if (next === null || (empty && !failed) || (shown.value === 'to do' && rows.value.length < SYNC_HOLDS)) return null;
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
