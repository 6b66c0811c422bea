import { type Line, nextWords } from './lines.ts';
import { HEADER_LABELS, listed } from './words.ts';

type Kind = keyof typeof HEADER_LABELS;

const KINDS = new Map<string, Kind>();
for (const [kind, table] of Object.entries(HEADER_LABELS) as [Kind, string][])
  for (const label of listed(table)) if (!KINDS.has(label)) KINDS.set(label, kind);

/**
 * A header copied above the mail it belongs to (Outlook and its kin: From, Sent, To, Subject, in any language and order).
 * `end` is behind its last line; null when these lines are none. A form a customer filled in ("Date:", "Time:") is none.
 */
export function headerBlockAt(lines: readonly Line[], index: number): { end: number } | null {
  const first = labelsIn(lines[index]);
  if (!first.some(({ kind }) => STARTS.has(kind))) return null;
  const found = [...first];
  let end = index + 1;
  let wrapped = 0;
  for (let i = end; i < lines.length && i < index + MAX_LINES; i++) {
    const line = lines[i];
    if (!line || line.quotes !== lines[index]?.quotes) break;
    const labels = labelsIn(line);
    if (labels.length > 0) {
      found.push(...labels);
      wrapped = 0;
      end = i + 1;
    } else if (line.plain === '') {
      // Lines set wide: a blank one between any two.
      if (labelsIn(lines[nextWords(lines, i)]).length === 0) break;
    } else if (++wrapped > MAX_WRAPPED) break;
    else if (labelsIn(lines[i + 1]).length > 0 || /[@<>;]/.test(line.plain)) end = i + 1;
  }
  return isHeader(found) ? { end } : null;
}

/** The address line of a copied header: what stands behind "From:". */
export function fromInHeader(lines: readonly Line[], index: number): string | null {
  for (let i = index; i < lines.length && i < index + MAX_LINES; i++) {
    const from = labelsIn(lines[i]).find(({ kind }) => kind === 'from');
    if (from) return from.value === '' ? (lines[i + 1]?.plain ?? null) : from.value;
  }
  return null;
}

const MAX_LINES = 20;
// Many recipients go over several lines.
const MAX_WRAPPED = 4;
const STARTS: ReadonlySet<Kind> = new Set(['from', 'sent', 'date', 'to', 'subject']);

type Label = { kind: Kind; value: string };

function isHeader(found: readonly Label[]): boolean {
  const has = (kind: Kind) => found.some((label) => label.kind === kind);
  const dated = has('sent') || has('date');
  const kinds = [has('from'), dated, has('to') || has('cc'), has('subject')].filter(Boolean).length;
  if (kinds < 2) return false;
  const address = found.some(({ kind, value }) => kind !== 'subject' && /\S@\S/.test(value));
  const time = found.some(({ kind, value }) => (kind === 'sent' || kind === 'date') && TIME.test(value));
  if (has('from')) return (address && kinds >= 2) || (has('subject') && kinds >= 3) || (has('sent') && time);
  return address && dated && kinds >= 2;
}

const TIME = /\d{1,2}[:.]\d{2}/;

// "*From:* Ada", "Von: Ada", "De : Ada", "差出人： Ada"
const LABEL = /^[*_|\s]*([\p{L}\p{M}][\p{L}\p{M}\s.'()（）-]{0,25}?)[*_\s]*[:：][*_\s]*(.*)$/u;
const WITHIN = /(?<=\s)[*_]*([\p{L}\p{M}]{2,12}) ?[*_]*[:：] /gu;

// A line is asked once for each line above it that may begin a header.
const known = new WeakMap<Line, Label[]>();

function labelsIn(line: Line | undefined): readonly Label[] {
  if (!line || !/[:：]/.test(line.plain)) return [];
  const labels = known.get(line) ?? readLabels(line);
  known.set(line, labels);
  return labels;
}

function readLabels({ plain }: Line): Label[] {
  const found = LABEL.exec(plain);
  const kind = found && KINDS.get((found[1] ?? '').toLowerCase().normalize('NFC'));
  if (!kind) return [];
  const value = found[2] ?? '';
  const labels: Label[] = [{ kind, value }];
  for (const [whole, label = ''] of value.matchAll(WITHIN)) {
    const inner = KINDS.get(label.toLowerCase().normalize('NFC'));
    if (inner && inner !== kind) labels.push({ kind: inner, value: value.slice(value.indexOf(whole) + whole.length) });
  }
  return labels;
}
