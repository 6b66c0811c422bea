import { signal } from '@preact/signals';

/** The last thing worth saying aloud: a live region reads it. */
export const spoken = signal('');

export type Note = { words: string; undo: (() => void) | null };

/** What stands at the foot of the screen for a moment, perhaps with a way back. */
export const shown = signal<Note | null>(null);

// Long enough to read a line twice.
const SHOWN = 6_000;

/** `loud` also shows it; else only a screen reader hears it. */
export function announce(words: string, loud = false): void {
  spoken.value = words;
  if (loud) show({ words, undo: null }, SHOWN);
}

/** Says what was done, with a way back for so many milliseconds. */
export function offerUndo(words: string, undo: () => void, milliseconds: number): void {
  spoken.value = words;
  show({ words, undo }, milliseconds);
}

function show(note: Note, milliseconds: number): void {
  shown.value = note;
  setTimeout(() => {
    if (shown.value === note) shown.value = null;
  }, milliseconds);
}

/** Takes back what was last done, while that is offered. */
export function undoLast(): void {
  const undo = shown.value?.undo;
  if (!undo) return;
  shown.value = null;
  undo();
  spoken.value = 'Undone';
}
