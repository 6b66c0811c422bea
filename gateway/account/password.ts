import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { DeskError } from '../desk/error.ts';

// OWASP's smallest scrypt set for 16 MiB; argon2id is absent in workerd.
const COST = { N: 2 ** 14, r: 8, p: 5 };
const SALT_BYTES = 16;
const KEY_BYTES = 32;

// NIST 800-63B and ASVS 6.2 ask for 8 at least, 15 at best; no rule of composition helps as much as length.
const SHORTEST = 10;
// Long enough for any passphrase; hashing megabytes would be a way to keep us busy.
const LONGEST = 200;

/** The commonest passwords of at least SHORTEST characters; shorter ones are refused by their length. */
const COMMON = new Set(
  (
    '1234567890 0123456789 0987654321 1234567891 12345678910 123456789a 1q2w3e4r5t 1q2w3e4r5t6y 1qaz2wsx3edc ' +
    'q1w2e3r4t5 qwertyuiop qwertyuiop123 qwerty12345 qwerty1234 qwerty123456 asdfghjkl1 asdfghjkl; zxcvbnm123 ' +
    'password12 password123 password1234 password12345 passw0rd123 p@ssw0rd123 p@ssword123 passwordpassword ' +
    'iloveyou12 iloveyou123 iloveyou1234 letmein123 letmein1234 welcome123 welcome1234 football123 baseball123 ' +
    'sunshine123 princess123 superman123 batman12345 dragon12345 monkey12345 master12345 charlie123 michael123 ' +
    'changeme123 changeme1234 administrator admin12345 admin123456 administrator1 testtest123 test123456 ' +
    'abcdefghij abcdefghijk abcd123456 abc1234567 a1b2c3d4e5 computer123 internet123 starwars123 trustno1234 ' +
    'secret12345 supersecret mypassword mypassword1 correcthorsebatterystaple helpdesk123 support123 support1234'
  ).split(' '),
);

/**
 * `scrypt$N$r$p$salt$key`, salt and key as base64url.
 * @throws DeskError invalid, in words for whoever chose the password
 */
export async function hashPassword(password: string, address: string): Promise<string> {
  const plain = password.normalize('NFKC');
  const fault = faultOf(plain, address);
  if (fault) throw new DeskError('invalid', fault, { field: 'password' });
  return hash(plain);
}

/**
 * Whether the password is the hashed one. Without a hash (no such agent) it does the same work and says no.
 * `rehash` is a new hash to keep when the old one was made at another cost.
 */
export async function checkPassword(
  password: string,
  kept: string | null,
): Promise<{ right: boolean; rehash: string | null }> {
  const plain = password.normalize('NFKC').slice(0, LONGEST);
  const { cost, salt, key } = parse(kept) ?? NOBODY;
  const right = timingSafeEqual(await derive(plain, salt, key.length, cost), key) && kept !== null;
  const current = cost.N === COST.N && cost.r === COST.r && cost.p === COST.p;
  return { right, rehash: right && !current ? await hash(plain) : null };
}

function faultOf(plain: string, address: string): string | null {
  if (plain.length < SHORTEST) return `A password has at least ${SHORTEST} characters.`;
  if (plain.length > LONGEST) return `A password has at most ${LONGEST} characters.`;
  const folded = plain.toLowerCase();
  const [name = ''] = address.toLowerCase().split('@');
  if (COMMON.has(folded) || new Set(folded).size < 4) return 'That password is among the first anyone would try.';
  if (folded === address.toLowerCase() || folded.replace(/\d+$/, '') === name) return 'A password is not your address.';
  return null;
}

async function hash(plain: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(plain, salt, KEY_BYTES, COST);
  return ['scrypt', COST.N, COST.r, COST.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

type Kept = { cost: { N: number; r: number; p: number }; salt: Buffer; key: Buffer };

/** What an unknown address is measured against, so that it takes as long as a known one; no password derives to zeros. */
const NOBODY: Kept = { cost: COST, salt: Buffer.alloc(SALT_BYTES), key: Buffer.alloc(KEY_BYTES) };

function parse(kept: string | null): Kept | null {
  const [name, N, r, p, salt, key] = kept?.split('$') ?? [];
  if (name !== 'scrypt' || !salt || !key) return null;
  return {
    cost: { N: Number(N), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    key: Buffer.from(key, 'base64url'),
  };
}

function derive(plain: string, salt: Buffer, length: number, cost: Kept['cost']): Promise<Buffer> {
  return new Promise((resolve, reject) =>
    scrypt(plain, salt, length, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}
