import { useState } from 'preact/hooks';
import { search, shown } from '../state/inbox.ts';
import { listView } from '../state/route.ts';
import { sendExamples } from '../state/sandbox.ts';
import { session } from '../state/session.ts';
import { tickets } from '../state/tickets.ts';

/** An empty list says why it is empty and what to do next. */
export function EmptyList() {
  if (search.value.trim()) {
    return (
      <Said title="Nothing found">
        Search takes a number (#42), an address, a name, a tag (tag:vip), or words of any message.
      </Said>
    );
  }
  if (shown.value === 'spam')
    return <Said title="No spam here">What an agent calls spam comes to rest here; one tap brings it back.</Said>;
  if (shown.value === 'requests')
    return (
      <Said title="No feature requests here">
        Open a ticket that asks for something new, then its promises, and press “Make it a feature request”.
      </Said>
    );
  if (shown.value === 'done')
    return <Said title="Nothing done here yet">Solved and closed tickets come to rest here.</Said>;
  if (tickets.value.size === 0) return <FirstTicket />;
  if (listView.value === 'mine')
    return <Said title="Nothing of yours is open">Take a ticket from Unassigned: open it and press “Take it”.</Said>;
  return <Said title="All is answered">New mail shows here by itself, the one due first on top.</Said>;
}

function Said({ title, children }: { title: string; children: string }) {
  return (
    <div class="empty">
      <h2>{title}</h2>
      <p>{children}</p>
    </div>
  );
}

function FirstTicket() {
  const { value: at } = session;
  const [state, setState] = useState<'idle' | 'sending' | 'sent' | string>('idle');
  if (at.is !== 'in') return null;
  const { desk } = at.me;
  const send = async () => {
    setState('sending');
    setState((await sendExamples()) ?? 'sent');
  };
  return (
    <div class="empty">
      <h2>A mail becomes a ticket</h2>
      <p>
        Write to <strong>{desk.address}</strong> and it shows here within seconds, with a priority and the time by which
        a person answers.
      </p>
      {desk.sandbox && (
        <>
          <button
            type="button"
            class="button primary"
            disabled={state === 'sending' || state === 'sent'}
            onClick={() => void send()}
          >
            {state === 'sending' ? 'Sending…' : state === 'sent' ? 'On their way' : 'Send me eight example mails'}
          </button>
          <p class="quiet">This is the sandbox: nothing leaves this machine.</p>
          {state !== 'idle' && state !== 'sending' && state !== 'sent' && <p class="bad">{state}</p>}
        </>
      )}
    </div>
  );
}
