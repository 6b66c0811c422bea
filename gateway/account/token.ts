import { createHash, randomBytes } from 'node:crypto';

/** 256 bits: nobody guesses one, so a plain hash of it is safe to keep. */
const TOKEN_BYTES = 32;
const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** A random token as base64url text, for a cookie or a link. It is kept nowhere but there. */
export const newToken = (): string => randomBytes(TOKEN_BYTES).toString('base64url');

/** What the database keeps of a token; null for what cannot be one, so that nothing odd is ever looked up. */
export function hashOfToken(token: unknown): string | null {
  return typeof token === 'string' && TOKEN.test(token) ? createHash('sha256').update(token).digest('hex') : null;
}
