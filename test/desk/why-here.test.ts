import { expect, test } from 'vitest';
import { whyHere } from '../../gateway/desk/why-here.ts';

test.each([
  [
    { evidence: 'token', by: 'support+x@desk.example', participant: true },
    'It answers to the address we made for this ticket.',
  ],
  [
    { evidence: 'reference', by: '<1@kite.example>', participant: true },
    'It answers <1@kite.example>, a mail of this ticket.',
  ],
  [{ evidence: 'reference', by: null, participant: true }, 'It answers a mail of this ticket.'],
  [{ evidence: 'subject tag', by: '#12', participant: true }, 'Its subject names [#12].'],
  [{ evidence: 'subject tag', by: null, participant: true }, 'Its subject names this ticket.'],
  [
    { evidence: 'token', by: null, participant: false },
    'It answers to the address we made for this ticket. Its sender is not part of this ticket.',
  ],
  [{ evidence: 'none', by: null, participant: true }, 'It began this ticket.'],
  [{ evidence: 'agent', by: null, participant: true }, 'It was written here.'],
  [{ evidence: 'accepted', by: null, participant: true }, 'An agent accepted it.'],
  [{ evidence: 'split', by: null, participant: true }, 'An agent split it off from another ticket.'],
  [{}, ''],
] as const)('%j: %s', (evidence, words) => {
  expect(whyHere(evidence)).toBe(words);
});
