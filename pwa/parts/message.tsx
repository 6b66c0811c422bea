import { useState } from 'preact/hooks';
import type { MessageRow } from '../../gateway/api/shapes.ts';
import type { Write } from '../state/queue.ts';
import { act, agents, queue } from '../state/tickets.ts';
import { deedWords } from './deed-words.ts';
import { Files } from './files.tsx';
import { MailFrame } from './frame.tsx';
import { Icon } from './icon.tsx';
import { Person } from './person.tsx';
import { ToTicket } from './to-ticket.tsx';
import { fully, When } from './when.tsx';
import { Words } from './words.tsx';

/** One message of a conversation; `first`: it opened it; `write` while it is still on its way from this device. */
export function Message({ message, first = false, write }: { message: MessageRow; first?: boolean; write?: Write }) {
  // What a customer said is theirs, whoever wrote it down.
  const agent = message.kind === 'mail' ? undefined : agents.value.find((it) => it.id === message.agentId);
  const name = agent?.name ?? (message.from.name || message.from.address);
  const address = agent?.address ?? message.from.address;
  return (
    <article
      class={`message ${message.kind}${message.held ? ' held' : ''}`}
      aria-label={`${LABELS[message.kind]} from ${name}`}
    >
      <header>
        <Person name={name} address={address} />
        <div class="from">
          <span class="name">{name}</span>
          <span class="address">{message.kind === 'mail' ? address : LABELS[message.kind]}</span>
        </div>
        {write ? <span class="when">{ON_ITS_WAY[write.state.is]}</span> : <When at={message.at} />}
      </header>
      <Standing message={message} />
      <Body message={message} first={first} />
      <Files files={message.attachments} />
      {write && <OnItsWay write={write} />}
      {(message.held || message.flagged) && <Aside message={message} />}
    </article>
  );
}

const LABELS = { mail: 'Mail', answer: 'Answer', note: 'Internal note' } as const;

const ON_ITS_WAY: Record<Write['state']['is'], string> = {
  queued: 'Waits',
  sending: 'Sending…',
  lost: 'Waits',
  conflict: 'Needs you',
  refused: 'Not done',
};

const DELIVERY = {
  queued: 'Going out',
  sent: null,
  failed: 'Not delivered',
  unknown: 'Delivery unknown',
  bounced: 'Came back',
} as const;

/** What sets a message apart, each as a tag with its reason in words. */
function Standing({ message }: { message: MessageRow }) {
  const delivery = message.delivery ? DELIVERY[message.delivery] : null;
  const bad = message.delivery === 'failed' || message.delivery === 'bounced';
  const scribe = message.kind === 'mail' ? agents.value.find((it) => it.id === message.agentId) : undefined;
  const tags = [
    scribe && { tone: '', words: `Written down by ${scribe.name}`, why: null },
    message.held && { tone: 'soon', words: 'Held', why: message.whyHere },
    message.flagged && {
      tone: 'soon',
      words: 'Not part of this ticket',
      why: `${message.whyHere} Its sender gains nothing by it and sees no answer.`,
    },
    message.trust === 'failed' &&
      message.kind === 'mail' && { tone: 'bad', words: 'Sender not proven', why: message.trustWhy },
    message.robot && { tone: '', words: `From a machine: ${message.robot}`, why: null },
    delivery && { tone: bad ? 'bad' : '', words: delivery, why: message.deliveryReason },
    ...message.problems.map((problem) => ({ tone: 'soon', words: 'Odd mail', why: problem })),
  ].filter((tag) => tag !== false && tag !== null && tag !== '' && tag !== undefined);
  if (tags.length === 0) return null;
  return (
    <ul class="standing">
      {tags.map(({ tone, words, why }) => (
        <li key={words + why}>
          <span class={`tag ${tone}`}>{words}</span> {why}
        </li>
      ))}
    </ul>
  );
}

