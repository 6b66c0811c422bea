import { expect, test } from 'vitest';
import { type Standing, UNRECORDED } from '../../gateway/desk/cover.ts';
import { offerStart } from '../../gateway/desk/offer.ts';

const plan = { name: 'Extended support', covers: [], channels: [], emergencyLine: true };
const ended: Standing = {
  is: 'ended',
  organisations: ['Kite'],
  cover: { plan, product: 'Press 2', startsOn: '2025-03-07', endsOn: '2026-03-07' },
  daysAgo: 3,
};

test.each([
  ['en', 'support for Press 2 ended on March 7, 2026. We are glad to help'],
  ['de', 'der Support für Press 2 ist am 7. März 2026 ausgelaufen. Wir helfen'],
  ['es', 'El soporte de Press 2 terminó el 7 de marzo de 2026. De todos modos'],
  ['fr', 'Le support de Press 2 a pris fin le 7 mars 2026. Nous vous aidons'],
  ['pt', 'O suporte de Press 2 terminou em 7 de março de 2026. Mesmo assim'],
  ['pl', 'support for Press 2 ended on March 7, 2026.'],
])('an offer in %s says what has ended, and when', (language, words) => {
  expect(offerStart(ended, language)).toContain(words);
});

test('whoever never had a plan is told so, and one without a product is not named', () => {
  expect(offerStart({ is: 'none', organisations: [] }, 'en')).toContain('we find no support plan for you. We are glad');
  expect(offerStart({ ...ended, cover: { ...ended.cover, product: '' } }, 'en')).toContain('your support ended on');
});

test('whoever is covered is offered nothing, nor is anybody where no cover is kept', () => {
  expect(offerStart(UNRECORDED, 'en')).toBe('');
  expect(offerStart({ ...ended, is: 'covered', daysLeft: 0 } as Standing, 'en')).toBe('');
});
