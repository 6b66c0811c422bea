import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { bookIn, textOfBook } from '../../gateway/cli/policy-file.ts';
import { type Book, DEFAULT_BOOK } from '../../gateway/desk/policy-book.ts';

const shipped = () => readFile('templates/policy/default.yaml', 'utf8');

test('what a new desk promises is what templates/policy/default.yaml says, to the letter', async () => {
  expect(await shipped()).toBe(textOfBook(DEFAULT_BOOK));
  expect(bookIn(await shipped())).toEqual(DEFAULT_BOOK);
});

test('a book that is written and read again is the same, whatever stands in its names', () => {
  const [calendar] = DEFAULT_BOOK.calendars;
  if (!calendar) throw new Error('no calendar');
  const name = 'yes: # "no" \\ - \u00e9\ud83d\ude00 *a';
  const book: Book = {
    ...DEFAULT_BOOK,
    calendars: [
      calendar,
      {
        ...calendar,
        name,
        week: { fri: ['22:00-06:00'] },
        holidays: [{ date: '2026-12-25', name: 'null' }],
        closures: [{ from: '2026-03-10T12:00', until: '2026-03-10T13:00', why: '1e3' }],
      },
    ],
    policies: [
      ...DEFAULT_BOOK.policies.map((policy) => ({
        ...policy,
        name: 'For some',
        fits: {
          organisations: [name, 'kite.example'],
          plans: ['none', name],
          mailboxes: ['a@b.example'],
          tags: ['vip'],
        },
      })),
      ...DEFAULT_BOOK.policies,
    ],
    onCall: {
      pageAgainAfter: '5 minutes',
      rotas: [
        {
          name: 'true',
          levels: ['L1'],
          zone: 'UTC',
          handOver: 'mon 09:00',
          from: '2026-03-02',
          people: ['grace@desk.example'],
          overrides: [{ from: '2026-03-10T12:00', until: '2026-03-10T13:00', person: null }],
        },
      ],
    },
  };
  expect(bookIn(textOfBook(book))).toEqual(book);
});

test('what is left out of a file is the default', () => {
  const text = `
calendars: [{ name: All, zone: UTC, week: { mon: [09:00-17:00] } }]
policies:
  - name: One
    calendar: All
    priorities:
      critical: { firstResponse: 1 hour, resolution: 2 hours }
      high: { firstResponse: 1 hour, resolution: 2 hours }
      medium: { firstResponse: 1 hour, resolution: 2 hours }
      low: { firstResponse: 1 hour, resolution: next release }
escalations: [{ name: Late, when: breach, steps: [notify assignee] }]
`;
  expect(bookIn(text)).toMatchObject({
    policies: [{ fits: {}, pausesOn: ['customer', 'third party'] }],
    escalations: [{ targets: ['first response', 'resolution'], priorities: ['critical', 'high', 'medium', 'low'] }],
    onCall: { rotas: [], pageAgainAfter: '10 minutes' },
  });
});

test.each([
  ['calendars: [', 'This is not YAML'],
  ['calendars: []', 'calendars'],
  ['just words', 'the file'],
  [
    'calendars: [{ name: A, zone: UTC, week: { mon: [9-5] } }]\npolicies: []',
    'calendars.0.week.mon.0: must be an interval',
  ],
])('a file that is no policy is refused where it is wrong: %s', (text, words) => {
  expect(() => bookIn(text)).toThrow(words);
});
