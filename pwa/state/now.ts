import { signal } from '@preact/signals';

// Countdowns are shown in minutes; a quarter of one is fresh enough and wakes the phone seldom.
const EVERY = 15_000;

/** The instant that every countdown on screen is drawn for. */
export const now = signal(Date.now());

export function startNow(): void {
  setInterval(() => {
    if (document.visibilityState === 'visible') now.value = Date.now();
  }, EVERY);
  document.addEventListener('visibilitychange', () => {
    now.value = Date.now();
  });
}
