import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { scorePriority } from '../../gateway/desk/cues.ts';
import { languageOf } from '../../gateway/desk/language.ts';
import { BUCKETS, type Judged } from '../../gateway/desk/learning/features.ts';
import { type Example, emptyModel, learn, type Model, refit, VERSION } from '../../gateway/desk/learning/model.ts';
import { pack, unpack } from '../../gateway/desk/learning/pack.ts';
import { predict } from '../../gateway/desk/learning/predict.ts';
import { report } from '../../gateway/desk/learning/report.ts';
import { PRIORITIES, type Priority } from '../../gateway/desk/priority.ts';

const judged = (visible: string, subject = ''): Judged => {
  const language = languageOf(`${subject}\n${visible}`);
  return { subject, visible, language, scored: scorePriority({ subject, visible }, language) };
};
const example = (letter: Judged, label: Priority): Example => ({
  ...letter,
  label,
  how: label === letter.scored.priority ? 'confirmed' : 'changed',
});

/** Numbers that look like chance and are the same each time. */
function dice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * sides) % sides;
  };
}

const THINGS = ['invoice', 'export', 'scanner', 'calendar', 'report', 'picture', 'upload', 'search', 'filter', 'menu'];
const PLACES = ['the warehouse', 'our office', 'the shop in Graz', 'the lab', 'the archive', 'my desk', 'the van'];

/** What no cue knows and every agent of this desk does: the conveyor matters, the newsletter does not. */
function lettersOfAWarehouse(count: number): Example[] {
  const roll = dice(42);
  return Array.from({ length: count }, () => {
    const thing = THINGS[roll(THINGS.length)] ?? '';
    const place = PLACES[roll(PLACES.length)] ?? '';
    const subjectOf = ['the conveyor', 'the newsletter', 'the tool'] as const;
    const about = subjectOf[roll(3)] ?? 'the tool';
    const letter = judged(`There is a problem with ${about}: the ${thing} in ${place} does not work.`);
    const label = { 'the conveyor': 'high', 'the newsletter': 'low', 'the tool': 'medium' } as const;
    return example(letter, label[about]);
  });
}

const learnt = (examples: readonly Example[]): Model => examples.reduce(learn, emptyModel());

describe('it begins as the cues and departs from them only as labels come', () => {
  test('a desk without labels has the priorities of the cues, and their reasons', () => {
    for (const text of [
      'Our server is down.',
      'I cannot log in.',
      'The total is wrong.',
      'How do I export contacts?',
    ]) {
      const letter = judged(text);
      const { scored } = letter;
      expect(predict(emptyModel(), letter)).toMatchObject({ priority: scored.priority, by: 'cues', why: scored.why });
    }
  });

  test('it learns what only the agents of this desk know, and names the words', () => {
    const model = learnt(lettersOfAWarehouse(120));
    const conveyor = predict(model, judged('A problem with the conveyor: the belt in hall two does not work.'));
    expect(conveyor).toMatchObject({ priority: 'high', by: 'learnt' });
    expect(conveyor.words).toContain('conveyor');
    expect(conveyor.why).toMatch(/^High, raised from medium by what agents made of such letters, as .*“conveyor”/);
    expect(predict(model, judged('A problem with the newsletter: the picture does not work.')).priority).toBe('low');
    expect(predict(model, judged('A problem with the tool: the picture does not work.')).priority).toBe('medium');
  });

  test('a letter closed with its priority unchanged is a label too', () => {
    const model = learnt(lettersOfAWarehouse(60));
    expect(model.confirmed).toBeGreaterThan(0);
    expect(model.confirmed + model.changed).toBe(60);
    expect(report(model)).toMatchObject({ labels: 60, judged: 60 });
  });

  test('chances are those of four priorities and sum to one', () => {
    const { chances } = predict(learnt(lettersOfAWarehouse(80)), judged('The conveyor does not work.'));
    expect(PRIORITIES.reduce((sum, priority) => sum + chances[priority], 0)).toBeCloseTo(1, 10);
  });
});

