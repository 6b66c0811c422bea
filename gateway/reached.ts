/**
 * The points of a mail's way between which a fault changes what is safe, in their order (P1 to P12 of docs/RELIABILITY.md).
 * `in data` is the one that no story sees: a mail server reaches it.
 */
export const POINTS = [
  'listed',
  'fetched',
  'accepted',
  'unspooled',
  'read',
  'decided',
  'claimed',
  'made',
  'in data',
  'answered',
  'settled',
  'ticked',
] as const;

export type Point = (typeof POINTS)[number];

/** Told of each point as it is reached, and waited for; a test ends, delays or breaks the gateway there. */
export type Reached = (point: Point) => Promise<void>;

/** Nobody watches. */
export const unwatched: Reached = async () => {};
