import { computed, signal } from '@preact/signals';
import { askAt } from './ask.ts';

// A single lost request is a blip on a phone; a banner for it would cry wolf.
const LOST_IN_A_ROW_IS_OFFLINE = 2;

const lostInARow = signal(0);

/** Judged by requests that failed; the browser's own word is wrong too often. */
export const offline = computed(() => lostInARow.value >= LOST_IN_A_ROW_IS_OFFLINE);

/** Told by every request, and by the live stream, whether the desk was reached. */
export function heard(reached: boolean): void {
  lostInARow.value = reached ? 0 : lostInARow.value + 1;
}

export const ask = askAt('/api', heard);
