import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diff, hunks } from '../../console/src/pages/policies/diff.js';

const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 30 })
  .map((lines) => lines.join('\n'));

describe('the difference of two texts', () => {
  it('gives back both, whatever they are', () => {
    fc.assert(
      fc.property(texts, texts, (before, after) => {
        const lines = diff(before, after);
        const of = (left: string) =>
          lines
            .filter(({ kind }) => kind !== left)
            .map(({ text }) => text)
            .join('\n');
        expect([of('added'), of('removed')]).toEqual([before, after]);
        const numbered = lines.filter(({ kind }) => kind !== 'removed').map(({ line }) => line);
        expect(numbered).toEqual(after.split('\n').map((_, at) => at + 1));
      }),
    );
  });

  it('keeps the lines that stayed, and shows three around what changed', () => {
    const before = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`).join('\n');
    const lines = diff(before, before.replace('line 10\n', 'line X\n'));
    expect(lines.filter(({ kind }) => kind !== 'same').map(({ kind, line }) => [kind, line])).toEqual([
      ['removed', 10],
      ['added', 10],
    ]);
    expect(hunks(lines).map((one) => (typeof one === 'number' ? one : one.line))).toEqual([
      6, 7, 8, 9, 10, 10, 11, 12, 13, 7,
    ]);
  });
});
