import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, preview } from '../../gateway/desk/preview.ts';

test('a preview is the first words on one line', () => {
  expect(preview('\n  It is\tbroken.\r\n\r\nVery.  ')).toBe('It is broken. Very.');
  expect(preview('x'.repeat(1000))).toBe('x'.repeat(200));
  expect(preview('')).toBe('');
});

test.each([198, 199, 200])('a sign that begins at letter %i is there whole or not at all', (at) => {
  const text = preview(`${'x'.repeat(at)}😀😀`);
  expect(text.isWellFormed()).toBe(true);
  expect(text).toMatch(/^x{198}/);
});

test('no cut leaves half a sign, and none is longer than asked', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), fc.nat(60), (text, most) => {
      const short = cut(text, most);
      expect(short.isWellFormed()).toBe(true);
      expect(short.length).toBeLessThanOrEqual(most);
      expect(text.startsWith(short)).toBe(true);
      expect(short.length).toBeGreaterThanOrEqual(Math.min(text.length, most) - 1);
    }),
  );
});
