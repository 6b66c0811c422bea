import type { Callers } from '../../gateway/api/phone.ts';
import { Person } from './person.tsx';

type Caller = Callers['callers'][number];

/** Those whose number it is: one tap says who calls. */
export function PickCaller({
  found,
  chosen,
  choose,
}: {
  found: Callers | null;
  chosen: Caller | null;
  choose: (caller: Caller | null) => void;
}) {
  if (!found) return null;
  if (found.callers.length === 0) return <p class="hint">Nobody has called or written from this number yet.</p>;
  return (
    <ul class="callers" aria-label="Whose number it is">
      {found.callers.map((caller) => (
        <li key={caller.address}>
          <button
            type="button"
            class="caller"
            aria-pressed={chosen?.address === caller.address}
            onClick={() => choose(chosen?.address === caller.address ? null : caller)}
          >
            <Person name={caller.name} address={caller.address} small />
            <span>
              <strong>{caller.name || caller.address}</strong>
              <span class="quiet">{[caller.organisation?.name, caller.cover].filter(Boolean).join(' · ')}</span>
            </span>
          </button>
          {caller.open.length > 0 && (
            <p class="open-tickets">
              Open:{' '}
              {caller.open.map(({ id, subject }, at) => (
                <>
                  {at > 0 && ', '}
                  <a href={`/app/t/${id}`}>
                    #{id} {subject}
                  </a>
                </>
              ))}
            </p>
          )}
        </li>
      ))}
    </ul>
  );
}
