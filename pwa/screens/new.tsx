import { useState } from 'preact/hooks';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { Area, Field, Pick, Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { troubleOf } from '../state/answered.ts';
import { openNewTicket } from '../state/new-ticket.ts';
import { go, goBack, pathOfTicket } from '../state/route.ts';

type Priority = TicketRow['priority'];

const CHOICES = [['', 'Let the words decide'], ...PRIORITIES.map((name) => [name, name] as const)] as const;

/** A ticket for somebody who called, or stands at the desk. */
export function NewTicket() {
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [priority, setPriority] = useState('');
  // One key for one ticket, however often the button is pressed.
  const [key] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const urgent = PRIORITIES.find((one): one is Priority => one === priority);
    const answer = await openNewTicket(
      { requester: { name, address }, subject, text, ...(urgent ? { priority: urgent } : {}) },
      key,
    );
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') go(pathOfTicket(answer.value.id), 'replace');
  };
  return (
    <main class="pane whole">
      <header class="bar ticket-bar">
        <button type="button" class="button bare" aria-label="Back" onClick={() => goBack('/app/')}>
          <Icon name="back" />
        </button>
        <h1>New ticket</h1>
      </header>
      <form class="form page" onSubmit={submit}>
        <div class="two">
          <Field
            label="Requester's address"
            type="email"
            autocomplete="off"
            required
            value={address}
            set={setAddress}
          />
          <Field label="Their name" autocomplete="off" value={name} set={setName} />
        </div>
        <Field label="Subject" required value={subject} set={setSubject} />
        <Area label="What they said" rows={7} required value={text} set={setText} />
        <Pick label="Priority" value={priority} options={CHOICES} set={setPriority} />
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {busy ? 'Opening…' : 'Open the ticket'}
          </button>
        </div>
      </form>
    </main>
  );
}
