/** Nothing in a file may run, load or be embedded, whatever it claims to be. */
export const FILE_CSP = "default-src 'none'; sandbox";

// Types that a phone opens by their name and that hold no script of their own. All others are bytes.
const PLAIN_TYPE = /^(image\/(png|jpeg|gif|webp)|application\/pdf|text\/plain|(audio|video)\/[\w.+-]+)$/;

/** Raster images a mail may show inside its text. SVG is a document that can run and load. */
export const RASTER = new Set(['image/png', 'image/jpeg', 'image/gif', 'image/webp']);

export const bareType = (contentType: string): string => (contentType.split(';')[0] ?? '').trim().toLowerCase();

/** Headers under which any file may be handed out: saved, never shown. */
export function savedAs(name: string, contentType: string): Record<string, string> {
  const type = bareType(contentType);
  return {
    'Content-Type': PLAIN_TYPE.test(type) ? type : 'application/octet-stream',
    'Content-Disposition': disposition('attachment', name),
    'Content-Security-Policy': FILE_CSP,
  };
}

/** Headers for a raster image inside the frame of its mail. */
export function shownAs(name: string, contentType: string): Record<string, string> {
  return {
    'Content-Type': bareType(contentType),
    'Content-Disposition': disposition('inline', name),
    'Content-Security-Policy': FILE_CSP,
  };
}

/** RFC 6266: the name in ASCII for old readers, and as it is. */
function disposition(how: 'attachment' | 'inline', name: string): string {
  const safe = fileName(name);
  const ascii = safe.replace(/[^\x20-\x7e]|["\\%]/g, '_');
  const whole = encodeURIComponent(safe).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${how}; filename="${ascii}"; filename*=UTF-8''${whole}`;
}

const LONGEST_NAME = 150;

/** A name without path, control or direction signs: one that looks like what it is, on every system. */
export function fileName(name: string): string {
  const line = name
    .toWellFormed()
    .normalize('NFC')
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .replace(/[/\\:*?"<>|]/g, '_')
    .replace(/^[.\s]+|[.\s]+$/g, '');
  const point = line.lastIndexOf('.');
  const ending = point > 0 && line.length - point <= 12 ? line.slice(point) : '';
  const stem = line.slice(0, line.length - ending.length).slice(0, LONGEST_NAME - ending.length);
  return `${stem}${ending}`.toWellFormed() || 'attachment';
}
