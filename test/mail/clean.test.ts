import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanHtml } from '../../gateway/mail/clean.ts';
import { cleanStyle } from '../../gateway/mail/style.ts';

const clean = (html: string) => cleanHtml(html).html;

describe('what could run is gone, its words stay', () => {
  test.each([
    ['<script>alert(1)</script>ok', 'ok'],
    ['<scr<script>ipt>alert(1)</script>ok', 'ipt&gt;alert(1)ok'],
    ['<img src=x onerror=alert(1)>', '<img />'],
    ['<svg/onload=alert(1)>x</svg>ok', 'ok'],
    ['<math><mi xlink:href="javascript:alert(1)">x</mi></math>ok', 'ok'],
    ['<a href="javascript:alert(1)">x</a>', '<a>x</a>'],
    ['<a href=" jAvA&#x09;script:alert(1)">x</a>', '<a>x</a>'],
    ['<a href="data:text/html,x">x</a>', '<a>x</a>'],
    ['<a href="vbscript:x">x</a>', '<a>x</a>'],
    ['<a href="javascript:..//http://x">x</a>', '<a>x</a>'],
    ['<iframe src="https://evil.test"></iframe>ok', 'ok'],
    ['<object data="x">in</object>', 'in'],
    ['<form action="https://evil.test"><input name=a><button>go</button></form>', 'go'],
    ['<base href="https://evil.test/"><meta http-equiv=refresh content="0;url=x"><link rel=stylesheet href=x>ok', 'ok'],
    ['<style>body{background:url(x)}</style>ok', 'ok'],
    ['<b onclick="x" id="y" class="z" name="q">ok</b>', '<b>ok</b>'],
    ['<div style="background:url(https://evil.test/x);color:red">x</div>', '<div style="color:red">x</div>'],
    ['<div style="position:fixed;top:0;width:expression(alert(1))">x</div>', '<div>x</div>'],
    [
      '<noscript><p title="</noscript><img src=x onerror=alert(1)>">',
      '<p title="&lt;/noscript&gt;&lt;img src=x onerror=alert(1)&gt;"></p>',
    ],
    ['<xmp><img src=x onerror=alert(1)></xmp>ok', 'ok'],
    ['<template><img src=x onerror=alert(1)></template>ok', 'ok'],
    ['<!--><img src=x onerror=alert(1)>-->', '<img />--&gt;'],
    ['<p>a\0b</p>', '<p>ab</p>'],
  ])('%s', (given, kept) => {
    expect(clean(given)).toBe(kept);
  });
});

describe('images', () => {
  test('of the mail itself point to the frame they are shown in', () => {
    expect(clean('<img src="cid:logo@x y" alt="Logo">')).toBe('<img alt="Logo" src="cid/logo%40x%20y" />');
    expect(clean('<img src="CID:a%40b">')).toBe('<img src="cid/a%40b" />');
  });

  test('of other servers wait for a tap', () => {
    expect(cleanHtml('<img src="//evil.test/1.png">')).toEqual({
      html: '<img data-remote-src="https://evil.test/1.png" />',
      remoteImages: true,
    });
    expect(cleanHtml('<p>no images</p>').remoteImages).toBe(false);
  });

  test('in the text are kept when they are raster images', () => {
    expect(clean('<img src="data:image/png;base64,AAAA">')).toContain('src="data:image/png;base64,AAAA"');
    expect(clean('<img src="data:image/svg+xml;base64,AAAA">')).toBe('<img />');
    expect(clean('<img src="data:text/html;base64,AAAA">')).toBe('<img />');
  });

  test('never load by another attribute', () => {
    const html =
      '<img srcset="https://evil.test/1 1x" lowsrc="https://evil.test/2"><td background="https://evil.test/3">x</td>';
    expect(clean(html)).not.toContain('evil.test');
  });
});

test('a link opens outside and sends no referrer', () => {
  expect(clean('<a href="https://example.org/a?b=1&c=2" target=_top>x</a>')).toBe(
    '<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer" target="_blank">x</a>',
  );
});

test('tables and plain styles of an ordinary mail stay as they are', () => {
  const html =
    '<table width="600" cellpadding="0"><tbody><tr><td align="left" style="color:#333;font-family:Arial, sans-serif"><b>Hi</b></td></tr></tbody></table>';
  expect(clean(html)).toBe(html);
});

test('20,000 levels become their text, in no time', () => {
  const start = performance.now();
  expect(clean(`${'<div>'.repeat(20_000)}deep <b>words</b>`)).toBe(
    '<div style="white-space:pre-wrap">deep words</div>',
  );
  expect(performance.now() - start).toBeLessThan(1000);
});

test('a style keeps its plain declarations only', () => {
  expect(
    cleanStyle('COLOR: Red ; x:y; font-family:"A B"; width:calc(1px); color:rgb(1, 2,3); background:u\\72l(x)'),
  ).toBe("color:Red;font-family:'A B';color:rgb(1, 2,3)");
});

const tag = fc.constantFrom(
  'p',
  'div',
  'b',
  'a',
  'form',
  'table',
  'tr',
  'td',
  'li',
  'ul',
  'span',
  'body',
  'html',
  'svg',
  'style',
  'o:p',
  'br',
  'img',
  'h1',
);
const attribute = fc.constantFrom(
  '',
  ' href="https://x.test/a b"',
  ' src=cid:a',
  ' src=http://x.test/1',
  ' style="color:red;margin:1px"',
  ' title=\'"<x>"\'',
  ' onclick=x',
);
const piece = fc.oneof(
  fc.tuple(tag, attribute).map(([name, value]) => `<${name}${value}>`),
  tag.map((name) => `</${name}>`),
  fc.constantFrom(
    'text',
    '&lt;b&gt;',
    '&amp;amp;',
    '<',
    '>',
    '"',
    '<!--',
    '-->',
    '&#x26;',
    ' ',
    '<![CDATA[',
    ']]>',
    '\u2028',
    '&nbsp;',
  ),
);

test('cleaning what is clean changes nothing', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const once = clean(pieces.join(''));
      expect(clean(once)).toBe(once);
    }),
    { numRuns: 5000 },
  );
});
