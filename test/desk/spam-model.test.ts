import { expect, test } from 'vitest';
import { packSpam, unpackSpam } from '../../gateway/desk/learning/pack-spam.ts';
import { learnSpam, looksLikeSpam, type SpamExample } from '../../gateway/desk/learning/spam-model.ts';

/** Numbers that look like chance and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * sides) % sides;
  };
}
const pick = <T>(roll: (sides: number) => number, of: readonly T[]): T => of[roll(of.length)] ?? (of[0] as T);

const THINGS = ['invoice', 'export', 'scanner', 'calendar', 'report', 'upload', 'search', 'filter', 'menu', 'printer'];
const OFFERS = ['ranking', 'backlinks', 'leads', 'followers', 'casino', 'crypto', 'loans', 'pills'];
const GREETINGS = ['Hello,', 'Dear team,', 'Good morning,', 'Hi there,'];

function letters(count: number, seed = 7): SpamExample[] {
  const roll = dice(seed);
  return Array.from({ length: count }, (_, nth) => {
    const spam = nth % 3 === 0;
    const hello = pick(roll, GREETINGS);
    return spam
      ? {
          spam,
          subject: `Grow your ${pick(roll, OFFERS)}`,
          visible: `${hello} our agency offers cheap ${pick(roll, OFFERS)} and guaranteed traffic. Order now!`,
          from: `sales${roll(90)}@offers${roll(30)}.example`,
        }
      : {
          spam,
          subject: `Problem with the ${pick(roll, THINGS)}`,
          visible: `${hello} the ${pick(roll, THINGS)} does not work since the update. What can we do?`,
          from: `user${roll(90)}@customer${roll(30)}.example`,
        };
  });
}

test('it asks about letters like those that were called spam, and about no honest one', () => {
  const model = learnSpam(letters(150));
  const fresh = letters(150, 99);
  const asked = fresh.filter((letter) => looksLikeSpam(model, letter));
  expect(asked.filter(({ spam }) => !spam)).toEqual([]);
  expect(asked.length).toBeGreaterThan(40);
});

test('it says nothing before twenty of each kind were called so', () => {
  const few = letters(55);
  expect(learnSpam(few)).toMatchObject({ spam: 19, ham: 36, threshold: null });
  expect(few.some((letter) => looksLikeSpam(learnSpam(few), letter))).toBe(false);
});

test('it says nothing when what was called spam is like all the rest', () => {
  const roll = dice(3);
  const noise = letters(200).map((letter) => ({ ...letter, spam: roll(2) === 0 }));
  expect(learnSpam(noise).threshold).toBeNull();
});

test('kept as text and read again, it says the same', () => {
  const model = learnSpam(letters(150));
  const again = unpackSpam(packSpam(model));
  expect(again.threshold).toBe(model.threshold);
  for (const letter of letters(30, 5)) expect(looksLikeSpam(again, letter)).toBe(looksLikeSpam(model, letter));
});

test.each(['', '{}', '[]', 'null', '{"version":1,"threshold":"x","rows":"","weights":""}'])(
  'what is no model of this version says nothing: %s',
  (text) => {
    expect(unpackSpam(text).threshold).toBeNull();
  },
);
