import { expect, test } from 'vitest';
import { htmlToText } from '../../gateway/mail/html-text.ts';

test.each([
  ['<p>One</p><p>Two<br>Three</p>', 'One\n\nTwo\nThree'],
  ['<div>a</div><div>b</div>', 'a\nb'],
  ['a  \n b&nbsp;c', 'a b c'],
  ['<ul><li>one<li>two</ul>', '- one\n- two'],
  ['<table><tr><td>1<td>2<tr><td>3</table>', '1  2\n3'],
  ['<a href="https://example.org/x">here</a>', 'here <https://example.org/x>'],
  ['<a href="https://example.org/">example.org</a>', 'example.org'],
  ['<a href="mailto:a@example.org">a@example.org</a>', 'a@example.org'],
  ['<a href="javascript:x">here</a>', 'here'],
  ['new<blockquote>old<blockquote>older</blockquote></blockquote>new', 'new\n> old\n>> older\nnew'],
  ['<img alt="Logo"> x', 'Logo x'],
  ['<style>p{}</style><script>x</script><title>t</title>shown<!-- not -->', 'shown'],
  ['<head><title>t</title><body>shown', 'shown'],
  ['&lt;b&gt; &amp; &#8364; &euro;', '<b> & € €'],
  ['<pre>a\n  b</pre>', 'a\n  b'],
  ['5 < 6 and 7 > 6', '5 < 6 and 7 > 6'],
  ['', ''],
])('%s reads as text', (html, text) => {
  expect(htmlToText(html)).toBe(text);
});

test('any depth and any breakage is read in linear time', () => {
  const start = performance.now();
  for (const piece of [
    '<div>',
    '<blockquote>',
    '</p>',
    '<a href=x>',
    '<',
    '<!--',
    '&',
    '<li>',
    '<svg>',
    '<p x=',
    '<pre>\n',
  ])
    htmlToText(piece.repeat(100_000));
  expect(performance.now() - start).toBeLessThan(4000);
  expect(htmlToText(`${'<b>'.repeat(20_000)}deep`)).toBe('deep');
});
