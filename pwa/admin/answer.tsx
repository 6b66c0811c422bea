import { useEffect, useState } from 'preact/hooks';
import { Trouble } from '../parts/field.tsx';
import { troubleOf } from '../state/answered.ts';
import type { Answer } from '../state/ask.ts';

/** Asks once when a page opens; `again` asks anew. */
export function useAnswer<T>(ask: () => Promise<Answer<T>>): { answer: Answer<T> | null; again: () => void } {
  const [answer, setAnswer] = useState<Answer<T> | null>(null);
  const again = () => void ask().then(setAnswer);
  useEffect(again, []);
  return { answer, again };
}

/** What stands on a page while its answer is not there, or not good. */
export function NotYet({ answer, again }: { answer: Answer<unknown> | null; again: () => void }) {
  if (answer === null) {
    return (
      <div class="skeleton" aria-busy="true">
        <span class="bone" />
        <span class="bone long" />
      </div>
    );
  }
  return (
    <>
      <Trouble words={troubleOf(answer)} />
      <p>
        <button type="button" class="button small" onClick={again}>
          Try again
        </button>
      </p>
    </>
  );
}
