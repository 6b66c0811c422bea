import { useEffect, useState } from 'preact/hooks';
import { ContactFields, DeskFields } from '../parts/desk-fields.tsx';
import { Trouble } from '../parts/field.tsx';
import { readDesk, writeDesk } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import type { Desk } from '../state/setup.ts';
import { NotYet, useAnswer } from './answer.tsx';

export function DeskPage() {
  const { answer, again } = useAnswer(readDesk);
  const [desk, setDesk] = useState<Desk | null>(null);
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  useEffect(() => {
    if (answer?.is === 'good') setDesk(answer.value);
  }, [answer]);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (!desk) return;
    setBusy(true);
    const written = await writeDesk(desk);
    setBusy(false);
    setTrouble(troubleOf(written));
    if (written.is === 'good') announce('Saved', true);
  };
  return (
    <div class="page">
      <h1>Desk</h1>
      <p>Who you are to your customers.</p>
      {desk ? (
        <form class="form" onSubmit={submit}>
          <DeskFields desk={desk} set={setDesk} />
          <h2>Contacts</h2>
          <ContactFields desk={desk} set={setDesk} />
          <Trouble words={trouble} />
          <div class="actions">
            <button type="submit" class="button primary" disabled={busy}>
              {busy ? 'Saving…' : 'Save'}
            </button>
          </div>
        </form>
      ) : (
        <NotYet answer={answer} again={again} />
      )}
    </div>
  );
}
