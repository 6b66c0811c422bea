import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
} from 'node:crypto';
import { MAC_LENGTH } from './desk/token.ts';

/** Everything that needs the secret key; the key itself is handed to nobody. */
export type Secrets = {
  /** A MAC as lower-case base32 text, for reply tokens and the loop header. */
  mac(text: string): string;
  /** AES-256-GCM; the answer is base64 of nonce, tag and text. */
  encrypt(text: string): string;
  /** @throws Error when the text was not encrypted with this key */
  decrypt(sealed: string): string;
  /** Tells databases and keys that do not belong together; reveals nothing of the key. */
  fingerprint: string;
};

/** `key` is SECRET_KEY or the content of DATA_DIR/secret.key. Works in Node and in workerd. */
export function secretsOf(key: string): Secrets {
  const derive = (purpose: string) => Buffer.from(hkdfSync('sha256', key, 'heed', purpose, 32));
  // As a key object it is prepared once: a MAC then takes a fifth of the time.
  const macKey = createSecretKey(derive('mac'));
  const sealKey = derive('seal');
  return {
    mac: (text) => base32(createHmac('sha256', macKey).update(text).digest()).slice(0, MAC_LENGTH),
    encrypt(text) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealKey, nonce);
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64');
    },
    decrypt(sealed) {
      const bytes = Buffer.from(sealed, 'base64');
      const decipher = createDecipheriv('aes-256-gcm', sealKey, bytes.subarray(0, 12));
      decipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
    },
    fingerprint: createHash('sha256').update(derive('fingerprint')).digest('hex').slice(0, 16),
  };
}

/** A nonce nobody guesses: 80 bits, 16 characters. */
export const nonce = (): string => base32(randomBytes(10));

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/** RFC 4648 base32 in lower case without padding: survives the mail clients that fold case. */
function base32(bytes: Uint8Array): string {
  let text = '';
  let held = 0;
  let bits = 0;
  for (const byte of bytes) {
    held = ((held << 8) | byte) & 0xfff;
    bits += 8;
    while (bits >= 5) {
      bits -= 5;
      text += ALPHABET[(held >> bits) & 31];
    }
  }
  return bits > 0 ? text + ALPHABET[(held << (5 - bits)) & 31] : text;
}
