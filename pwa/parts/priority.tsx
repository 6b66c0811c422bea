import type { TicketRow } from '../../gateway/api/shapes.ts';

type Priority = TicketRow['priority'];

/** Whether somebody should say if it is critical. */
export const isAsked = ({ unsure, spam, status }: TicketRow): boolean =>
  unsure && !spam && (status === 'open' || status === 'waiting');

const BARS: Record<Priority, number> = { critical: 0, high: 3, medium: 2, low: 1 };

/** How urgent, by shape and colour: three bars that fill up, and a block with a call for critical. */
export function PriorityMark({ priority }: { priority: Priority }) {
  return (
    <svg class={`priority ${priority}`} viewBox="0 0 14 14" role="img" aria-label={`${priority} priority`}>
      {priority === 'critical' ? (
        <>
          <rect x="0.5" y="0.5" width="13" height="13" rx="3.5" class="block" />
          <path d="M7 3.5v4.2M7 10.4h.01" class="call" />
        </>
      ) : (
        [0, 1, 2].map((bar) => (
          <rect
            key={bar}
            x={1 + bar * 4.5}
            y={8.5 - bar * 3}
            width="3"
            height={4 + bar * 3}
            rx="1"
            class={bar < BARS[priority] ? 'bar' : 'bar off'}
          />
        ))
      )}
    </svg>
  );
}
