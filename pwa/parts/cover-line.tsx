import type { StandingRow } from '../../gateway/api/shapes.ts';
import { coverWords, NO_COVER } from '../../gateway/desk/standing-words.ts';
import { deskToday } from '../state/desk-day.ts';
import { myself } from '../state/session.ts';
import { dayWords } from './when.tsx';

export type CoverProps = { standing: StandingRow; begin: (words: string) => void };

/** Whose requester it is and what covers them; out of cover, one tap begins an offer. */
export function CoverLine({ standing, begin }: CoverProps) {
  const { kept, organisation, cover, offer } = standing;
  const today = deskToday();
  const over = kept && (cover === null || cover.endsOn < today);
  return (
    <p class="linked cover">
      {organisation && <Name {...organisation} />}{' '}
      {kept && (
        <span class={over ? 'tag bad' : 'tag good'}>
          {cover ? coverWords({ plan: cover.plan.name, endsOn: cover.endsOn }, today) : NO_COVER}
        </span>
      )}{' '}
      {cover && (
        <span class="quiet">
          {cover.product} until {dayWords(cover.endsOn)}
          {!over && cover.plan.emergencyLine && ', with the emergency line'}
        </span>
      )}{' '}
      {over && offer !== '' && (
        <button type="button" class="button small" onClick={() => begin(offer)}>
          Offer a quote
        </button>
      )}
    </p>
  );
}

function Name({ id, name }: { id: number; name: string }) {
  return myself()?.role === 'admin' ? <a href={`/app/admin/organisations/${id}`}>{name}</a> : <strong>{name}</strong>;
}
