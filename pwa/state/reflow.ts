// Mail programs fold text between these widths; shorter lines were meant, longer ones were never folded.
const NARROWEST = 60;
const WIDEST = 80;

/**
 * Joins lines that a mail program broke only because they were full, so that a phone breaks them where it must.
 * A line was full when the first word of the next would not have fitted any more.
 */
export function reflow(text: string): string {
  const lines = text.split('\n');
  const width = Math.max(...lines.map((line) => line.trimEnd().length));
  if (width < NARROWEST || width > WIDEST) return text;
  return lines.reduce((whole, line, index) => {
    const before = lines[index - 1];
    return before !== undefined && wasFull(before, line, width) ? `${whole.trimEnd()} ${line}` : `${whole}\n${line}`;
  });
}

function wasFull(line: string, next: string, width: number): boolean {
  // A quote, a list, an indented line or a rule begins anew by its writer's will.
  if (!/^[\p{L}\p{N}"'“„«(¿¡]/u.test(next) || /^\d+[.)]\s|^[a-z][.)]\s/i.test(next) || !/\S/.test(line)) return false;
  if (/^\s*>/.test(line)) return false;
  const [word = ''] = next.split(/\s/, 1);
  return line.trimEnd().length + 1 + word.length > width;
}
