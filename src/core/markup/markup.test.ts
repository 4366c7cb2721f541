import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanText,
  element,
  escapeLines,
  escapeText,
  nameInText,
  namesInText,
  printDocument,
  printMarkup,
} from './index.js';

/** What a parser of HTML or XML makes of escaped text. */
const unescaped = (text: string): string =>
  text.replace(
    /&(amp|lt|gt|quot|#39);/g,
    (_, name: string) => ({ amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" })[name]!,
  );

describe('the escaper', () => {
  it('leaves no character that opens or closes anything, and loses none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (text) => {
        for (const safe of [escapeText, escapeLines]) {
          expect(safe(text)).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        }
        expect(unescaped(escapeText(text))).toBe(cleanText(text));
      }),
    );
  });

  it('leaves nothing that turns round what follows it, and lets letters that are written from the right stand', () => {
    const turning = ['\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u2068', '\u2069'];
    expect(escapeText(turning.join('נשים'))).toBe(turning.map(() => '\ufffd').join('נשים'));
    expect(escapeLines('women\u202e (n = 12)')).toBe('women\ufffd (n = 12)');
  });

  it('keeps the marks between which a name written from the right stands in a sentence', () => {
    expect(escapeText(nameInText('נשים\u202e'))).toBe('\u200eנשים\ufffd\u200e');
    expect(nameInText('Frauen, 65+')).toBe('Frauen, 65+');
  });

  it('marks each name in a sentence as a whole, also where another name is its beginning', () => {
    const [no, unknown] = ['\u05dc\u05d0', '\u05dc\u05d0 \u05d9\u05d3\u05d5\u05e2 (?)'];
    const shown = `0.4 for \u200e${no}\u200e, 0.3 for \u200e${unknown}\u200e, 0.2 for men`;
    for (const names of [
      [no, unknown, 'men'],
      [unknown, '', no, no],
    ])
      expect(namesInText(`0.4 for ${no}, 0.3 for ${unknown}, 0.2 for men`, names)).toBe(shown);
    expect(namesInText('a.c', ['a.c', ''])).toBe('a.c');
  });

  it('sets text on one line, and keeps the lines of what is shown as it is', () => {
    expect(escapeText('a\r\n\tb\u0000')).toBe('a b\ufffd');
    expect(escapeLines('{\n\t"a": 1\n}\u0000')).toBe('{\n\t&quot;a&quot;: 1\n}\ufffd');
  });
});

describe('the printer', () => {
  it('escapes text and attributes, and leaves out what is null', () => {
    const tree = element('p', { title: '"a" & <b>', id: null }, 'x < y', null, element('b', {}, "'"));
    expect(printMarkup(tree)).toBe('<p title="&quot;a&quot; &amp; &lt;b&gt;">x &lt; y<b>&#39;</b></p>');
  });

  it('keeps the lines of a pre, also of one inside another element', () => {
    expect(printMarkup(element('div', {}, element('pre', {}, 'a\nb')))).toBe('<div><pre>a\nb</pre></div>');
    expect(printMarkup(element('p', {}, 'a\nb'))).toBe('<p>a b</p>');
  });

  it('closes what HTML closes, and ends what HTML would leave open', () => {
    expect(printMarkup(element('p', {}, 'a', element('br'), 'b'))).toBe('<p>a<br>b</p>');
    expect(printMarkup(element('svg', {}, element('path', { d: 'M0 0' })))).toBe('<svg><path d="M0 0"/></svg>');
    expect(printMarkup(element('ul'))).toBe('<ul></ul>');
  });
});

describe('a document', () => {
  const page = (program: string): string =>
    printDocument({ language: 'en', head: [], body: [element('script', { id: '"' }, program)] });

  it('has a program as it was written, and none that could end its element or hide the end', () => {
    expect(page('if (1 < 2 && "$&") run();')).toContain('<script id="&quot;">if (1 < 2 && "$&") run();</script>');
    for (const unsafe of ['"</script><img>"', '"<!--"', '"</SCRIPT"']) expect(() => page(unsafe)).toThrow(RangeError);
  });

  it('escapes a program that is not its own part', () => {
    const body = [element('div', {}, element('script', {}, '1 < 2'))];
    expect(printDocument({ language: 'en', head: [], body })).toContain('<script>1 &lt; 2</script>');
  });
});
