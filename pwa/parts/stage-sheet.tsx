import { useEffect, useRef, useState } from 'preact/hooks';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import type { Stage } from '../../gateway/desk/stage.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { moveStage } from '../state/feature-requests.ts';
import { Area, Trouble } from './field.tsx';

/** Asks what those who asked for it are to hear when a request goes to a stage, and sends it there. */
export function StageSheet({ ticket, to, close }: { ticket: TicketRow; to: Stage; close: () => void }) {
  const sheet = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  const [quote, setQuote] = useState<File | null>(null);
  const [tell, setTell] = useState(true);
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => sheet.current?.showModal(), []);
  const requesters = ticket.request?.requesters ?? 1;
  const submit = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    const answer = await moveStage(ticket, { stage: to, words, quote, tell });
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is !== 'good') return;
    announce(`Feature request at ${to}`);
    sheet.current?.close();
  };
  return (
    <dialog ref={sheet} class="sheet" aria-label="Feature request" onClose={close}>
      <form class="form" onSubmit={submit}>
        <h2 class="capital-first">{to}</h2>
        <p class="quiet">
          {requesters === 1
            ? 'Whoever asked for it hears of it by mail.'
            : `${requesters} people asked for it; each hears of it in a mail of their own.`}
        </p>
        <Area
          label={to === 'declined' ? 'Why' : 'Words for them'}
          hint={to === 'declined' ? 'They read it.' : 'May stay empty: the mail says how far it is.'}
          rows={3}
          required={to === 'declined'}
          value={words}
          set={setWords}
        />
        {to === 'scope and estimate' && (
          <label class="field">
            <span class="label">Quote</span>
            <input type="file" onChange={(event) => setQuote(event.currentTarget.files?.[0] ?? null)} />
          </label>
        )}
        <label class="check">
          <input type="checkbox" checked={tell} onChange={(event) => setTell(event.currentTarget.checked)} />
          Tell them
        </label>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary" disabled={busy}>
            {tell ? 'Move and tell' : 'Move'}
          </button>
          <button type="button" class="button" onClick={() => sheet.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