function Body({ message, first }: { message: MessageRow; first: boolean }) {
  // A mail with nothing folded away, or with pictures in its text, is best seen as it was sent.
  const best = message.hasHtml && (message.quoted === '' || message.attachments.some((file) => file.inline));
  const [asSent, setAsSent] = useState(best);
  const [away, setAway] = useState(false);
  const [unfolded, setUnfolded] = useState(false);
  const [explained, setExplained] = useState(false);
  const show = (sent: boolean) => () => {
    setAway(false);
    setAsSent(sent);
  };
  const missing = () => {
    setAway(true);
    setAsSent(false);
  };
  return (
    <>
      {away && <p class="quiet frame-note">How it looked as it was sent needs the desk. These are its words.</p>}
      {asSent ? (
        <MailFrame id={message.id} remoteImages={message.remoteImages} away={missing} />
      ) : (
        <Words text={message.visible} />
      )}
      <div class="folds">
        {!asSent && message.quoted && (
          <button
            type="button"
            class="fold"
            aria-expanded={unfolded}
            aria-label="Quoted text and signature"
            onClick={() => setUnfolded(!unfolded)}
          >
            <Icon name="more" />
          </button>
        )}
        {message.hasHtml && (
          <button type="button" class="link" onClick={show(!asSent)}>
            {asSent ? 'Show as text' : 'Show as sent'}
          </button>
        )}
        {message.kind !== 'note' && message.id > 0 && (
          <button type="button" class="link" aria-expanded={explained} onClick={() => setExplained(!explained)}>
            Details
          </button>
        )}
      </div>
      {!asSent && unfolded && (
        <div class="quoted">
          <Words text={message.quoted} />
        </div>
      )}
      {explained && <Details message={message} />}
      {explained && !first && message.kind === 'mail' && !message.held && !message.flagged && (
        <Elsewhere message={message} />
      )}
    </>
  );
}

/** The way back from a join: another ticket, or one of its own. */
function Elsewhere({ message: { id, ticketId } }: { message: MessageRow }) {
  const move = (to: number | null) => {
    const deed = { do: 'move', messageId: id, to } as const;
    act(ticketId, deed, deedWords(deed));
  };
  return (
    <div class="decide">
      <button type="button" class="button small" onClick={() => move(null)}>
        Make it a new ticket
      </button>
      <ToTicket words="Move to" go={move} />
    </div>
  );
}

/** Where a message went, and why it stands on this ticket. */
function Details({ message }: { message: MessageRow }) {
  const lines = [
    ['To', people(message.to)],
    ['Cc', people(message.cc)],
    ['Subject', message.subject],
    ['Written', fully(message.at)],
    ['Why here', message.kind === 'mail' ? message.whyHere : ''],
    ['Sender', message.kind === 'mail' ? message.trustWhy : ''],
  ].filter(([, words]) => words);
  return (
    <dl class="lines why">
      {lines.map(([name, words]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{words}</dd>
        </div>
      ))}
    </dl>
  );
}

const people = (list: MessageRow['to']): string =>
  list.map(({ name, address }) => (name ? `${name} <${address}>` : address)).join(', ');

function Aside({ message }: { message: MessageRow }) {
  return (
    <div class="decide">
      <p>Does this mail belong to the conversation? Until you say so, it is no part of it.</p>
      <button
        type="button"
        class="button small"
        onClick={() => act(message.ticketId, { do: 'accept', messageId: message.id })}
      >
        It belongs here
      </button>
      <button
        type="button"
        class="button small"
        onClick={() => act(message.ticketId, { do: 'split', messageId: message.id })}
      >
        Make it a new ticket
      </button>
    </div>
  );
}

/** An answer or note that the desk does not have yet: why, and what the agent can do. */
export function OnItsWay({ write }: { write: Write }) {
  const { state } = write;
  if (state.is === 'queued' || state.is === 'sending') return null;
  return (
    <div class="decide" role="alert">
      {state.is === 'lost' && (
        <p>The desk has not answered. It is kept here and tried again; it will never be sent twice.</p>
      )}
      {state.is === 'refused' && <p class="bad">Not done: {state.message}</p>}
      {state.is === 'conflict' && <p>Somebody changed this ticket while you worked: read the newest above.</p>}
      <button
        type="button"
        class="button small primary"
        onClick={() => (state.is === 'conflict' ? queue.insist : queue.retry)(write.id)}
      >
        {state.is === 'conflict' ? 'Send it anyway' : 'Try now'}
      </button>
      <button type="button" class="button small" onClick={() => queue.drop(write.id)}>
        Discard
      </button>
    </div>
  );
}
