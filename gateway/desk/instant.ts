declare const instant: unique symbol;

/** An instant in epoch milliseconds. Plain numbers become one only here, in the store and at the edges. */
export type Instant = number & { readonly [instant]: true };

export const asInstant = (milliseconds: number): Instant => milliseconds as Instant;

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** The instant `milliseconds` after (or, negative, before) another. */
export const after = (start: Instant, milliseconds: number): Instant => asInstant(start + milliseconds);
