import { signal } from '@preact/signals';

/** What an agent is writing on a ticket. It outlives the screen, so that a look at another ticket costs nothing. */
export type Draft = { kind: 'answer' | 'note'; text: string; cc: string; files: File[]; quote: boolean };

const drafts = signal<ReadonlyMap<number, Draft>>(new Map());

export const draftOf = (ticketId: number): Draft | undefined => drafts.value.get(ticketId);

export function keepDraft(ticketId: number, draft: Draft): void {
  drafts.value = new Map(drafts.value).set(ticketId, draft);
}

export function dropDraft(ticketId: number): void {
  const next = new Map(drafts.value);
  next.delete(ticketId);
  drafts.value = next;
}
