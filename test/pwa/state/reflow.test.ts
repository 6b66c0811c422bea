import { expect, test } from 'vitest';
import { reflow } from '../../../pwa/state/reflow.ts';

test.each([
  [
    'lines that were full are one paragraph again',
    'The import of our new price list fails with line 7 not being a number\nany more, and until last month the same export worked. The file is here.',
    'The import of our new price list fails with line 7 not being a number any more, and until last month the same export worked. The file is here.',
  ],
  [
    'format=flowed leaves one space between',
    'The import of our new price list fails with line 7 not being a number \nany more, and until last month the same export worked. The file is it.',
    'The import of our new price list fails with line 7 not being a number any more, and until last month the same export worked. The file is it.',
  ],
  [
    'a line that had room was ended by its writer',
    'Dear all,\nthe import of our new price list fails with line 7 not being a number\nany more.\nKind regards\nCamille',
    'Dear all,\nthe import of our new price list fails with line 7 not being a number any more.\nKind regards\nCamille',
  ],
  [
    'lists, quotes and rules begin anew',
    `${'word '.repeat(14)}end\n- one, which is long enough to have been folded by a mail program\n> said before\n2. two\n-- \nAda`,
    `${'word '.repeat(14)}end\n- one, which is long enough to have been folded by a mail program\n> said before\n2. two\n-- \nAda`,
  ],
  [
    'a text whose lines are all short is a poem or a table',
    'Roses are red\nviolets are blue\nthe printer is broken',
    'Roses are red\nviolets are blue\nthe printer is broken',
  ],
  ['a text whose lines run on was never folded', `${'long '.repeat(40)}\nnext`, `${'long '.repeat(40)}\nnext`],
  ['an empty line stays', `${'word '.repeat(14)}end\n\nNext`, `${'word '.repeat(14)}end\n\nNext`],
  ['nothing is nothing', '', ''],
])('%s', (_, text, flowing) => {
  expect(reflow(text)).toBe(flowing);
});
