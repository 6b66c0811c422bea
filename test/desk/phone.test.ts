import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSamePhone, phoneNumber, phoneTail } from '../../gateway/desk/phone.ts';

describe('a phone number', () => {
  test.each([
    ['(555) 123-4567', '5551234567'],
    ['+1 555 123 4567', '+15551234567'],
    ['001 555.123.4567', '+15551234567'],
    ['+49 (0)30 1234 5678', '+493012345678'],
    ['tel:+1-555-123-4567;ext=12', '+15551234567'],
    ['555‑123‑4567 x89', '5551234567'],
    ['110', '110'],
    ['12', null],
    ['call me', null],
    ['', null],
    ['+1234567890123456', null],
  ])('%s is kept as %s', (text, kept) => {
    expect(phoneNumber(text)).toBe(kept);
  });

  test('kept is kept the same again', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[+\d ()./-]{0,20}$/), (text) => {
        const kept = phoneNumber(text);
        if (kept !== null) expect(phoneNumber(kept)).toBe(kept);
      }),
    );
  });

  test.each([
    ['+15551234567', '5551234567', true],
    ['+15551234567', '15551234567', true],
    ['+493012345678', '03012345678', true],
    ['5551234567', '15551234567', true],
    ['+15551234567', '+445551234567', false],
    ['5551234567', '5551234568', false],
    ['110', '5551110', false],
    ['110', '110', true],
  ])('%s and %s ring the same phone: %s', (a, b, same) => {
    expect(isSamePhone(a, b)).toBe(same);
    expect(isSamePhone(b, a)).toBe(same);
  });

  test('that rings the same phone has the same tail, by which it is found', () => {
    const number = fc.stringMatching(/^(\+|0)?[1-9]\d{6,11}$/);
    fc.assert(
      fc.property(number, fc.constantFrom('', '+49', '0', '1'), (national, prefix) => {
        const [a, b] = [phoneNumber(national), phoneNumber(prefix + national.replace(/^[+0]/, ''))];
        if (a !== null && b !== null && isSamePhone(a, b)) expect(phoneTail(a)).toBe(phoneTail(b));
      }),
    );
  });
});
