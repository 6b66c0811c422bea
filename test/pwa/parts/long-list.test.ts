import { expect, test } from 'vitest';
import { windowOf } from '../../../pwa/parts/long-list.tsx';

const HEIGHT = 100;
const rows = (count: number) => Array.from({ length: count }, () => HEIGHT);

test.each([
  ['at the top', 1_000, 0, { from: 0, to: 16 }],
  ['in the middle', 1_000, 50_000, { from: 492, to: 516 }],
  ['at the end', 1_000, 99_200, { from: 984, to: 1_000 }],
  ['scrolled past the end of a list that shrank', 10, 5_000, { from: 2, to: 10 }],
  ['of nothing', 0, 0, { from: 0, to: 0 }],
])('of a list seen %s as much is drawn as is in view, and some beyond', (_, count, top, drawn) => {
  const seen = windowOf(rows(count), { top, height: 800 });
  expect(seen).toMatchObject(drawn);
  expect(seen.above + (seen.to - seen.from) * HEIGHT + seen.below).toBe(count * HEIGHT);
});
