import { useEffect, useState } from 'preact/hooks';
import type { TicketRow } from '../../gateway/api/shapes.ts';
import { type Mailbox, readAddresses } from '../state/addresses.ts';
import { act } from '../state/tickets.ts';
import { Pick } from './field.tsx';
import { StageSheet } from './stage-sheet.tsx';
import { ToTicket } from './to-ticket.tsx';

/** What is rarely done to a ticket, fetched when somebody looks for it. */
export function Deeds({ ticket }: { ticket: TicketRow }) {
  const { id } = ticket;
  return (
    <>
      <MailboxPick ticket={ticket} />
      {ticket.request === null && ticket.mergedInto === null && <MakeRequest ticket={ticket} />}
      <ToTicket words="Merge into" go={(into) => act(id, { do: 'merge', into }, `Merged into #${into}`)} />
      <button
        type="button"
        class="button small"
        title="For when a mail of ours got into wrong hands: nobody joins by it any more"
        onClick={() => act(id, { do: 'end tokens' })}
      >
        End the reply tokens sent so far
      </button>
    </>
  );
}

function MakeRequest({ ticket }: { ticket: TicketRow }) {
  const [asking, setAsking] = useState(false);
  return (
    <>
      <button type="button" class="button small" onClick={() => setAsking(true)}>
        Make it a feature request
      </button>
      {asking && <StageSheet ticket={ticket} to="submission" close={() => setAsking(false)} />}
    </>
  );
}

/** From which address it is answered; nothing to choose where there is one. */
function MailboxPick({ ticket }: { ticket: TicketRow }) {
  const [addresses, setAddresses] = useState<readonly Mailbox[]>([]);
  useEffect(() => void readAddresses().then(setAddresses), []);
  if (addresses.length < 2 || ticket.mergedInto !== null) return null;
  const known = addresses.some(({ id }) => id === ticket.mailboxId);
  return (
    <Pick
      label="Answers go from"
      hint="Moved elsewhere, its promises are counted by the policy there."
      value={known ? String(ticket.mailboxId) : ''}
      options={[
        ...(known ? [] : [['', 'A mailbox that is gone'] as const]),
        ...addresses.map(({ id, address }) => [String(id), address] as const),
      ]}
      set={(value) => {
        if (value) act(ticket.id, { do: 'mailbox', mailboxId: Number(value) });
      }}
    />
  );
}
