import { expect, test } from 'vitest';
import { inTurn, type Undecided } from '../../gateway/desk/in-turn.ts';
import { seeded } from '../bench/random.ts';

type Mail = Undecided & { at: number };

const mail = (
  at: number,
  own: string | null,
  references: string[] = [],
  state: Undecided['state'] = 'ready',
): Mail => ({
  at,
  state,
  names: { own, all: own === null ? references : [own, ...references] },
});
const places = (mails: Mail[], most = 25) => inTurn(mails, most).map(({ at }) => at);

test('strangers go together, up to the most', () => {
  const mails = [1, 2, 3].map((at) => mail(at, `m${at}`));
  expect([places(mails), places(mails, 2)]).toEqual([
    [1, 2, 3],
    [1, 2],
  ]);
});

test('of one conversation only the first goes, and none while one before it is under way', () => {
  expect(places([mail(1, 'a', ['root']), mail(2, 'b', ['root']), mail(3, 'c')])).toEqual([1, 3]);
  expect(places([mail(1, 'a', ['root'], 'resting'), mail(2, 'b', ['root']), mail(3, 'c')])).toEqual([3]);
});

test('answers are decided by one transaction at a time, openers by any', () => {
  expect(places([mail(1, 'a', ['x'], 'being decided'), mail(2, 'b', ['y']), mail(3, 'c')])).toEqual([3]);
  expect(places([mail(1, 'a', [], 'being decided'), mail(2, 'b', ['y']), mail(3, 'c', ['z'])])).toEqual([2, 3]);
});

test('two copies of one mail go one after the other', () => {
  expect(places([mail(1, 'a'), mail(2, 'a')])).toEqual([1]);
});

test('an answer that came first holds up neither what it answers nor a stranger', () => {
  expect(places([mail(1, 'b', ['a'], 'resting'), mail(2, 'a'), mail(3, 'c')])).toEqual([2, 3]);
});

test('whatever the conversations, asking again and again decides all, siblings in their order', () => {
  const random = seeded(33);
  for (let round = 0; round < 200; round++) {
    let waiting = Array.from({ length: 30 }, (_, at) =>
      mail(
        at,
        random.number() < 0.2 ? null : `m${at}`,
        random.number() < 0.7 ? [`r${Math.floor(random.number() * 5)}`] : [],
      ),
    );
    const decided: Mail[] = [];
    while (waiting.length > 0) {
      const batch = inTurn(waiting, 7);
      expect(batch.length).toBeGreaterThan(0);
      decided.push(...batch);
      waiting = waiting.filter((one) => !batch.includes(one));
    }
    for (const root of ['r0', 'r1', 'r2', 'r3', 'r4']) {
      const conversation = decided.filter(({ names }) => names.all.includes(root)).map(({ at }) => at);
      expect(conversation).toEqual(conversation.toSorted((a, b) => a - b));
    }
  }
});
