/** Type numbers of PostgreSQL's catalog (pg_type.dat). */
export const INT8 = 20;
export const INT8_ARRAY = 1016;
/** Read as it is written, "2026-03-10": a day has no hour and no zone. */
export const DATE = 1082;

/** Ids and instants are numbers everywhere; one that a number cannot hold must stop here rather than become another. */
export function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} is too large for a number`);
  return value;
}
