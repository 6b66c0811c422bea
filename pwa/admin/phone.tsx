import { useEffect, useState } from 'preact/hooks';
import { Area, Field, Trouble } from '../parts/field.tsx';
import { readPhone, writePhone } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { NotYet, useAnswer } from './answer.tsx';

/** How calls are taken by a phone provider's number. */
export function PhonePage() {
  const { answer, again } = useAnswer(readPhone);
  const [ring, setRing] = useState('');
  const [token, setToken] = useState('');
  const [trouble, setTrouble] = useState('');
  const [hasToken, setHasToken] = useState(false);
  const phone = answer?.is === 'good' ? answer.value : null;
  useEffect(() => {
    if (!phone) return;
    setRing(phone.ring.join('\n'));
    setHasToken(phone.hasToken);
  }, [phone]);
  const save = async (next: string | null | undefined) => {
    const numbers = ring.split(/\n|,/).map((line) => line.trim());
    const written = await writePhone({
      ring: numbers.filter(Boolean),
      ...(next === undefined ? {} : { token: next }),
    });
    setTrouble(troubleOf(written));
    if (written.is !== 'good') return;
    setHasToken(written.value.hasToken);
    setToken('');
    announce('Saved', true);
  };
  if (!phone)
    return (
      <div class="page">
        <h1>Phone</h1>
        <NotYet answer={answer} again={again} />
      </div>
    );
  return (
    <div class="page">
      <h1>Phone</h1>
      <p>
        While the desk is open its phones ring. After hours, whoever has the emergency line may choose it for what is
        critical: a ticket is opened, whoever is on call is paged, and the emergency number under Desk is called. All
        others leave a message, which becomes a ticket.
      </p>
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          void save(token || undefined);
        }}
      >
        <Area
          label="Phones that ring in business hours"
          hint="One number a line, with its country: +1 555 010 2030. With none, callers leave a message."
          rows={3}
          value={ring}
          set={setRing}
        />
        <Field
          label="Auth token of your Twilio account"
          type="password"
          autocomplete="off"
          minLength={8}
          hint={
            hasToken
              ? 'One is kept, encrypted. Write another to replace it.'
              : 'It proves that a call was reported by Twilio and by nobody else. Without it no calls are taken.'
          }
          value={token}
          set={setToken}
        />
        <div class="field">
          <span class="label">What Twilio calls when a call comes in (HTTP POST)</span>
          <code>{phone.webhook}</code>
        </div>
        <Trouble words={trouble} />
        <div class="actions">
          <button type="submit" class="button primary">
            Save
          </button>
          {hasToken && (
            <button type="button" class="button" onClick={() => void save(null)}>
              Take no more calls
            </button>
          )}
        </div>
      </form>
    </div>
  );
}
