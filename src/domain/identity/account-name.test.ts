import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { demandAccountName } from './account-name.js';

describe('the name of a new account', () => {
  it.each([
    ['a Braille blank', 'ada\u2800'],
    ['a Braille blank alone', '\u2800'],
    ['a Hangul filler', 'ada\u3164'],
    ['a halfwidth filler', '\uffa0'],
    ['a musical symbol without ink', '\u{1d159}'],
    ['a Khitan filler', '\u{18b00}\u{16fe4}'],
    ['an ideographic space', 'ada\u3000b'],
    ['a mark on nothing', '\u0301ada'],
    ['a symbol', 'ada\u2605'],
  ])('is refused with %s', (_what, name) => {
    expect(() => demandAccountName(name)).toThrow('is not usable');
  });

  it.each([
    ['a Cyrillic o', 'r\u043eot'],
    ['a Greek o', 'r\u03bfot'],
    ['a Cyrillic a in a later word', 'ada.p\u0430lmer@example.org'],
    ['an Armenian letter', 'ad\u0561'],
    ['a Cherokee letter', '\u13aalice'],
    ['a script that is not listed', 'ada\u{10330}'],
    ['Japanese and Latin', '\u5c71da'],
  ])('is refused with %s among others', (_what, name) => {
    expect(() => demandAccountName(name)).toThrow('mixes letters of several scripts');
  });

  it.each([
    'ada',
    'ada.palmer+x@example.org',
    'zo\u00eb',
    'zoe\u0308',
    'Jos\u00e9_2',
    'paral\u00b7lel',
    '\u0430\u043d\u043d\u0430.smith',
    '\u0430\u043d\u043d\u0430@example.org',
    '\u03b1\u03bd\u03bd\u03b17',
    '\u5c71\u7530\u592a\u90ce',
    '\u3084\u307e\u7530\u30ab\u30fc',
    '\uae40\u91d1',
    '\u0645\u0631\u064a\u0645',
    '\u0905\u0928\u094d\u0928\u093e',
    '\u{10330}\u{10331}',
    '#1!',
  ])('may be %s', (name) => {
    expect(() => demandAccountName(name)).not.toThrow();
  });

  it('never holds a Latin and a Cyrillic letter in one word', () => {
    const letters = (from: number, to: number) =>
      fc.integer({ min: from, max: to }).map((point) => String.fromCodePoint(point));
    const word = fc.tuple(
      fc.array(letters(97, 122), { minLength: 1 }),
      fc.array(letters(0x430, 0x44f), { minLength: 1 }),
    );
    fc.assert(
      fc.property(word, fc.boolean(), ([latin, cyrillic], turned) => {
        const [one, other] = [latin.join(''), cyrillic.join('')];
        const name = turned ? other + one : one + other;
        if (name.length > 200) return;
        expect(() => demandAccountName(name)).toThrow('mixes');
        expect(() => demandAccountName(`${one}-${other}`.slice(0, 200))).not.toThrow();
      }),
      { seed: 4 },
    );
  });
});
