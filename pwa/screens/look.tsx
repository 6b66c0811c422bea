import { useEffect } from 'preact/hooks';
import type { WaitingRow } from '../../gateway/api/shapes.ts';
import { Trouble } from '../parts/field.tsx';
import { weight } from '../parts/files.tsx';
import { Icon } from '../parts/icon.tsx';
import { RowSkeleton } from '../parts/row.tsx';
import { When } from '../parts/when.tsx';
import { loadLooks, lookedAt, looks, lookTrouble, replay, want } from '../state/look.ts';
import { pathOfTicket } from '../state/route.ts';
import { waitingForALook } from '../state/tickets.ts';

const WHAT = {
  quarantined: 'Kept aside',
  held: 'Held',
  retired: 'Gone from the server',
  left: 'Not read yet',
} as const satisfies Record<WaitingRow['what'], string>;

/** Mail that became no conversation by itself. It is work: nothing is ever dropped in silence. */
export function Look() {
  const count = waitingForALook.value;
  useEffect(() => void loadLooks(), [count]);
  const rows = looks.value;
  return (
    <main class="pane whole">
      <div class="page">
        <h1>To look at</h1>
        <p>Mail that is kept but became no part of a conversation by itself. A person decides.</p>
        <Trouble words={lookTrouble.value} />
        {rows === null && !lookTrouble.value && <RowSkeleton />}
        {rows?.length === 0 && (
          <div class="empty">
            <h2>Nothing waits</h2>
            <p>
              Mail that cannot be read, comes from machines, or cannot prove who sent it would stand here with its
              reason.
            </p>
          </div>
        )}
        <ul class="looks">
          {rows?.map((row) => (
            <Card key={`${row.ledgerId} ${row.what}`} row={row} />
          ))}
        </ul>
      </div>
    </main>
  );
}

function Card({ row }: { row: WaitingRow }) {
  return (
    <li class="card">
      <p class="standing-line">
        <span class="tag soon">{WHAT[row.what]}</span>
        <When at={row.at} />
        <span class="quiet">{weight(row.size)}</span>
      </p>
      <h2>{row.subject || '(no subject)'}</h2>
      <p class="quiet">{row.from || 'Sender unknown'}</p>
      <p class="capital-first">{row.reason}</p>
      <div class="actions">
        {row.ticketId !== null && (
          <a class="button small primary" href={pathOfTicket(row.ticketId)}>
            Decide on #{row.ticketId}
          </a>
        )}
        {row.readable && (
          <button type="button" class="button small primary" onClick={() => void want(row)}>
            Make it a ticket
          </button>
        )}
        {(row.what === 'quarantined' || row.what === 'retired') && (
          <button type="button" class="button small" onClick={() => void lookedAt(row)}>
            Looked at
          </button>
        )}
        {row.what === 'quarantined' && (
          <button type="button" class="button small" onClick={() => void replay(row)}>
            Read again
          </button>
        )}
        {row.what !== 'retired' && (
          <a
            class="button bare"
            href={`/api/ledger/${row.ledgerId}/raw`}
            download
            aria-label={`Download ${row.subject || 'the mail'} as it came`}
            title="Download it as it came"
          >
            <Icon name="download" />
          </a>
        )}
      </div>
    </li>
  );
}
