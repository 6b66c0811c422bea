import sanitizeHtml from 'sanitize-html';
import { cleanText } from './clean-text.ts';
import { htmlToText } from './html-text.ts';
import { cleanStyle } from './style.ts';

/** Stands beside every cleaned HTML in the store; raise it when the rules below change, so that old mail can be cleaned again. */
export const CLEANER_VERSION = 'heed-1';

/**
 * HTML of a mail that may be shown: only tags and attributes of the list, nothing that runs, loads or submits.
 * - Inline images point to `cid/<id>`, relative to the frame the mail is shown in.
 * - Remote images have no src; it waits in data-remote-src until the reader asks (`remoteImages` says there are some).
 * - Links open outside, without a referrer.
 * Cleaning what is clean changes nothing. HTML nested or swollen beyond reason becomes its text.
 */
export function cleanHtml(html: string): { html: string; remoteImages: boolean } {
  const tame = cleanText(html);
  let pass = tame.length > MAX_HTML ? null : cleanOnce(tame);
  // A tag dropped from between two others lets the parser close them elsewhere the next time: go on until nothing moves.
  for (let i = 0; pass?.restructured && i < MAX_PASSES; i++) {
    const again = cleanOnce(pass.html);
    pass = again && again.html !== pass.html ? { ...again, restructured: true } : { ...pass, restructured: false };
  }
  if (!pass) return { html: asPlainHtml(htmlToText(tame)), remoteImages: false };
  return { html: pass.html, remoteImages: pass.remoteImages };
}

// Chrome flattens what nests deeper; a parser's stack costs the square of it (20,000 levels, 200,000 took 9 s).
const MAX_DEPTH = 512;
// The largest newsletters have 200 KB; some millions of characters keep the cleaner busy for seconds.
const MAX_HTML = 2_000_000;
const MAX_PASSES = 4;

type Pass = { html: string; remoteImages: boolean; restructured: boolean };

/** null when it nests too deep. */
function cleanOnce(html: string): Pass | null {
  const pass: Pass = { html: '', remoteImages: false, restructured: false };
  const open: string[] = [];
  try {
    pass.html = sanitizeHtml(html, {
      ...RULES,
      onOpenTag: (name) => {
        if (!ALLOWED.has(name) && open.some((above) => ALLOWED.has(above))) pass.restructured = true;
        open.push(name);
        if (open.length > MAX_DEPTH) throw new TooDeep();
      },
      onCloseTag: () => {
        open.pop();
      },
      transformTags: {
        '*': (tagName, given) => {
          const attribs = ALLOWED.has(tagName) ? cleanAttributes(tagName, given) : {};
          if (attribs['data-remote-src']) pass.remoteImages = true;
          return { tagName, attribs };
        },
      },
    });
    return pass;
  } catch (error) {
    if (error instanceof TooDeep) return null;
    throw error;
  }
}

class TooDeep extends Error {}

const ALLOWED: ReadonlySet<string> = new Set(
  (
    'a abbr address article aside b bdi bdo big blockquote br caption center cite code col colgroup dd del details dfn div dl dt em ' +
    'figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q s samp section small span ' +
    'strike strong sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr'
  ).split(' '),
);

// No id, class or name: they reach into the page around or into the styles of another mail.
const PLAIN_ATTRIBUTES = [
  'dir',
  'lang',
  'title',
  'align',
  'valign',
  'width',
  'height',
  'bgcolor',
  'color',
  'face',
  'size',
  'border',
];
const TABLE_ATTRIBUTES = ['cellpadding', 'cellspacing', 'colspan', 'rowspan', 'span', 'nowrap', 'scope'];
const LIST_ATTRIBUTES = ['start', 'type', 'value', 'reversed', 'datetime', 'open', 'alt'];
const SIMPLE = new Set([...PLAIN_ATTRIBUTES, ...TABLE_ATTRIBUTES, ...LIST_ATTRIBUTES]);
const WRITTEN = [...SIMPLE, 'style', 'href', 'rel', 'target', 'src', 'data-remote-src'];

const RULES: sanitizeHtml.IOptions = {
  allowedTags: [...ALLOWED],
  allowedAttributes: { '*': WRITTEN },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['data'] },
  // Their content is no text of the mail; everything else that goes keeps its words.
  nonTextTags: [
    'script',
    'style',
    'textarea',
    'option',
    'xmp',
    'title',
    'svg',
    'math',
    'template',
    'noembed',
    'noframes',
    'iframe',
  ],
  parseStyleAttributes: false,
};

function cleanAttributes(tag: string, given: Readonly<Record<string, string>>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) if (SIMPLE.has(name)) kept[name] = value;
  const style = given.style ? cleanStyle(given.style) : '';
  if (style !== '') kept.style = style;
  if (tag === 'a') addLink(given.href, kept);
  if (tag === 'img') addSource(given, kept);
  return kept;
}

const LINK_SCHEMES = new Set(['http:', 'https:', 'mailto:', 'tel:']);

function addLink(href: string | undefined, kept: Record<string, string>): void {
  const url = href ? URL.parse(href) : null;
  if (!url || !LINK_SCHEMES.has(url.protocol)) return;
  kept.href = url.href;
  kept.rel = 'noopener noreferrer';
  kept.target = '_blank';
}

// Raster images only: SVG is a document that can run and load.
const DATA_IMAGE = /^data:image\/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]*$/i;
const OUR_CID = /^cid\/[^/?#\\\s]+$/;

function addSource(given: Readonly<Record<string, string>>, kept: Record<string, string>): void {
  const source = (given.src ?? '').trim();
  if (/^cid:/i.test(source)) kept.src = cidPath(source.slice(4));
  else if (OUR_CID.test(source) || DATA_IMAGE.test(source)) kept.src = source;
  else {
    const remote = remoteUrl(source) ?? remoteUrl(given['data-remote-src'] ?? '');
    if (remote) kept['data-remote-src'] = remote;
  }
}

/** Where the frame of a mail finds one of its inline images. */
export function cidPath(cid: string): string {
  return `cid/${encodeURIComponent(decodedCid(cid))}`;
}

/** A Content-ID as it stands in a `cid:` URL (RFC 2392: percent-encoded) without that encoding. */
export function decodedCid(cid: string): string {
  try {
    return decodeURIComponent(cid).toWellFormed();
  } catch {
    return cid.toWellFormed();
  }
}

function remoteUrl(source: string): string | null {
  const url = URL.parse(source.startsWith('//') ? `https:${source}` : source);
  return url?.protocol === 'http:' || url?.protocol === 'https:' ? url.href : null;
}

function asPlainHtml(text: string): string {
  const escaped = text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  return `<div style="white-space:pre-wrap">${escaped}</div>`;
}
