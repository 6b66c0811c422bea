import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a phone provider sent this: HMAC-SHA1 with the account's auth token over the address it called and the fields
 * of the form, sorted by name, each followed by its value; base64 (twilio.com/docs/usage/security).
 * @param url exactly as it was given to the provider, with its query
 */
export function isSigned(
  authToken: string,
  signature: string,
  url: string,
  fields: ReadonlyMap<string, string>,
): boolean {
  const text = [...fields.keys()].sort().reduce((sum, name) => sum + name + (fields.get(name) ?? ''), url);
  const [made, shown] = [createHmac('sha1', authToken).update(text).digest(), Buffer.from(signature, 'base64')];
  return made.length === shown.length && timingSafeEqual(made, shown);
}
