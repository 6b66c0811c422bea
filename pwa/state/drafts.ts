import { signal } from '@preact/signals';
import { dropDraftOf, keepDraftOf, keptDrafts } from './kept-words.ts';
import { myself } from './session.ts';
import type { Deed } from './writes.ts';

/** What an agent is writing on a ticket. It outlives the screen, the page and the battery. */
export type Draft = { kind: 'answer' | 'note'; text: string; cc: string; files: File[]; quote: boolean };

/** By ticket. */
const drafts = signal<ReadonlyMap<number, Draft>>(new Map());

export const draftOf = (ticketId: number): Draft | undefined => drafts.value.get(ticketId);

export function keepDraft(ticketId: number, draft: Draft): void {
  drafts.value = new Map(drafts.value).set(ticketId, draft);
  const me = myself();
  if (me) void keepDraftOf(me.id, ticketId, draft);
}

export function dropDraft(ticketId: number): void {
  const next = new Map(drafts.value);
  next.delete(ticketId);
  drafts.value = next;
  const me = myself();
  if (me) void dropDraftOf(me.id, ticketId);
}

/** Brings back what this agent was writing when the app was last open; what is being written now stays. */
export async function recallDrafts(agentId: number): Promise<void> {
  const kept = await keptDrafts(agentId);
  drafts.value = new Map([...kept, ...drafts.value]);
}

/** Another agent may be next: nothing of this one's words stays in sight. */
export function leaveDrafts(): void {
  drafts.value = new Map();
}

/** A written thing that was taken back becomes a draft again; null for a deed without words. */
export function draftFrom(deed: Deed): Draft | null {
  if (deed.do === 'note') return { kind: 'note', text: deed.text, cc: '', files: [], quote: true };
  if (deed.do !== 'answer') return null;
  const files = deed.enclosures.map(({ file }) => file);
  return { kind: 'answer', text: deed.text, cc: deed.cc.join(', '), files, quote: deed.quote };
}
