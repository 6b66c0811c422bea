/** Chance that comes out the same for the same seed: every run measures the same mails. */
export type Random = {
  /** 0 <= n < 1 */
  number(): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  chance(probability: number): boolean;
  /** From a list that is not empty. */
  pick<T>(from: readonly T[]): T;
  bytes(length: number): Buffer;
};

/** Mulberry32: 32 bits of state are plenty for a mailbox. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  const word = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const number = () => word() / 2 ** 32;
  const between = (least: number, most: number) => least + Math.floor(number() * (most - least + 1));
  return {
    number,
    between,
    chance: (probability) => number() < probability,
    pick: <T>(from: readonly T[]) => from[between(0, from.length - 1)] as T,
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4));
      for (let at = 0; at < words.length; at++) words[at] = word();
      return Buffer.from(words.buffer, 0, length);
    },
  };
}
