import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { KEYS } from '../keys.ts';
import { PriorityMark } from '../parts/priority.tsx';
import { paletteOpen } from '../state/help.ts';
import { localMatches } from '../state/inbox.ts';
import { go, pathOfTicket } from '../state/route.ts';

type Choice = { key: string; words: string; hint: string; mark?: VNode; choose: () => void };

const MOST_TICKETS = 6;

/** Type what you want: a thing to do, with the key that does it next time, or a ticket. */
export function Palette() {
  const sheet = useRef<HTMLDialogElement>(null);
  const [words, setWords] = useState('');
  const [at, setAt] = useState(0);
  useEffect(() => sheet.current?.showModal(), []);
  const choices = choicesFor(words);
  const chosen = Math.min(at, choices.length - 1);
  const choose = (choice: Choice | undefined) => {
    sheet.current?.close();
    choice?.choose();
  };
  const steer = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setAt((chosen + by + choices.length) % choices.length);
  };
  return (
    <dialog
      ref={sheet}
      class="sheet palette"
      aria-label="Do something"
      onClose={() => {
        paletteOpen.value = false;
      }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          choose(choices[chosen]);
        }}
      >
        <input
          type="text"
          role="combobox"
          aria-expanded="true"
          aria-controls="choices"
          aria-activedescendant={choices.length > 0 ? `choice${chosen}` : undefined}
          aria-label="What do you want to do?"
          placeholder="Do something, or find a ticket"
          autocomplete="off"
          value={words}
          onInput={(event) => {
            setWords(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={steer}
        />
      </form>
      <div id="choices" role="listbox" aria-label="Choices">
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above is steered by keys, this is for the mouse
          <div
            key={choice.key}
            id={`choice${index}`}
            role="option"
            aria-selected={index === chosen}
            tabIndex={-1}
            class="choice"
            onClick={() => choose(choice)}
          >
            {choice.mark}
            <span class="cut">{choice.words}</span>
            <kbd>{choice.hint}</kbd>
          </div>
        ))}
      </div>
      {choices.length === 0 && <p class="quiet nothing-like">Nothing like that.</p>}
    </dialog>
  );
}

function choicesFor(words: string): Choice[] {
  const wanted = words.trim().toLowerCase();
  const deeds = KEYS.filter((one) => one.words.toLowerCase().includes(wanted)).map((one) => ({
    key: one.key,
    words: one.words,
    hint: one.key,
    choose: one.does,
  }));
  if (!wanted) return deeds;
  const found = localMatches(wanted)
    .slice(0, MOST_TICKETS)
    .map((ticket) => ({
      key: `#${ticket.id}`,
      words: ticket.subject || '(no subject)',
      hint: `#${ticket.id}`,
      mark: <PriorityMark priority={ticket.priority} />,
      choose: () => go(pathOfTicket(ticket.id)),
    }));
  return [...deeds, ...found];
}
