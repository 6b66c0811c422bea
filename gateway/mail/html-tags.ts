import { QuoteType, Tokenizer } from 'htmlparser2';

/** What a reader of HTML hears, in order. Entities are decoded; what browsers never show as text (script, style) comes as no text. */
export type TagReader = {
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(text: string): void;
};

/** Reads HTML tag by tag without building a tree: linear, and at home in any depth and any broken markup. */
export function readTags(html: string, reader: TagReader): void {
  let name = '';
  let attributes = new Map<string, string>();
  let attribute = '';
  let value = '';
  let text = '';
  const flush = () => {
    if (text !== '') reader.text(text);
    text = '';
  };
  const opened = () => {
    flush();
    reader.open(name, attributes);
    attributes = new Map();
  };
  const tokenizer = new Tokenizer(
    { decodeEntities: true },
    {
      onopentagname: (start, end) => {
        name = html.slice(start, end).toLowerCase();
      },
      onattribname: (start, end) => {
        attribute = html.slice(start, end).toLowerCase();
        value = '';
      },
      onattribdata: (start, end) => {
        value += html.slice(start, end);
      },
      onattribentity: (codepoint) => {
        value += String.fromCodePoint(codepoint);
      },
      onattribend: (quote) => {
        if (!attributes.has(attribute)) attributes.set(attribute, quote === QuoteType.NoValue ? '' : value);
      },
      onopentagend: opened,
      onselfclosingtag: opened,
      onclosetag: (start, end) => {
        flush();
        reader.close(html.slice(start, end).trim().toLowerCase());
      },
      ontext: (start, end) => {
        text += html.slice(start, end);
      },
      ontextentity: (codepoint) => {
        text += String.fromCodePoint(codepoint);
      },
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onprocessinginstruction: nothing,
      onend: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  flush();
}

/** How deep the elements nest at most, as a browser counts: end tags close what is open, void elements open nothing. */
export function nestingOf(html: string): number {
  let deepest = 0;
  const open: string[] = [];
  const count = new Map<string, number>();
  readTags(html, {
    open(name) {
      if (VOID.has(name) || IMPLIED_END.has(name)) return;
      open.push(name);
      count.set(name, (count.get(name) ?? 0) + 1);
      deepest = Math.max(deepest, open.length);
    },
    close(name) {
      if (!count.get(name)) return;
      let closed: string | undefined;
      do {
        closed = open.pop();
        if (closed !== undefined) count.set(closed, (count.get(closed) ?? 1) - 1);
      } while (closed !== undefined && closed !== name);
    },
    text: nothing,
  });
  return deepest;
}

/** Elements that never hold anything. */
export const VOID: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr'.split(' '),
);

// A parser ends these when the next of their kind opens: a table without end tags is sloppy, not deep.
const IMPLIED_END = new Set('p li dt dd option optgroup tr td th thead tbody tfoot rt rp'.split(' '));

function nothing(): void {}
