import { uuencodedEnd } from '../uuencode.ts';
import { attributionAt, attributionWithin } from './attribution.ts';
import { headerBlockAt } from './header-block.ts';
import { isBlank, type Line, linesOfText, nextWords, plainOf } from './lines.ts';
import { isAnswered, isQuoted, quoteEnd } from './quote.ts';
import { armourEnd, isForwardSeparator, isOriginalSeparator, isRule } from './separator.ts';
import { signatureStart } from './signature.ts';

/** The new words of a mail, and what was folded away: together they are all of it, line by line. */
export type Folded = { visible: string; quoted: string };

/**
 * Parts the words someone just wrote from the mail they answer and from their signature. Answers between quotes stay, so
 * does what was forwarded to be read (`forwarded`: the subject says that it was). In doubt, and when nothing would be
 * left, all stays visible. Linear in the length of the text.
 */
export function foldText(text: string, forwarded = false): Folded {
  return foldLines(linesOfText(text), forwarded);
}

export function foldLines(given: readonly Line[], forwarded = false): Folded {
  const lines = splitSharedLines(given);
  const folded = new Uint8Array(lines.length);
  const end = forwarded ? forwardStart(lines) : foldQuotes(lines, folded);
  foldSignatures(lines.slice(0, end), folded);
  const shown = lines.some((line, i) => !folded[i] && !isBlank(line));
  return {
    visible: wordsOf(lines.filter((_, i) => !shown || !folded[i])),
    quoted: shown ? wordsOf(lines.filter((_, i) => folded[i])) : '',
  };
}

/** Without the blank lines around them. */
function wordsOf(lines: readonly Line[]): string {
  const isEmpty = (index: number) => lines[index]?.text.trim() === '';
  let [start, end] = [0, lines.length];
  while (start < end && isEmpty(start)) start++;
  while (end > start && isEmpty(end - 1)) end--;
  return lines
    .slice(start, end)
    .map(({ text }) => text)
    .join('\n')
    .trimEnd();
}

/** "Fine. On Wed, 4 Apr, Ada wrote:" above a quote is two lines. */
function splitSharedLines(lines: readonly Line[]): readonly Line[] {
  return lines.flatMap((line, i) => {
    const start = line.quotes === 0 ? attributionWithin(lines, i) : -1;
    if (start <= 0) return [line];
    const [own, shared] = [line.text.slice(0, start).trimEnd(), line.text.slice(start)];
    return [
      { ...line, text: own, plain: plainOf(own) },
      { ...line, text: shared, plain: plainOf(shared) },
    ];
  });
}

/** Where the forwarded mail begins, by the line above it or its header; behind the last line when that is not to be seen. */
function forwardStart(lines: readonly Line[]): number {
  const start = lines.findIndex(
    (line, i) => isForwardSeparator(line) || isOriginalSeparator(line) || headerBlockAt(lines, i) !== null,
  );
  return start === -1 ? lines.length : start;
}

/** Folds the quotes, up to where a forwarded mail begins; returns that place. */
function foldQuotes(lines: readonly Line[], folded: Uint8Array): number {
  let attributed = false;
  const fold = (start: number, end: number) => {
    folded.fill(1, start, end);
    return end;
  };
  let i = 0;
  while (i < lines.length) {
    const line = lines[i];
    if (!line) break;
    if (isBlank(line)) {
      i++;
      continue;
    }
    if (isForwardSeparator(line)) return i;
    // A file written into the text is attached beside it; armour says nothing to people.
    const technical = Math.max(
      uuencodedEnd((at) => lines[at]?.text, i),
      armourEnd(lines, i),
    );
    if (technical !== -1) {
      i = fold(i, nextWords(lines, technical));
      continue;
    }
    if (line.hint === 'quote' || line.quotes > 0) {
      const end = quoteEnd(lines, i);
      const doubtful = line.hint === 'citation' || line.hint === 'formatted';
      const own = doubtful && !attributed && !isAnswered(lines, i, end);
      if (!own) {
        attributed = true;
        fold(i, nextWords(lines, end));
      }
      i = nextWords(lines, end);
      continue;
    }
    const cut =
      markedAttribution(lines, i) ?? attributionAt(lines, i) ?? separatorAt(lines, i) ?? headerBlockAt(lines, i);
    if (!cut) {
      i++;
      continue;
    }
    attributed = true;
    fold(ruleAbove(lines, folded, i), cut.end);
    const next = nextWords(lines, cut.end);
    const marked = lines[next] && ((lines[next]?.quotes ?? 0) > 0 || lines[next]?.hint === 'quote');
    i = marked ? fold(i, next) : fold(i, lines.length);
  }
  return lines.length;
}

/** A line that HTML marks as attribution, right above a quote: the class alone stands over other words too. */
function markedAttribution(lines: readonly Line[], index: number): { end: number } | null {
  if (lines[index - 1]?.hint === 'attribution') return null;
  let end = index;
  while (lines[end]?.hint === 'attribution') end++;
  const below = lines[nextWords(lines, end)];
  return end > index && below && isQuoted(below) ? { end } : null;
}

function separatorAt(lines: readonly Line[], index: number): { end: number } | null {
  const line = lines[index];
  if (!line || !isOriginalSeparator(line)) return null;
  return headerBlockAt(lines, nextWords(lines, index + 1)) ?? { end: index + 1 };
}

/** A line drawn above a copied header belongs to it. */
function ruleAbove(lines: readonly Line[], folded: Uint8Array, index: number): number {
  let i = index - 1;
  while (i >= 0 && lines[i] && !folded[i] && lines[i]?.plain === '') i--;
  const above = lines[i];
  return above && !folded[i] && isRule(above) ? i : index;
}

function foldSignatures(lines: readonly Line[], folded: Uint8Array): void {
  let begun = false;
  for (let start = 0; start < lines.length; ) {
    if (folded[start] || isBlank(lines[start] as Line)) {
      start++;
      continue;
    }
    let end = start;
    while (end < lines.length && !folded[end]) end++;
    // Below a quote a signature may be all there is; at the very top it is all the mail says.
    const signature = signatureStart(lines, begun ? start - 1 : start, end);
    if (signature < end) folded.fill(1, Math.max(signature, start), end);
    begun = true;
    start = end;
  }
}