describe('guards hold whatever agents did before', () => {
  const always = (text: string, label: Priority, times: number) =>
    Array.from({ length: times }, (_, index) => example(judged(`${text} Case ${index}.`), label));
  /** A model with signal: agents who agree with the cues on other letters, and not on these. */
  const taught = (text: string, label: Priority, times: number) =>
    learnt([...lettersOfAWarehouse(Math.max(60, times)), ...always(text, label, times)]);

  test.each([
    'Our server is down.',
    'Someone hacked our account.',
    'All our data is gone.',
    'There is smoke coming out of the device.',
  ])('never below high: %s', (text) => {
    const model = taught(text, 'low', 300);
    expect(report(model).standing).toBe('helps');
    expect(predict(model, judged(text)).priority).toBe('high');
  });

  test('until 200 labels it stays within one level of the cues, then goes as far as it was taught', () => {
    const text = 'How do I book the jumbo hall?';
    expect(judged(text).scored.priority).toBe('low');
    expect(predict(taught(text, 'critical', 99), judged(text)).priority).toBe('medium');
    expect(predict(taught(text, 'critical', 250), judged(text)).priority).toBe('critical');
  });

  test('until 500 labels only the cues wake somebody', () => {
    const text = 'How do I book the jumbo hall?';
    const early = predict(taught(text, 'critical', 240), judged(text));
    expect(early).toMatchObject({ priority: 'critical', wakes: false, unsure: true });
    expect(predict(taught(text, 'critical', 300), judged(text))).toMatchObject({ wakes: true, unsure: false });
    expect(predict(taught(text, 'critical', 100), judged('Our server is down.')).wakes).toBe(true);
  });

  test('what may be critical and is not sure asks and wakes nobody', () => {
    const potential = judged('We noticed a potential security breach in the portal.');
    expect(predict(emptyModel(), potential)).toMatchObject({ priority: 'high', wakes: false, unsure: true });
    expect(predict(emptyModel(), judged('The total is wrong.'))).toMatchObject({ wakes: false, unsure: false });
  });
});

describe('it knows what it is worth', () => {
  test('before 50 labels nobody can tell', () => {
    const { standing, sentence } = report(learnt(lettersOfAWarehouse(49)));
    expect(standing).toBe('too few');
    expect(sentence).toBe('Priorities follow the cues: 49 of 50 labels are here that learning needs.');
    expect(report(emptyModel())).toMatchObject({ judged: 0, right: { model: 0, cues: 0, guess: 0 } });
  });

  test('labels thrown with dice are no signal, and change no priority', () => {
    const roll = dice(7);
    const noise = lettersOfAWarehouse(300).map((one) => example(one, PRIORITIES[roll(4)] ?? 'low'));
    const model = learnt(noise);
    expect(report(model).standing).toBe('no signal');
    expect(report(model).sentence).toContain('no signal');
    for (const one of noise.slice(0, 50)) expect(predict(model, one).priority).toBe(one.scored.priority);
  });

  test('labels that are all alike are no signal either', () => {
    expect(report(learnt(lettersOfAWarehouse(200).map((one) => example(one, 'medium')))).standing).toBe('no signal');
  });

  test('what was learnt and does worse than the cues is not followed', () => {
    const outcome = { label: 'high', cues: 'high', model: 'low', guess: 'low' } as const;
    const outcomes = [
      ...Array.from({ length: 30 }, () => ({ ...outcome, model: 'high' as const })),
      ...Array.from({ length: 30 }, () => outcome),
    ];
    const model = { ...learnt(lettersOfAWarehouse(250)), outcomes };
    expect(report(model)).toMatchObject({ standing: 'behind', right: { model: 0.5, cues: 1, guess: 0 } });
    expect(report(model).sentence).toContain('of the last 60 labels they had 100 % right, what was learnt 50 %');
    expect(predict(model, judged('The newsletter does not work.')).by).toBe('cues');
  });

  test('every label is judged by what was said before it was known', () => {
    const [first, ...others] = lettersOfAWarehouse(100).filter(({ label }) => label === 'high');
    if (!first) throw new Error('There is a letter about the conveyor.');
    const model = learn(emptyModel(), first);
    expect(model.outcomes).toEqual([{ label: 'high', cues: 'medium', model: 'medium', guess: 'critical' }]);
    expect(others.reduce(learn, model).outcomes.at(-1)).toEqual({
      label: 'high',
      cues: 'medium',
      model: 'high',
      guess: 'high',
    });
  });

  test('it reports the last 500 labels, and how many critical letters it heard', () => {
    const model = learnt(lettersOfAWarehouse(520));
    expect(report(model)).toMatchObject({ labels: 520, judged: 500, standing: 'helps', criticalHeard: { of: 0 } });
    const { right, sentence } = report(model);
    expect(right.model).toBeGreaterThan(0.9);
    expect(right.cues).toBeLessThan(0.5);
    expect(sentence).toMatch(/^Priorities follow what was learnt: of the last 500 labels it had \d+ % right/);
  });
});

