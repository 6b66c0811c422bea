import { signal } from '@preact/signals';

/** The last thing worth saying aloud; a live region reads it, and a note at the foot of the screen shows it for a moment. */
export const announced = signal<{ words: string; at: number; loud: boolean } | null>(null);

// Long enough to read a line twice.
const SHOWN = 6_000;

/** `loud` also shows it; else only a screen reader hears it. */
export function announce(words: string, loud = false): void {
  const at = Date.now();
  announced.value = { words, at, loud };
  setTimeout(() => {
    if (announced.value?.at === at) announced.value = null;
  }, SHOWN);
}
