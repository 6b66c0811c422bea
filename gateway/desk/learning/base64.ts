/** A call takes so many arguments without harm to the stack. */
const CHUNK = 8_192;

/** The bytes of numbers as text. */
export function toBase64({ buffer }: Uint16Array<ArrayBuffer> | Float32Array<ArrayBuffer>): string {
  const bytes = new Uint8Array(buffer);
  let binary = '';
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(binary);
}

/** The bytes again; throws on what is no base64. */
export const fromBase64 = (text: string) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0)).buffer;