describe('it is a value', () => {
  const examples = lettersOfAWarehouse(80);

  test('learning makes a new model and leaves the old one as it was', () => {
    const before = learnt(examples.slice(0, 40));
    const packed = pack(before);
    for (const one of examples.slice(40)) learn(before, one);
    refit(before, examples);
    expect(pack(before)).toBe(packed);
  });

  test('the same labels make the same model, bit for bit', () => {
    expect(pack(learnt(examples))).toBe(pack(learnt(examples)));
    expect(pack(refit(emptyModel(), examples))).toBe(pack(refit(emptyModel(), examples)));
  });

  test('a label taken back leaves nothing after the next refit', () => {
    const model = learnt(examples);
    const [taken, ...left] = examples;
    expect(taken).toBeDefined();
    const fresh = refit(model, left);
    expect(pack({ ...fresh, outcomes: [] })).toBe(pack({ ...refit(emptyModel(), left), outcomes: [] }));
    expect(report(fresh)).toMatchObject({ labels: 79, judged: 80 });
  });

  test('packed and unpacked it says the same of every letter', () => {
    const model = learnt(examples);
    const again = unpack(pack(model));
    expect(again).toEqual(model);
    for (const one of examples) expect(predict(again ?? emptyModel(), one)).toEqual(predict(model, one));
  });

  test.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['null', 'null'],
    ['another version', pack(emptyModel()).replace(`"version":${VERSION}`, `"version":${VERSION + 1}`)],
    ['cut base64', pack(learnt(examples)).replace(/"weights":"..../, '"weights":"')],
    ['no base64', pack(learnt(examples)).replace(/"weights":"..../, '"weights":"!!!!')],
    ['a strange outcome', pack(learnt(examples)).replace(/"outcomes":\["..../, '"outcomes":["9999')],
    ['a negative count', pack(emptyModel()).replace('"changed":0', '"changed":-1')],
  ])('what is no model of this version is none: %s', (_, text) => {
    expect(unpack(text)).toBeNull();
  });

  test('a letter of a megabyte, or of nothing, is learnt like any other', () => {
    const long = example(judged('conveyor '.repeat(120_000)), 'high');
    const empty = example(judged(''), 'low');
    const model = learn(learn(emptyModel(), long), empty);
    expect(model.weights.length).toBe(BUCKETS * PRIORITIES.length);
    expect(model.weights.every(Number.isFinite)).toBe(true);
  });
});

const STREAM = '../shared/priority/stream-de.jsonl';

describe.skipIf(!existsSync(STREAM))(`measured on ${STREAM} (skipped where a clone lacks it)`, () => {
  const stream = () =>
    readFileSync(STREAM, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): { subject: string; body: string; label: Priority } => JSON.parse(line))
      .map(({ subject, body, label }) => example(judged(body, subject), label));
  const right = (model: Model, ahead: readonly Example[]) =>
    ahead.filter((one) => predict(model, one).priority === one.label).length / ahead.length;

  test('of the tickets to come, 66 % are right at the start, 77 % after 200, 84 % at the end, guards and all', () => {
    const tickets = stream();
    expect(right(emptyModel(), tickets)).toBeGreaterThanOrEqual(0.66);
    const seen = tickets.slice(0, 200);
    expect(right(refit(learnt(seen), seen), tickets.slice(200))).toBeGreaterThanOrEqual(0.77);
    const most = tickets.slice(0, 950);
    expect(right(refit(learnt(most), most), tickets.slice(950))).toBeGreaterThanOrEqual(0.84);
  });
});
