import { signal } from '@preact/signals';
import { ask } from './connection.ts';

/** Tags that this desk has used, the last used first; empty until somebody wants one. */
const offered = signal<readonly string[]>([]);

export async function readTags(): Promise<void> {
  const answer = await ask<{ tags: string[] }>('/tags');
  if (answer.is === 'good') offered.value = answer.value.tags;
}

// As many as stand above a phone's keyboard.
const MOST_OFFERED = 5;

/** What to offer to somebody who has typed so much, without what is there already. */
export const tagsLike = (typed: string, there: readonly string[]): string[] =>
  offered.value.filter((tag) => tag.includes(typed) && !there.includes(tag)).slice(0, MOST_OFFERED);
