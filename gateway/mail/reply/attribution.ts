import { type Line, MAX_PLAIN, nextWords } from './lines.ts';
import { alternatives, ON, WROTE } from './words.ts';

/**
 * The line above a quote that says who wrote it and when ("On 3 May, Ada <ada@example.org> wrote:"), in whatever language
 * and broken over however many lines. `end` is behind its last line. Alone it needs to be unmistakable; right above a
 * quote a hint of it is enough.
 */
export function attributionAt(lines: readonly Line[], index: number): { end: number } | null {
  let text = '';
  for (let i = index; i < lines.length && i < index + MAX_LINES; i++) {
    const line = lines[i];
    if (!line) break;
    if (line.plain === '') {
      // A few programs set the address apart: "On Tue, Ada", blank, "<", "ada@example.org", "> wrote:".
      if (!STARTS_WITH_ON.test(text) || !lines[nextWords(lines, i)]?.plain.startsWith('<')) break;
      continue;
    }
    if (i > index && line.quotes > 0 && !ENDS_ATTRIBUTION.test(line.text)) break;
    if (i > index && /[.!?]$/.test(text) && !/\d\S*$/.test(text)) break;
    text = `${text} ${line.quotes > 0 ? line.text : line.plain}`.trim();
    if (text.length > MAX_PLAIN) break;
    if (!ENDS.test(text) || ENDS_ATTRIBUTION.test(lines[i + 1]?.text ?? '')) continue;
    const quoted = (lines[nextWords(lines, i + 1)]?.quotes ?? 0) > 0;
    if (isAttribution(text, lines[index]?.plain ?? '', quoted)) return { end: i + 1 };
    if (/[:：]$/.test(text)) break;
  }
  return null;
}

/** Where an attribution begins in a line that begins with other words ("Fine. On Wed, 4 Apr, Ada wrote:"); -1 when none does. */
export function attributionWithin(lines: readonly Line[], index: number): number {
  const line = lines[index];
  if (!line || !ENDS.test(line.plain) || (lines[nextWords(lines, index + 1)]?.quotes ?? 0) === 0) return -1;
  const start = line.text.search(LATE_START);
  const shared = line.text.slice(start).trim();
  return start > 0 && isAttribution(shared, shared, false) ? start : -1;
}

// "On ... Ada", "<ada@example.org>", "> wrote:" and blank lines between them.
const MAX_LINES = 6;

const ENDS_ATTRIBUTION = new RegExp(`^[>\\s]*(?:${alternatives(WROTE)})?\\s*[:：]$`, 'iu');
const WROTE_WORD = new RegExp(`(?<![\\p{L}\\p{M}])(?:${alternatives(WROTE)})(?![\\p{L}\\p{M}])`, 'iu');
// Languages that set no spaces have no word boundaries.
const WROTE_GLUED = /写道|寫道|写到|のメッセージ|さんは書きました|さんの投稿|が書きました|작성|님의 말/u;
const ENDS = /(?:[:：]|(?:wrote|wrote ?-{2,}|[>\])]))$/iu;
const STARTS_WITH_ON = new RegExp(`^(?:${alternatives(ON)})(?![\\p{L}\\p{M}])[^\\d]{0,25}\\d`, 'iu');
// "17 November", "Wed, 17 Nov", "tir. 18. apr.", "pe 20. lokakuuta"
const STARTS_WITH_DATE = /^(?:[\p{L}\p{M}]{1,14}[.,،]+ ?(?:[\p{L}\p{M}]{1,12}\.? )?|\p{Ll}{2,3} )?\d/u;
const LATE_START =
  /(?:(?<=\s)|-{2,} ?)(?:On (?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*,? |\d)|Am \d|Le (?:\S{3,9} )?\d|El \d|Il \d|Op \d|Em \d)/;
const EMAIL = /[^\s<>()[\]"',;:]+@[^\s<>()[\]"',;:]+/u;
const TIME = /(?<!\d)\d{1,2}[:.]\d{2}(?!\d)/;
const NUMERIC_DATE =
  /(?<!\d)(?:\d{4}[-./] ?\d{1,2}[-./] ?\d{1,2}|\d{1,2}[-./] ?\d{1,2}[-./] ?\d{2,4}|\d{4}年|\d{1,2}-\p{L}{3,5}\.?-\d{2,4})(?!\d)/u;
const YEAR = /(?<!\d)(?:19|20|25)\d\d(?!\d)/;
const DAY = /(?<!\d)[0-3]?\d(?!\d)/;
// A word, a full stop, a new sentence; not "30 апр. 2025" and not "John J. Smith".
const SENTENCE = /\p{Ll}{4}[.!?] \p{Lu}/u;
const MAX_WORDS = 45;
// "You wrote:", "Ada Lovelace wrote:"; more words around it are a sentence of the writer's own.
const FEW_WORDS = 5;

/** `first` is the first of the lines that `given` joins: what opens an attribution stands in it. */
function isAttribution(given: string, first: string, quoted: boolean): boolean {
  const text = undecorated(given);
  const start = undecorated(first);
  const words = text.split(' ').length;
  if (words > MAX_WORDS || SENTENCE.test(text)) return false;
  const wrote = WROTE_WORD.test(text) || WROTE_GLUED.test(text);
  const email = text.includes('@') && EMAIL.test(text);
  const dated = isDated(text);
  const closed = /[:：]$/.test(text);
  const opens = STARTS_WITH_ON.test(start) || STARTS_WITH_DATE.test(start);
  const byWriter = email && /[@<]/.test(start) && startsWithWriter(text);
  if (wrote && dated && opens) return true;
  if (wrote && closed && byWriter) return true;
  if (dated && email && opens && closed) return true;
  // "---- Ada Lovelace wrote ----"
  if (wrote && /^-{2,}/.test(given) && /-{2,}$/.test(given)) return true;
  if (!quoted) return false;
  if (opens && dated && (closed || wrote || email)) return true;
  if (byWriter && (closed || wrote)) return true;
  return given === first && wrote && closed && (dated || words <= FEW_WORDS);
}

const undecorated = (text: string) =>
  text.replace(/^[-–—*_>~\s]+|[-–—*_~\s]+$/g, '').replace(/[٠-٩۰-۹]/g, (digit) => String(digit.charCodeAt(0) & 15));

function isDated(text: string): boolean {
  if (NUMERIC_DATE.test(text)) return true;
  const numbers = text.match(/(?<!\d)\d{1,2}(?!\d)/g)?.length ?? 0;
  if (YEAR.test(text)) return DAY.test(text.replace(YEAR, ''));
  return TIME.test(text) && numbers >= 3;
}

/** A few words and an address: no sentence has one so early. */
function startsWithWriter(text: string): boolean {
  const before = text.slice(0, text.search(EMAIL));
  return before.split(' ').length <= 7;
}
