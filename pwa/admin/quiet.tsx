import { useState } from 'preact/hooks';
import { zones } from '../parts/desk-fields.tsx';
import { Pick, Trouble } from '../parts/field.tsx';
import { writeQuietHours } from '../state/administration.ts';
import { announce } from '../state/announce.ts';
import { troubleOf } from '../state/answered.ts';
import { myself, session } from '../state/session.ts';
import { WeekFields } from './week-fields.tsx';

/** Hours of the week in which nothing but a page disturbs this agent. */
export function Quiet() {
  const [hours, setHours] = useState(mine());
  const [busy, setBusy] = useState(false);
  const [trouble, setTrouble] = useState('');
  const save = async (next: typeof hours) => {
    setBusy(true);
    const answer = await writeQuietHours(next);
    setBusy(false);
    setTrouble(troubleOf(answer));
    if (answer.is === 'good') announce(next ? 'Saved' : 'No quiet hours', true);
  };
  const turn = (on: boolean) => {
    if (on) return setHours(NIGHTS());
    setHours(null);
    if (mine()) void save(null);
  };
  return (
    <>
      <h2>Quiet hours</h2>
      <p class="quiet">
        Warnings and notices wait until they are over and then come as one mail. Pages always come through.
      </p>
      <label class="check">
        <input type="checkbox" checked={hours !== null} onChange={(event) => turn(event.currentTarget.checked)} />
        There are hours in which only a page may disturb {myself()?.name ?? 'me'}
      </label>
      {hours && (
        <form
          class="form"
          onSubmit={(event) => {
            event.preventDefault();
            void save(hours);
          }}
        >
          <Pick
            label="Time zone"
            value={hours.zone}
            options={zones(hours.zone)}
            set={(zone) => setHours({ ...hours, zone })}
          />
          <WeekFields week={hours.week} none="none" set={(week) => setHours({ ...hours, week })} />
          <p class="quiet">Write 22:00-07:00 past midnight, 00:00-24:00 for a whole day.</p>
          <div class="actions">
            <button type="submit" class="button" disabled={busy}>
              {busy ? 'Saving…' : 'Save quiet hours'}
            </button>
          </div>
        </form>
      )}
      <Trouble words={trouble} />
    </>
  );
}

/** As the desk has them; a device may still hold what an older release kept. */
const mine = () => (session.value.is === 'in' ? (session.value.me.quietHours ?? null) : null);

/** To begin with: nights, and weekends whole. */
const NIGHTS = () => {
  const night = ['22:00-07:00'];
  const whole = ['00:00-24:00'];
  return {
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    week: { mon: night, tue: night, wed: night, thu: night, fri: ['22:00-24:00'], sat: whole, sun: [...whole] },
  };
};
