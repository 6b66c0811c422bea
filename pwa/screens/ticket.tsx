import { useEffect, useRef, useState } from 'preact/hooks';
import type { MessageRow, TicketDetail } from '../../gateway/api/shapes.ts';
import { About } from '../parts/about.tsx';
import { beginAnswer, Composer } from '../parts/composer.tsx';
import type { CoverProps } from '../parts/cover-line.tsx';
import { deedWords } from '../parts/deed-words.ts';
import { Facts } from '../parts/facts.tsx';
import { Icon } from '../parts/icon.tsx';
import { later } from '../parts/later.tsx';
import { Message } from '../parts/message.tsx';
import { Pending } from '../parts/pending.tsx';
import { goBack, listView, pathOf, pathOfTicket } from '../state/route.ts';
import { act, conversationOf, faults, openTicket, tickets } from '../state/tickets.ts';
import type { Deed } from '../state/writes.ts';

const Stages = later<{ detail: TicketDetail }>(async () => (await import('../parts/stages.tsx')).Stages);

/** Only desks that know organisations fetch it. */
const CoverLine = later<CoverProps>(async () => (await import('../parts/cover-line.tsx')).CoverLine);

/** One conversation, oldest first, with what an agent can do to it. */
export function Ticket({ id }: { id: number }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    void openTicket(id);
    heading.current?.focus({ preventScroll: true });
  }, [id]);
  const conversation = conversationOf(id);
  const ticket = conversation?.detail.ticket ?? tickets.value.get(id);
  const fault = faults.value.get(id);
  return (
    <section class="pane ticket" aria-label={`Ticket ${id}`}>
      <header class="bar ticket-bar">
        <button
          type="button"
          class="button bare only-phone"
          aria-label="Back to the list"
          onClick={() => goBack(pathOf(listView.value))}
        >
          <Icon name="back" />
        </button>
        <h1 ref={heading} tabIndex={-1}>
          {ticket ? ticket.subject || '(no subject)' : `Ticket #${id}`}
        </h1>
        <span class="number">#{id}</span>
      </header>
      {conversation && <Talk id={id} conversation={conversation} />}
      {!conversation && fault && <Fault id={id} fault={fault} />}
      {!conversation && !fault && <Loading />}
    </section>
  );
}

// Up to here a thread is read from its beginning; a longer one from its newest message.
const READ_FROM_THE_TOP = 3;

type TalkProps = { id: number; conversation: NonNullable<ReturnType<typeof conversationOf>> };

function Talk({ id, conversation }: TalkProps) {
  const { detail, sending } = conversation;
  const { standing } = detail;
  const turn = (deed: Deed) => () => act(id, deed, deedWords(deed));
  const end = useRef<HTMLDivElement>(null);
  const count = useRef(0);
  useEffect(() => {
    if (detail.messages.length > READ_FROM_THE_TOP)
      end.current?.previousElementSibling?.scrollIntoView({ block: 'start' });
  }, []);
  useEffect(() => {
    // What the agent just wrote comes into view; a mail that arrives moves nothing under the reader's eyes.
    if (sending.length > count.current) end.current?.scrollIntoView({ block: 'end' });
    count.current = sending.length;
  }, [sending.length]);
  return (
    <>
      <div class="scroll talk" key={id}>
        <div class="ticket-head">
          <Facts detail={detail} />
          {(standing.kept || standing.organisation) && (
            <CoverLine standing={standing} begin={(words) => beginAnswer(detail, words)} />
          )}
          {detail.ticket.request && <Stages detail={detail} />}
          <About detail={detail} />
          {detail.linkedTo !== null && (
            <p class="linked">
              May belong to <a href={pathOfTicket(detail.linkedTo)}>#{detail.linkedTo}</a>{' '}
              {detail.ticket.mergedInto === null && (
                <button type="button" class="button small" onClick={turn({ do: 'merge', into: detail.linkedTo })}>
                  Merge
                </button>
              )}
            </p>
          )}
          {detail.ticket.mergedInto !== null && (
            <p class="linked">
              Merged into <a href={pathOfTicket(detail.ticket.mergedInto)}>#{detail.ticket.mergedInto}</a>{' '}
              <button type="button" class="button small" onClick={turn({ do: 'merge', into: null })}>
                Take it back
              </button>
            </p>
          )}
          <Pending ticketId={id} />
        </div>
        <Thread messages={detail.messages} />
        {sending.map(({ write, message }) => (
          <Message key={message.id} message={message} write={write} />
        ))}
        <div ref={end} />
      </div>
      <Composer detail={detail} />
    </>
  );
}

// A long thread shows how it began and how it stands, and in between a piece more each time it is asked for.
const NEWEST = 8;
const PIECE = 40;

function Thread({ messages }: { messages: MessageRow[] }) {
  const [unfolded, setUnfolded] = useState(NEWEST);
  const [first, ...rest] = messages;
  const folded = rest.slice(0, -unfolded);
  // What waits for a decision is work, and work is never folded away.
  const work = folded.filter(({ held }) => held);
  return (
    <>
      {first && <Message key={first.id} message={first} first />}
      {work.map((message) => (
        <Message key={message.id} message={message} />
      ))}
      {folded.length > work.length && (
        <button type="button" class="button earlier" onClick={() => setUnfolded(unfolded + PIECE)}>
          {folded.length - work.length === 1 ? '1 message' : `${folded.length - work.length} messages`} in between
        </button>
      )}
      {rest.slice(-unfolded).map((message) => (
        <Message key={message.id} message={message} />
      ))}
    </>
  );
}

function Fault({ id, fault }: { id: number; fault: string }) {
  return (
    <div class="empty">
      <h2>This ticket cannot be shown</h2>
      <p>{fault}</p>
      <button type="button" class="button" onClick={() => void openTicket(id)}>
        Try again
      </button>
    </div>
  );
}

const Loading = () => (
  <div class="scroll talk" aria-busy="true">
    <div class="message skeleton">
      <span class="bone short" />
      <span class="bone long" />
      <span class="bone" />
    </div>
  </div>
);
