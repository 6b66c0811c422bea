import { useRef, useState } from 'preact/hooks';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import { LEVEL_WORK, LEVELS, type Level } from '../../gateway/desk/levels.ts';
import type { Deed } from '../state/writes.ts';
import { agentName } from './deed-words.ts';
import { Area } from './field.tsx';
import { Menu } from './menu.tsx';

type Props = { ticket: TicketRow; turn: (deed: Deed) => void };

/** Who works on it, from the first line to senior engineering; handing it over asks for the reason. */
export function LevelChip({ ticket, turn }: Props) {
  const asking = useRef<HTMLDialogElement>(null);
  const [to, setTo] = useState<Level | null>(null);
  const [reason, setReason] = useState('');
  const submit = (event: Event) => {
    event.preventDefault();
    if (to) turn({ do: 'level', level: to, reason });
    asking.current?.close();
    setReason('');
  };
  return (
    <>
      <Menu
        name="Level"
        value={<span>{ticket.level}</span>}
        choices={LEVELS.map((level) => ({
          key: level,
          words: `${level} ${LEVEL_WORK[level].name}`,
          chosen: level === ticket.level,
          choose: () => {
            setTo(level);
            asking.current?.showModal();
          },
        }))}
      />
      <dialog ref={asking} class="sheet" aria-label="Hand over">
        {to && (
          <form class="form" onSubmit={submit}>
            <h2>
              Hand over to {to}, {LEVEL_WORK[to].name.toLowerCase()}
            </h2>
            <p class="quiet">{LEVEL_WORK[to].does.join(', ')}.</p>
            <Area
              label="Why"
              hint="They read it as a note. The ticket is nobody's then, until one of them takes it."
              rows={3}
              required
              value={reason}
              set={setReason}
            />
            <div class="actions">
              <button type="submit" class="button primary" disabled={reason.trim() === ''}>
                Hand over
              </button>
              <button type="button" class="button" onClick={() => asking.current?.close()}>
                Cancel
              </button>
            </div>
          </form>
        )}
      </dialog>
    </>
  );
}

/** Somebody is being called for this ticket: whoever taps has it, and nobody else is called. */
export function PageChip({ ticket, turn }: Props) {
  if (ticket.pagedAgentId === null) return null;
  return (
    <button
      type="button"
      class="chip strong"
      title={`${agentName(ticket.pagedAgentId)} was called`}
      onClick={() => turn({ do: 'acknowledge' })}
    >
      I have it
    </button>
  );
}
