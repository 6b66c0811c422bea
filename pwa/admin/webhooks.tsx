import { useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';
import {
  type Webhooks as All,
  addWebhook,
  newSecret,
  readWebhooks,
  removeWebhook,
  tryWebhook,
  type WebhookRow,
  writeWebhook,
} from '../state/webhooks.ts';
import { NotYet, useAnswer } from './answer.tsx';
import { Deliveries } from './deliveries.tsx';
import { WebhookFields } from './webhook-fields.tsx';

/** Other programs that are told what happens here. */
export function Webhooks() {
  const { answer, again } = useAnswer(readWebhooks);
  const [secret, setSecret] = useState('');
  return (
    <div class="page">
      <h1>Webhooks</h1>
      <p>Other programs are told what happens on this desk: in ids and codes, signed, and again until they take it.</p>
      <Secret secret={secret} />
      {answer?.is === 'good' ? (
        <>
          {answer.value.webhooks.map((webhook) => (
            <Webhook key={webhook.id} webhook={webhook} events={answer.value.events} again={again} tell={setSecret} />
          ))}
          <h2>Add a webhook</h2>
          <WebhookFields
            // Empty again once it is added.
            key={answer.value.webhooks.length}
            events={answer.value.events}
            given={{ url: '', events: [] }}
            words="Add"
            save={async (asked) => {
              const added = await addWebhook(asked);
              if (added.is === 'good') {
                setSecret(added.value.secret);
                again();
              }
              return added;
            }}
          />
        </>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}

/** Shown once: the desk cannot tell it again. */
function Secret({ secret }: { secret: string }) {
  if (secret === '') return null;
  const copy = async () => {
    await navigator.clipboard.writeText(secret);
    announce('Secret copied', true);
  };
  return (
    <div class="paper" role="status">
      <p>The secret by which the other program knows this desk. It is shown only now.</p>
      <p class="mono">{secret}</p>
      {'clipboard' in navigator && (
        <button type="button" class="button small" onClick={() => void copy()}>
          Copy
        </button>
      )}
    </div>
  );
}

type Props = { webhook: WebhookRow; events: All['events']; again: () => void; tell: (secret: string) => void };

function Webhook({ webhook, events, again, tell }: Props) {
  const [sure, setSure] = useState(false);
  const [tries, setTries] = useState(0);
  const [trouble, setTrouble] = useState('');
  const { id, url, endedAt, endedWhy } = webhook;
  const on = endedAt === null;
  const after = <T,>(answer: Answer<T>, done: (value: T) => void) => {
    setTrouble(troubleOf(answer));
    setSure(false);
    if (answer.is === 'good') done(answer.value);
    again();
  };
  const write = async (asked: Pick<WebhookRow, 'url' | 'events'>, stays: boolean, said: string) => {
    const answer = await writeWebhook(webhook, { url: asked.url, events: asked.events, on: stays });
    after(answer, () => announce(said, true));
    return answer;
  };
  return (
    <details class="card">
      <summary>
        <span class="grow">{new URL(url).host}</span> {!on && <span class="tag">Off</span>}
      </summary>
      {endedWhy && <p class="trouble">{endedWhy}</p>}
      <WebhookFields
        key={webhook.revision}
        events={events}
        given={webhook}
        words="Save"
        save={(asked) => write(asked, on, 'Saved')}
      />
      <Trouble words={trouble} />
      <div class="actions">
        {on && (
          <button
            type="button"
            class="button small"
            onClick={async () => after(await tryWebhook(id), () => setTries(tries + 1))}
          >
            Test
          </button>
        )}
        <button
          type="button"
          class="button small"
          onClick={() => void write(webhook, !on, on ? 'Switched off' : 'Switched on')}
        >
          {on ? 'Switch off' : 'Switch on'}
        </button>
        <button
          type="button"
          class="button small"
          onClick={async () => after(await newSecret(id), ({ secret }) => tell(secret))}
        >
          New secret
        </button>
        <button
          type="button"
          class="button small danger"
          onClick={async () =>
            sure ? after(await removeWebhook(webhook), () => announce('Removed', true)) : setSure(true)
          }
        >
          {sure ? 'Yes, remove' : 'Remove'}
        </button>
      </div>
      <Deliveries id={id} tries={tries} />
    </details>
  );
}
