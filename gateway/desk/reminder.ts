import type { Day } from './days.ts';

/** So many days before it ends, the end of cover is announced. */
export const REMINDS_BEFORE: readonly number[] = [30, 14, 3];

/** An end that no gateway was there to announce is announced for so many days after; older is no news. */
export const LOOKS_BACK = 30;

/** A cover whose end is announced. */
export type Ending = { coverId: number; organisation: string; plan: string; product: string; endsOn: Day };

export const endingsOf = ({ content }: { content: Record<string, unknown> }): Ending[] =>
  Array.isArray(content.covers) ? content.covers : [];
