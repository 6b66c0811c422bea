import { scryptSync } from 'node:crypto';
import { expect, test } from 'vitest';
import { checkPassword, hashPassword } from '../../gateway/account/password.ts';

const GOOD = 'a long walk by the sea';

test('a password is right only for its own hash', async () => {
  const hash = await hashPassword(GOOD, 'ada@kite.example');
  expect(await checkPassword(GOOD, hash)).toEqual({ right: true, rehash: null });
  expect((await checkPassword(`${GOOD} `, hash)).right).toBe(false);
  expect((await checkPassword('', hash)).right).toBe(false);
});

test('the same password is hashed to something else each time', async () => {
  expect(await hashPassword(GOOD, '')).not.toBe(await hashPassword(GOOD, ''));
});

test('the hash itself is no password', async () => {
  const hash = await hashPassword(GOOD, '');
  expect((await checkPassword(hash, hash)).right).toBe(false);
});

test('a password typed in another Unicode form is the same password', async () => {
  const hash = await hashPassword('Zürich im Frühling'.normalize('NFC'), '');
  expect((await checkPassword('Zürich im Frühling'.normalize('NFD'), hash)).right).toBe(true);
});

test('nobody has no right password', async () => {
  expect(await checkPassword(GOOD, null)).toEqual({ right: false, rehash: null });
});

test.each(['', 'scrypt$16384$8$5', GOOD])(
  'what is no hash is right for no password, itself not either: "%s"',
  async (kept) => {
    expect((await checkPassword(kept, kept)).right).toBe(false);
  },
);

test('a hash of another cost is right still, and comes back made anew', async () => {
  const salt = Buffer.from('sixteen bytes ok');
  const key = scryptSync(GOOD, salt, 32, { N: 1024, r: 8, p: 1 });
  const old = ['scrypt', 1024, 8, 1, salt.toString('base64url'), key.toString('base64url')].join('$');
  const { right, rehash } = await checkPassword(GOOD, old);
  expect(right).toBe(true);
  expect(rehash).toMatch(/^scrypt\$16384\$8\$5\$/);
  expect(await checkPassword(GOOD, rehash)).toEqual({ right: true, rehash: null });
});

test.each([
  ['too short', 'nine sign'],
  ['among the commonest', 'Password1234'],
  ['one sign over and over', 'aaaaaaaaaaaaaa'],
  ['longer than anyone types', 'x1y2'.repeat(60)],
  ['the address', 'ada.kite@kite.example'],
  ['the name in the address and digits', 'ada.kite2026'],
])('a password that is %s is refused in words', async (_why, password) => {
  await expect(hashPassword(password, 'ada.kite@kite.example')).rejects.toMatchObject({ code: 'invalid' });
});
