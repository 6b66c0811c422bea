import { useEffect, useState } from 'preact/hooks';
import type { Replies as Settled } from '../../gateway/desk/practice.ts';
import { Field, Trouble } from '../parts/field.tsx';
import { readReplies, writeReplies } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** What becomes of replies to closed tickets, and of what agents write by mail. */
export function Replies() {
  const { answer, again } = useAnswer(readReplies);
  const [replies, setReplies] = useState<Settled | null>(null);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    if (answer?.is === 'good') setReplies(answer.value);
  }, [answer]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!replies) return;
    const written = await writeReplies(replies);
    setTrouble(troubleOf(written));
    if (written.is === 'good') announce('Saved', true);
  };
  return (
    <div class="page">
      <h1>Replies</h1>
      {replies ? (
        <form class="form" onSubmit={submit}>
          <Field
            label="A reply opens a closed ticket again within so many days"
            hint="Later it is a new ticket, linked to the old one. 0: always a new one."
            type="number"
            min={0}
            max={365}
            required
            value={String(replies.reopensWithinDays)}
            set={(value) => setReplies({ ...replies, reopensWithinDays: Number(value) })}
          />
          <label class="check">
            <input
              type="checkbox"
              checked={replies.agentsAnswerByMail}
              onChange={(event) => setReplies({ ...replies, agentsAnswerByMail: event.currentTarget.checked })}
            />{' '}
            Agents may answer by mail: what they reply to a notice goes to the customer, if their mail provider vouches
            for it (DMARC)
          </label>
          <Trouble words={trouble} />
          <div class="actions">
            <button type="submit" class="button primary">
              Save
            </button>
          </div>
        </form>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}
