import type { Address } from '../desk/letter.ts';
import { parseAddresses } from './address.ts';

/**
 * Whose mail was forwarded inside this one, by the header block that mail programs copy above it. For an agent to see
 * and choose; anybody can type such lines, so nothing is decided by it.
 */
export function forwardedFrom(subject: string, text: string): Address | null {
  const marker = FORWARD_MARKER.exec(text);
  if (!marker && !FORWARD_SUBJECT.test(subject)) return null;
  const start = marker ? marker.index : 0;
  const line = FROM_LINE.exec(text.slice(start, start + WITHIN));
  return parseAddresses(line?.[1] ?? '').addresses[0] ?? null;
}

// The copied header stands right behind the forwarder's own words.
const WITHIN = 5000;

const FORWARD_SUBJECT = /^\s*(?:fwd?|wg|tr|rv|enc|i|doorst|vb|vs|pd|转发|転送)\s*:/i;
const FORWARD_MARKER =
  /^[\s>]*(?:-{2,}\s*(?:forwarded (?:message|by)|weitergeleitete nachricht|ursprüngliche nachricht weitergeleitet|message transféré|mensaje reenviado|mensagem encaminhada|messaggio inoltrato)|begin forwarded message:|anfang der weitergeleiteten (?:nachricht|e-mail):|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado)/im;
const FROM_LINE = /^[\s>*]*(?:from|von|de|da|van|från|fra|od|lähettäjä|от|发件人|差出人)\s*:[\s*]*([^\n]{3,400})$/im;
