import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Field, Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import type { WebhookAsked, Webhooks } from '../state/webhooks.ts';

type Event = Webhooks['events'][number];
type Props = {
  events: readonly Event[];
  /** What stands there to begin with. */
  given: { url: string; events: readonly Event[] };
  save: (asked: WebhookAsked) => Promise<Answer<unknown>>;
  words: string;
  children?: ComponentChildren;
};

/** Where a webhook leads, and what it is told. */
export function WebhookFields({ events, given, save, words, children }: Props) {
  const [url, setUrl] = useState(given.url);
  const [chosen, setChosen] = useState(given.events);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    setBusy(true);
    const answer = await save({ url: url.trim(), events: [...chosen] });
    setBusy(false);
    setTrouble(troubleOf(answer));
  };
  const turn = (event: Event, on: boolean) =>
    setChosen(events.filter((one) => (one === event ? on : chosen.includes(one))));
  return (
    <form class="form" onSubmit={submit}>
      <Field label="URL" type="url" autocomplete="off" placeholder="https://" required value={url} set={setUrl} />
      <fieldset>
        <legend class="label">Told of</legend>
        <div class="two tight">
          {events.map((event) => (
            <label key={event} class="check">
              <input
                type="checkbox"
                checked={chosen.includes(event)}
                onChange={({ currentTarget }) => turn(event, currentTarget.checked)}
              />
              {event}
            </label>
          ))}
        </div>
      </fieldset>
      <Trouble words={trouble} />
      <div class="actions">
        <button type="submit" class="button primary" disabled={busy || chosen.length === 0}>
          {busy ? 'Saving…' : words}
        </button>
        {children}
      </div>
    </form>
  );
}
