import { signal } from '@preact/signals';

/** Whether the sheet with the keys is open. */
export const helpOpen = signal(false);

/** Whether the sheet is open in which an agent types what they want (Ctrl or ⌘ and K). */
export const paletteOpen = signal(false);

const SWITCH = 'heed.keys';

/** Single keys can be switched off (WCAG 2.1.4): speech input would press them by accident. */
export const keysOn = signal(globalThis.localStorage?.getItem(SWITCH) !== 'off');

export function switchKeys(on: boolean): void {
  keysOn.value = on;
  localStorage.setItem(SWITCH, on ? 'on' : 'off');
}
