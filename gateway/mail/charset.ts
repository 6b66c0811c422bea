import iconv from 'iconv-lite';

/** Bytes as text in that charset; null when nobody knows the charset. Wrong bytes become U+FFFD. */
export function decodeAs(bytes: Uint8Array, charset: string): string | null {
  const name = charsetName(charset);
  if (UNLABELLED.has(name)) return null;
  const decoder = decoderOf(name === 'utf-16' ? endianOf(bytes) : name);
  if (decoder) return decoder.decode(bytes);
  // DOS code pages and UTF-7, which browsers do not know.
  return iconv.encodingExists(name) ? iconv.decode(bytes, name) : null;
}

// Labels that say that there is none.
const UNLABELLED = new Set(['', 'unknown-8bit', 'x-unknown', 'unknown', 'default', 'x-user-defined', 'none', 'binary']);

const ALIASES: Record<string, string> = {
  utf8: 'utf-8',
  'unicode-1-1-utf-8': 'utf-8',
  'unicode-1-1-utf-7': 'utf-7',
  'x-unicode-2-0-utf-7': 'utf-7',
  'unicode-2-0-utf-7': 'utf-7',
  ascii: 'us-ascii',
  'ansi_x3.4-1968': 'us-ascii',
  'ansi_x3.110-1983': 'iso-8859-1',
  'iso-8859-1': 'windows-1252',
  cp932: 'shift_jis',
  ms932: 'shift_jis',
  'x-ms-cp932': 'shift_jis',
  cp936: 'gbk',
  cp949: 'euc-kr',
  cp950: 'big5',
  'ks_c_5601-1987': 'euc-kr',
  'iso-8859-8-e': 'iso-8859-8',
};

/** The one name of a charset among its labels, lower case. */
export function charsetName(charset: string): string {
  const name = charset
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '')
    .replace(/\*.*$/, '');
  const windows = /^(?:cp|win|windows|x-cp|ms-?ansi)[-_ ]?(125\d|874)$/.exec(name)?.[1];
  return windows ? `windows-${windows}` : (ALIASES[name] ?? name);
}

const decoders = new Map<string, TextDecoder | null>();

/** The runtime's decoder of that name; null when it has none, or only one that gives up ("replacement"). */
function decoderOf(name: string): TextDecoder | null {
  const known = decoders.get(name);
  if (known !== undefined) return known;
  // Names come out of mails: only so many are remembered.
  if (decoders.size > MAX_DECODERS) decoders.clear();
  let decoder: TextDecoder | null = null;
  try {
    decoder = new TextDecoder(name);
  } catch {
    // Not known here.
  }
  if (decoder?.encoding === 'replacement') decoder = null;
  decoders.set(name, decoder);
  return decoder;
}

const MAX_DECODERS = 100;

/** RFC 2781 4.3: without a mark the big end comes first. */
function endianOf(bytes: Uint8Array): string {
  return bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-16be';
}
