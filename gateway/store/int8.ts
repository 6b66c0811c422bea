/** int8 as a number, in both databases: ids, sequence numbers and instants stay far below 2^53. */
export function readInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Error(`${text} is too large for a number`);
  return value;
}
