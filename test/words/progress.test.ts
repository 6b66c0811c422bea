import { describe, expect, test } from 'vitest';
import { DEFAULT_DESK } from '../../gateway/desk/desk.ts';
import type { Language } from '../../gateway/desk/letter.ts';
import { STAGES } from '../../gateway/desk/stage.ts';
import { folderOfTexts } from '../../gateway/wiring/texts.ts';
import { type ProgressFacts, progressWords } from '../../gateway/words/progress.ts';

const templates = await folderOfTexts('templates', '.md');
const LANGUAGES: Language[] = ['en', 'de', 'es', 'fr', 'pt'];
const desk = { ...DEFAULT_DESK, name: 'Kite & Sons', signature: 'Your Kite Support' };
const said = (facts: Partial<ProgressFacts> = {}) =>
  progressWords(
    templates,
    { ticketId: 12, subject: 'Export', language: 'en', stage: 'evaluation', words: '', quoted: false, ...facts },
    desk,
  );

describe.each(LANGUAGES)('a mail about a feature request in %s', (language) => {
  test('says something of its own for each stage, on the thread that was begun', () => {
    const texts = STAGES.map((stage) => said({ language, stage }).text);
    expect(new Set(texts).size).toBe(STAGES.length);
    for (const text of texts) expect(text).toContain('Your Kite Support');
    expect(texts.join()).not.toMatch(/[{}]|undefined|null/);
    expect(said({ language }).subject).toBe('Re: Export [#12]');
  });

  test('carries what an agent said as plain words, and speaks of a quote only with one', () => {
    const words = 'Two weeks, <b>300</b> {{ desk }}.\nFor *all* of you.';
    const { text, html } = said({ language, words });
    expect(text).toContain(words);
    expect(html).not.toContain('<b>');
    expect(html).not.toContain('<em>');
    const plain = said({ language, stage: 'scope and estimate' }).text;
    expect(said({ language, stage: 'scope and estimate', quoted: true }).text.length).toBeGreaterThan(plain.length);
  });
});

test('a language we do not write is answered in English', () => {
  expect(said({ language: 'fi' })).toEqual(said());
});
