import { Document, isScalar, parse, visit } from 'yaml';
import { BookShape } from '../api/policy-shapes.ts';
import { DeskError } from '../desk/error.ts';
import type { Book } from '../desk/policy-book.ts';

const HEAD = `# What this desk promises. Read it, change it, and bring it back: npm run heed -- policy import FILE
#
# Intervals are "09:00-17:00", past midnight "22:00-06:00". Durations are "2 hours" or "1 hour 30 minutes".
# A policy's calendar is one of those above, or "always" to count by the clock. The first policy that fits is a
# ticket's; the last is for everybody, the others for some: fits: { organisations: [ kite.example, Kite & Sons ],
# plans: [ Extended support, none ], mailboxes: [ support@desk.example ], tags: [ vip ] }.
# An escalation comes "at once", at "75 %", at "breach" or "30 minutes after"; its steps: notify assignee |
# support manager | technical director | on call, raise priority, move up a level, move to L3, assign to ADDRESS, page.
`;

/** Words that stand on one line. */
const SHORT = 4;

export function textOfBook(book: Book): string {
  const document = new Document(book, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_, node) {
      node.flow = node.items.length <= SHORT && node.items.every(isScalar);
    },
    Map(_, node) {
      node.flow = node.items.length <= SHORT && node.items.every(({ value }) => isScalar(value));
    },
  });
  return HEAD + document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

// Longer than any book: a file of another kind.
const MOST_CHARACTERS = 2_000_000;

/** @throws DeskError invalid, which names the line or the place and what is wrong with it */
export function bookIn(text: string): Book {
  if (text.length > MOST_CHARACTERS) throw new DeskError('invalid', 'This file is too long to be a policy.');
  let read: unknown;
  try {
    read = parse(text, { maxAliasCount: 20 });
  } catch (error) {
    throw new DeskError('invalid', `This is not YAML: ${error instanceof Error ? error.message : String(error)}`);
  }
  const checked = BookShape.safeParse(read);
  if (checked.success) return checked.data;
  const [first] = checked.error.issues;
  const place = first?.path.map(String).join('.') || 'the file';
  throw new DeskError('invalid', `${place}: ${first?.message ?? 'cannot be read'}`);
}
