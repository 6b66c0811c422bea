/**
 * A style attribute with the declarations of the list only. Values hold plain words, numbers, colours and quoted names:
 * no url(), no functions but colours, no escapes and no comments to hide them in. Linear; idempotent.
 */
export function cleanStyle(style: string): string {
  if (style.length > MAX_STYLE) return '';
  const kept: string[] = [];
  for (const declaration of style.split(';')) {
    const colon = declaration.indexOf(':');
    if (colon === -1) continue;
    const property = declaration.slice(0, colon).trim().toLowerCase();
    const value = declaration
      .slice(colon + 1)
      .replace(/"/g, "'")
      .trim();
    if (PROPERTIES.has(property) && isHarmless(value)) kept.push(`${property}:${value}`);
  }
  return kept.join(';');
}

// A declaration list no person or newsletter reaches.
const MAX_STYLE = 4000;

const PROPERTIES = new Set(
  (
    'color background-color background font font-family font-size font-style font-variant font-weight line-height letter-spacing ' +
    'text-align text-decoration text-indent text-transform vertical-align white-space word-break word-spacing word-wrap overflow-wrap ' +
    'direction unicode-bidi display visibility opacity float clear width height min-width max-width min-height max-height ' +
    'margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left ' +
    'border border-top border-right border-bottom border-left border-color border-style border-width border-radius border-collapse ' +
    'border-spacing border-top-color border-top-style border-top-width border-right-color border-right-style border-right-width ' +
    'border-bottom-color border-bottom-style border-bottom-width border-left-color border-left-style border-left-width ' +
    'list-style list-style-type table-layout empty-cells caption-side box-sizing'
  ).split(' '),
);

const PLAIN_VALUE = /^[\p{L}\p{N}\s.,%#'!+-]*$/u;
const COLOR_FUNCTION = /\b(?:rgba?|hsla?)\([\d\s.,%/]*\)/gi;

function isHarmless(value: string): boolean {
  const plain = value.replace(COLOR_FUNCTION, '');
  const quotes = plain.split("'").length - 1;
  return value !== '' && PLAIN_VALUE.test(plain) && quotes % 2 === 0;
}
