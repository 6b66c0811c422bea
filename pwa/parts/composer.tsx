import { useEffect, useRef, useState } from 'preact/hooks';
import type { TicketDetail } from '../../gateway/api/shapes.ts';
import { announce } from '../state/announce.ts';
import { type Draft, draftOf, dropDraft, keepDraft } from '../state/drafts.ts';
import { session } from '../state/session.ts';
import { act } from '../state/tickets.ts';
import { doneWords } from './deed-words.ts';
import { weight } from './files.tsx';
import { Icon } from './icon.tsx';

/** Where an agent answers: closed it is one line at the foot, open it takes what it needs. */
export function Composer({ detail }: { detail: TicketDetail }) {
  const { ticket } = detail;
  const draft = draftOf(ticket.id);
  const begin = (kind: Draft['kind']) => () =>
    keepDraft(ticket.id, draft ? { ...draft, kind } : { kind, text: '', cc: copied(detail), files: [], quote: true });
  if (!draft) {
    return (
      <footer class="composer closed">
        <button type="button" class="button primary" data-key="reply" onClick={begin('answer')}>
          <Icon name="reply" />
          <span class="cut">
            Reply<span class="whom"> to {ticket.requester.name || ticket.requester.address}</span>
          </span>
        </button>
        <button type="button" class="button" data-key="note" onClick={begin('note')}>
          <Icon name="note" />
          Note
        </button>
      </footer>
    );
  }
  return <Open key={ticket.id} detail={detail} draft={draft} begin={begin} />;
}

/** Puts words before whatever is being written to the requester. */
export function beginAnswer(detail: TicketDetail, words: string): void {
  const { id } = detail.ticket;
  const draft = draftOf(id) ?? { text: '', cc: copied(detail), files: [], quote: true };
  keepDraft(id, { ...draft, kind: 'answer', text: draft.text.startsWith(words) ? draft.text : words + draft.text });
}

type OpenProps = { detail: TicketDetail; draft: Draft; begin: (kind: Draft['kind']) => () => void };

function Open({ detail, draft, begin }: OpenProps) {
  const { ticket } = detail;
  const field = useRef<HTMLTextAreaElement>(null);
  const [showCc, setShowCc] = useState(draft.cc !== '');
  const [wrong, setWrong] = useState('');
  useEffect(() => field.current?.focus(), [draft.kind]);
  const answer = draft.kind === 'answer';
  const keep = (part: Partial<Draft>) => keepDraft(ticket.id, { ...draft, ...part });

  const send = () => {
    const text = draft.text.trim();
    if (!text) return field.current?.focus();
    const cc = addressesIn(draft.cc);
    const bad = cc.find((address) => !/^[^\s@]+@[^\s@]+$/.test(address));
    if (answer && bad) return setWrong(`“${bad}” is no mail address.`);
    dropDraft(ticket.id);
    if (answer) {
      const enclosures = draft.files.map((file) => ({ file, uploadId: null }));
      const deed = { do: 'answer', text, cc, enclosures, quote: draft.quote } as const;
      act(ticket.id, deed, doneWords(deed));
    } else {
      act(ticket.id, { do: 'note', text });
      announce('Note queued');
    }
  };
  return (
    <footer class={`composer ${draft.kind}`}>
      <div class="composer-head">
        <fieldset class="segments" aria-label="Kind of message">
          <button type="button" aria-pressed={answer} data-key="reply" onClick={begin('answer')}>
            Reply
          </button>
          <button type="button" aria-pressed={!answer} data-key="note" onClick={begin('note')}>
            Internal note
          </button>
        </fieldset>
        <button type="button" class="button bare" aria-label="Discard the draft" onClick={() => dropDraft(ticket.id)}>
          <Icon name="close" />
        </button>
      </div>
      {answer ? (
        <p class="to">
          <span class="cut">
            To <strong>{ticket.requester.name || ticket.requester.address}</strong>{' '}
            {ticket.requester.name && <span class="quiet">{ticket.requester.address}</span>}
          </span>
          {!showCc && (
            <button type="button" class="button bare small" onClick={() => setShowCc(true)}>
              Cc
            </button>
          )}
        </p>
      ) : (
        <p class="to quiet">Only agents see a note. It answers nothing and sends nothing.</p>
      )}
      {answer && showCc && (
        <label class="cc">
          <span>Cc</span>
          <input
            type="text"
            inputmode="email"
            autocomplete="off"
            placeholder="one@example.com, another@example.com"
            value={draft.cc}
            onInput={(event) => keep({ cc: event.currentTarget.value })}
          />
        </label>
      )}
      <textarea
        ref={field}
        rows={4}
        aria-label={answer ? 'Your answer' : 'Your note'}
        placeholder={answer ? 'Write your answer' : 'Write a note for your team'}
        value={draft.text}
        onInput={(event) => keep({ text: event.currentTarget.value })}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) send();
        }}
      />
      {answer && <Beneath draft={draft} keep={keep} />}
      {wrong && (
        <p class="bad" role="alert">
          {wrong}
        </p>
      )}
      <div class="composer-foot">
        <button type="button" class="button primary" onClick={send} title="Ctrl or ⌘ and Enter">
          <Icon name={answer ? 'send' : 'check'} />
          {answer ? 'Send' : 'Add note'}
        </button>
        {answer && <Attach draft={draft} keep={keep} />}
      </div>
    </footer>
  );
}

type PartProps = { draft: Draft; keep: (part: Partial<Draft>) => void };

/** What goes out beneath the words: signature, history, files. */
function Beneath({ draft, keep }: PartProps) {
  const signature = session.value.is === 'in' ? session.value.me.agent.signature : '';
  return (
    <>
      {signature && (
        <p class="signature" title="Your signature">
          {signature}
        </p>
      )}
      {draft.files.length > 0 && (
        <ul class="files">
          {draft.files.map((file) => (
            <li key={file.name + file.size} class="file">
              <Icon name="clip" />
              <span class="name">{file.name}</span>
              <span class="size">{weight(file.size)}</span>
              <button
                type="button"
                class="button bare"
                aria-label={`Leave out ${file.name}`}
                onClick={() => keep({ files: draft.files.filter((it) => it !== file) })}
              >
                <Icon name="close" />
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Attach({ draft, keep }: PartProps) {
  return (
    <>
      <label class="button bare attach">
        <Icon name="clip" />
        <span class="unseen">Attach files</span>
        <input
          type="file"
          multiple
          class="unseen"
          onChange={(event) => {
            keep({ files: [...draft.files, ...(event.currentTarget.files ?? [])] });
            event.currentTarget.value = '';
          }}
        />
      </label>
      <label class="check">
        <input
          type="checkbox"
          checked={draft.quote}
          onChange={(event) => keep({ quote: event.currentTarget.checked })}
        />
        Quote history
      </label>
    </>
  );
}

const addressesIn = (text: string): string[] => [...new Set(text.split(/[\s,;]+/).filter(Boolean))];

/** Whoever the last mail of a participant was copied to: an answer leaves nobody out by accident. */
function copied({ messages, ticket, participants }: TicketDetail): string {
  const known = new Set([ticket.requester.address, ...participants.map((person) => person.address)]);
  const last = messages.findLast((it) => it.kind === 'mail' && !it.held && !it.flagged && known.has(it.from.address));
  const ours = session.value.is === 'in' ? session.value.me.desk.address : '';
  const others = last?.cc.map((person) => person.address) ?? [];
  return others.filter((address) => address !== ours && address !== ticket.requester.address).join(', ');
}
