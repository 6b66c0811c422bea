import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../parts/icon.tsx';
import { lazy } from '../parts/lazy.tsx';
import { session } from '../state/session.ts';
import { SignOut } from './sign-out.tsx';

const PAGES = {
  mailboxes: {
    words: 'Mailboxes',
    screen: lazy<{ rest: string }>(async () => (await import('./mailboxes.tsx')).Mailboxes),
    who: 'admin',
  },
  agents: {
    words: 'Agents',
    screen: lazy<{ rest: string }>(async () => (await import('./agents.tsx')).Agents),
    who: 'admin',
  },
  organisations: {
    words: 'Organisations',
    screen: lazy<{ rest: string }>(async () => (await import('./organisations.tsx')).Organisations),
    who: 'admin',
  },
  desk: {
    words: 'Desk',
    screen: lazy<{ rest: string }>(async () => (await import('./desk.tsx')).DeskPage),
    who: 'admin',
  },
  priorities: {
    words: 'Priorities',
    screen: lazy<{ rest: string }>(async () => (await import('./priorities.tsx')).Priorities),
    who: 'admin',
  },
  replies: {
    words: 'Replies',
    screen: lazy<{ rest: string }>(async () => (await import('./replies.tsx')).Replies),
    who: 'admin',
  },
  blocked: {
    words: 'Blocked',
    screen: lazy<{ rest: string }>(async () => (await import('./blocked.tsx')).Blocked),
    who: 'admin',
  },
  promises: {
    words: 'Promises',
    screen: lazy<{ rest: string }>(async () => (await import('./promises.tsx')).Promises),
    who: 'admin',
  },
  releases: {
    words: 'Releases',
    screen: lazy<{ rest: string }>(async () => (await import('./releases.tsx')).Releases),
    who: 'admin',
  },
  webhooks: {
    words: 'Webhooks',
    screen: lazy<{ rest: string }>(async () => (await import('./webhooks.tsx')).Webhooks),
    who: 'admin',
  },
  phone: {
    words: 'Phone',
    screen: lazy<{ rest: string }>(async () => (await import('./phone.tsx')).PhonePage),
    who: 'admin',
  },
  health: {
    words: 'Health',
    screen: lazy<{ rest: string }>(async () => (await import('./health.tsx')).Health),
    who: 'admin',
  },
  you: { words: 'You', screen: lazy<{ rest: string }>(async () => (await import('./you.tsx')).You), who: 'agent' },
  sent: {
    words: 'Sent mail',
    screen: lazy<{ rest: string }>(async () => (await import('./sent.tsx')).Sent),
    who: 'agent',
  },
} as const;

type Page = keyof typeof PAGES;

/** Administration: fetched when wanted, never kept on the device. */
export function Admin({ page, rest }: { page: string; rest: string }) {
  if (session.value.is !== 'in') return <main class="pane whole" aria-busy="true" />;
  const { agent, desk } = session.value.me;
  const shown = (Object.keys(PAGES) as Page[]).filter(
    (name) => (PAGES[name].who === 'agent' || agent.role === 'admin') && (name !== 'sent' || desk.sandbox),
  );
  const at = shown.find((name) => name === page) ?? (page === 'mailboxes' ? shown[0] : undefined);
  const Screen = at ? PAGES[at].screen : null;
  return (
    <main class="pane whole">
      <header class="bar">
        <h1>Settings</h1>
        <SignOut />
      </header>
      <Tabs shown={shown} at={at} />
      {Screen ? (
        <Screen key={at} rest={rest} />
      ) : (
        <div class="empty">
          <h2>
            <Icon name="warning" /> Nothing here for you
          </h2>
          <p>This page does not exist, or is for administrators.</p>
        </div>
      )}
    </main>
  );
}

function Tabs({ shown, at }: { shown: Page[]; at: Page | undefined }) {
  const tabs = useRef<HTMLElement>(null);
  // More pages than a phone is wide: the one that is open comes into view.
  useEffect(() => tabs.current?.querySelector('[aria-current]')?.scrollIntoView({ block: 'nearest' }), [at]);
  return (
    <nav ref={tabs} class="tabs" aria-label="Settings">
      {shown.map((name) => (
        <a key={name} href={`/app/admin/${name}`} aria-current={name === at ? 'page' : undefined}>
          {PAGES[name].words}
        </a>
      ))}
    </nav>
  );
}
