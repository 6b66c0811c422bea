import { expect, test } from 'vitest';
import { isSigned } from '../../gateway/api/twilio-signature.ts';

const fields = (from: string) =>
  new Map([
    ['To', '+18005551212'],
    ['From', from],
    ['Digits', '1234'],
    ['Caller', from],
    ['CallSid', 'CA1234567890ABCDE'],
  ]);
const URL = 'https://mycompany.com/myapp.php?foo=1&bar=2';

// The examples of the provider's documentation.
test.each([
  ['+14158675309', 'RSOYDt4T1cUTdK1PDd93/VVr8B8='],
  ['+14158675310', 'GvWf1cFY/Q7PnoempGyD5oXAezc='],
])('the signature published for a call from %s is believed, and nothing like it', (from, signature) => {
  expect(isSigned('12345', signature, URL, fields(from))).toBe(true);
  expect(isSigned('12346', signature, URL, fields(from))).toBe(false);
  expect(isSigned('12345', signature, URL.replace('foo=1', 'foo=2'), fields(from))).toBe(false);
  expect(isSigned('12345', signature, URL, fields('+14158675311'))).toBe(false);
  expect(isSigned('12345', '', URL, fields(from))).toBe(false);
});
