import { describe, expect, it } from 'vitest';
import { codeFrom, readCode } from './code.js';

describe('a code of a letter', () => {
  it('has 25 digits in groups, each from five bits of a byte', () => {
    const bytes = Uint8Array.from({ length: 25 }, (_, i) => i + 32);
    expect(codeFrom(bytes)).toBe('01234-56789-ABCDE-FGHJK-MNPQR');
  });

  it('is read as it was made, however it is typed', () => {
    const made = codeFrom(Uint8Array.from({ length: 25 }, (_, i) => i));
    for (const typed of [made, made.toLowerCase(), made.replaceAll('-', ' '), ` ${made.replaceAll('-', '')}\n`])
      expect(readCode(typed)).toBe(made);
    expect(readCode('ooooo-iiiii-lllll-OOOOO-IIIII')).toBe('00000-11111-11111-00000-11111');
  });

  it.each(['', '0', '00000-00000-00000-00000-0000', '00000-00000-00000-00000-0000U', '0'.repeat(100_000), 'ÄÖ'])(
    '%s is none',
    (typed) => expect(readCode(typed)).toBeNull(),
  );
});
