import { expect, test } from 'vitest';
import { attachmentName } from '../../gateway/mail/names.ts';

test.each([
  ['report.pdf', 'report.pdf'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Windows\\win.ini', 'win.ini'],
  ['\u200b.htaccess', 'htaccess'],
  ['.\u200d.bashrc', 'bashrc'],
  ['a\r\nContent-Type: x.html', 'a Content-Type_ x.html'],
  ['invoice\u202efdp.exe', 'invoicefdp.exe'],
  ['a\0b.txt', 'a b.txt'],
  ['CON.txt', '_CON.txt'],
  ['<b>"x"|?*.txt', '_b__x____.txt'],
  ['Größe 1.txt', 'Größe 1.txt'],
  ['..', 'attachment-3.pdf'],
  ['', 'attachment-3.pdf'],
  [null, 'attachment-3.pdf'],
  [`${'a'.repeat(500)}.pdf`, `${'a'.repeat(176)}.pdf`],
])('a file named %j is kept as %j', (given, kept) => {
  expect(attachmentName(given, 'application/pdf', 3)).toBe(kept);
});

test('a type nobody knows makes a name that opens nothing', () => {
  expect(attachmentName(null, 'application/x-evil', 1)).toBe('attachment-1.bin');
});
