import { useState } from 'preact/hooks';
import type { Callers } from '../../gateway/api/phone.ts';
import { PRIORITIES } from '../../gateway/desk/priority.ts';
import { PickCaller } from '../parts/caller.tsx';
import { Area, Field, Pick, Trouble } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { shortly } from '../parts/when.tsx';
import { troubleOf } from '../state/answered.ts';
import { useCallers } from '../state/callers.ts';
import { openNewTicket } from '../state/new-ticket.ts';
import { now } from '../state/now.ts';
import { go, goBack, pathOfTicket } from '../state/route.ts';

const CHOICES = [['', 'Let the words decide'], ...PRIORITIES.map((name) => [name, name] as const)] as const;
// A subject of more than a line is read in no list.
const LONGEST_SUBJECT = 80;

/** Logs a call, or what somebody at the desk said: the number finds who it was, and the promise is told at once. */
export function NewTicket() {
  const [phone, setPhone] = useState('');
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [chosen, setChosen] = useState<Callers['callers'][number] | null>(null);
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [priority, setPriority] = useState('');
  // One key for one ticket, however often the button is pressed.
  const [key] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const found = useCallers(phone);
  const urgent = PRIORITIES.find((one) => one === priority);
  const promised = urgent && found ? (chosen ?? found).promises[urgent] : null;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await openNewTicket(
      {
        requester: {
          name: chosen?.name ?? name,
          ...(chosen ? { address: chosen.address } : address ? { address } : {}),
          ...(phone ? { phone } : {}),
        },
        subject: subject || firstWords(text),
        text,
        ...(urgent ? { priority: urgent } : {}),
      },
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
        <Field
          label="Their number"
          type="tel"
          autocomplete="off"
          hint="Leave it empty for somebody who stands at the desk."
          value={phone}
          set={(value) => {
            setPhone(value);
            setChosen(null);
          }}
        />
        <PickCaller found={found} chosen={chosen} choose={setChosen} />
        {!chosen && (
          <div class="two">
            <Field label="Their name" autocomplete="off" value={name} set={setName} />
            <Field
              label="Their mail address"
              type="email"
              autocomplete="off"
              required={phone === ''}
              value={address}
              set={setAddress}
            />
          </div>
        )}
        <Area label="What they said" rows={5} required value={text} set={setText} />
        <div class="two">
          <Pick
            label="Priority"
            hint={promised ? `First answer by ${shortly(promised, now.value)}` : ''}
            value={priority}
            options={CHOICES}
            set={setPriority}
          />
          <Field label="Subject" placeholder="The first words" value={subject} set={setSubject} />
        </div>
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

/** The first sentence or line, cut between words. */
function firstWords(text: string): string {
  const [first = ''] = text.trim().split(/[\n.!?]/);
  return first.length <= LONGEST_SUBJECT ? first : first.slice(0, LONGEST_SUBJECT).replace(/\s+\S*$/, '…');
}
