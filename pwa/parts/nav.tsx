import { counts } from '../state/inbox.ts';
import { listView, pathOf, route, type View } from '../state/route.ts';
import { myself, session } from '../state/session.ts';
import { brokenPromises, waitingForALook } from '../state/tickets.ts';
import { Icon, type IconName } from './icon.tsx';
import { Person } from './person.tsx';

const VIEW_WORDS: Record<View, string> = { mine: 'Mine', unassigned: 'Unassigned', all: 'All' };

/** The places of the app: a bar under the thumb on a phone, a rail at the side from 900 px. */
export function Nav() {
  const { value: at } = route;
  const me = myself();
  const broken = me?.role === 'admin' ? brokenPromises.value : 0;
  const listed = (view: View) => (at.at === 'list' || at.at === 'ticket') && listView.value === view;
  return (
    <nav class="nav" aria-label="Views">
      <span class="brand">{session.value.is === 'in' ? session.value.me.desk.name : 'Heed'}</span>
      <a class="button primary wide" href="/app/new">
        <Icon name="new" />
        New ticket
      </a>
      {(['all', 'mine', 'unassigned'] as const).map((view) => (
        <Place
          key={view}
          href={pathOf(view)}
          icon={view}
          words={VIEW_WORDS[view]}
          count={counts.value[view]}
          here={listed(view)}
        />
      ))}
      <Place
        href="/app/look"
        icon="look"
        words="To look at"
        count={waitingForALook.value}
        alarm
        here={at.at === 'look'}
      />
      <span class="gap" />
      <a
        class="place"
        href={broken > 0 ? '/app/admin/health' : '/app/admin/mailboxes'}
        aria-current={at.at === 'admin' ? 'page' : undefined}
      >
        {me ? <Person name={me.name} address={me.address} small /> : <Icon name="gear" />}
        <span class="words">Settings</span>
        {broken > 0 && (
          <span class="count alarm" title="Broken promises: see Health">
            {broken}
          </span>
        )}
      </a>
    </nav>
  );
}

type PlaceProps = { href: string; icon: IconName; words: string; count: number; here: boolean; alarm?: boolean };

function Place({ href, icon, words, count, here, alarm }: PlaceProps) {
  return (
    <a class="place" href={href} aria-current={here ? 'page' : undefined}>
      <Icon name={icon} />
      <span class="words">{words}</span>
      {count > 0 && <span class={alarm ? 'count alarm' : 'count'}>{count > 999 ? '999+' : count}</span>}
    </a>
  );
}
