import { useEffect, useState } from 'preact/hooks';
import type { Callers } from '../../gateway/api/phone.ts';
import { ask } from './connection.ts';

/** Fewer digits are the beginning of too many numbers. */
const FEWEST_DIGITS = 5;
/** As long as a thumb pauses between two digits. */
const PAUSE = 250;

const findCallers = (number: string) => ask<Callers>(`/callers?number=${encodeURIComponent(number)}`);

/** Who may be calling from the number that is being typed; null while nobody can say. */
export function useCallers(number: string): Callers | null {
  const [found, setFound] = useState<Callers | null>(null);
  useEffect(() => {
    setFound(null);
    if (number.replace(/\D/g, '').length < FEWEST_DIGITS) return;
    let current = true;
    const timer = setTimeout(async () => {
      const answer = await findCallers(number);
      if (current && answer.is === 'good') setFound(answer.value);
    }, PAUSE);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [number]);
  return found;
}
