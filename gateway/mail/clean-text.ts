/** Text that may stand in a database and on a screen: line feeds and tabs are the only control characters left. */
export function cleanText(text: string): string {
  const lines = text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text;
  return lines.replace(CONTROL_BUT_LINES, '').toWellFormed();
}

/** One line for subjects and names: any run of control characters and white space is one space (an encoded word can hold CR LF). */
export function oneLine(text: string): string {
  return text.replace(CONTROL_OR_SPACE, ' ').replace(DIRECTION, '').trim().toWellFormed();
}

const CONTROL_BUT_LINES = /[\p{Cc}--[\n\t]]/gv;
const CONTROL_OR_SPACE = /[\p{Cc}\s]+/gu;
// Overrides and isolates turn a name around (RTLO): what an agent reads would not be what is there.
const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/g;
