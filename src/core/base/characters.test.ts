import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '../../../test/support/generators/texts.js';
import { countCharacters, hasAtMost } from './characters.js';

test('characters are counted as iterating over them gives them, halves of pairs one each', () => {
  fc.assert(
    fc.property(anyText, fc.nat(), (text, most) => {
      const n = [...text].length;
      expect(countCharacters(text)).toBe(n);
      for (const bound of [most, n - 1, n, n + 1]) expect(hasAtMost(text, bound)).toBe(n <= bound);
    }),
  );
  expect(countCharacters('a😀\ud83d\ude00\ude00é')).toBe(5);
});
