import { signal } from '@preact/signals';
import type { WaitingRow } from '../../gateway/api/shapes.ts';
import { announce } from './announce.ts';
import { troubleOf } from './answered.ts';
import { ask } from './connection.ts';

/** Mail that waits for a look; null until the desk has said. */
export const looks = signal<readonly WaitingRow[] | null>(null);
export const lookTrouble = signal('');

export async function loadLooks(): Promise<void> {
  const answer = await ask<{ waiting: WaitingRow[] }>('/waiting');
  lookTrouble.value = troubleOf(answer);
  if (answer.is === 'good') looks.value = answer.value.waiting;
}

/** Marks a mail as looked at: it leaves the list, its ledger row stays. */
export const lookedAt = (row: WaitingRow) => write(row, 'look', 'Marked as looked at');

/** Has the desk read the mail again, with what it knows today. */
export const replay = (row: WaitingRow) => write(row, 'replay', 'It is read again');

/** Makes it a ticket, whatever filters and robots say of it. */
export const want = (row: WaitingRow) => write(row, 'acceptance', 'It becomes a ticket');

async function write(row: WaitingRow, deed: 'look' | 'replay' | 'acceptance', words: string): Promise<void> {
  const before = looks.value;
  looks.value = before?.filter((it) => it.ledgerId !== row.ledgerId) ?? null;
  const answer = await ask(`/ledger/${row.ledgerId}/${deed}`, { method: 'POST', body: {} });
  if (answer.is !== 'good') looks.value = before;
  announce(troubleOf(answer) || words, true);
  await loadLooks();
}
