import { useState } from 'preact/hooks';
import { agentName } from '../parts/deed-words.ts';
import { Field, Trouble } from '../parts/field.tsx';
import { When } from '../parts/when.tsx';
import { block, readBlocks, unblock } from '../state/administration.ts';
import { troubleOf } from '../state/answered.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** Senders nobody wants to hear of. */
export function Blocked() {
  const { answer, again } = useAnswer(readBlocks);
  const [sender, setSender] = useState('');
  const [trouble, setTrouble] = useState('');
  const after = (written: Awaited<ReturnType<typeof block>>) => {
    setTrouble(troubleOf(written));
    if (written.is === 'good') setSender('');
    again();
  };
  const submit = async (event: Event) => {
    event.preventDefault();
    after(await block(sender.trim()));
  };
  return (
    <div class="page">
      <h1>Blocked</h1>
      <p>Mail of these senders is kept and becomes no ticket. A domain stands for everything below it.</p>
      {answer?.is === 'good' ? (
        <ul class="items">
          {answer.value.blocks.map(({ id, sender: name, addedBy, addedAt }) => (
            <li key={id}>
              <div class="grow">
                {name}
                <p class="quiet">
                  by {agentName(addedBy)}, <When at={addedAt} />
                </p>
              </div>
              <button
                type="button"
                class="button small"
                aria-label={`Unblock ${name}`}
                onClick={() => void unblock(id).then(after)}
              >
                Unblock
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
      <h2>Block a sender</h2>
      <form class="form" onSubmit={submit}>
        <Field label="Address or domain" autocomplete="off" required value={sender} set={setSender} />
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary">
            Block
          </button>
        </div>
      </form>
    </div>
  );
}
