import { describe, expect, it } from 'vitest';
import { alikeBut, alikeForm } from './alike.js';
import { nearName, suggest } from './suggest.js';

const COMPOSED = 'Zo\u00eb';
const DECOMPOSED = 'Zoe\u0308';

describe('texts that a reader takes for one', () => {
  it.each([
    [['Male', 'male ', ' MALE'], 'in case or blanks only'],
    [['a  b', 'a\u00a0b'], 'in case or blanks only'],
    [[COMPOSED, DECOMPOSED], 'only in the form of Unicode (NFC, NFD)'],
    [['\ud55c\uad6d', '\u1112\u1161\u11ab\u1100\u116e\u11a8'], 'only in the form of Unicode (NFC, NFD)'],
    [[COMPOSED, 'zoe\u0308'], 'in case, blanks or the form of Unicode only'],
    [['A', '\uff21'], 'in case, blanks or the form of Unicode only'],
  ])('%j have one form and differ %s', (texts, differ) => {
    expect(new Set(texts.map(alikeForm)).size).toBe(1);
    expect(alikeBut(texts)).toBe(differ);
  });

  it('are not other words', () => expect(alikeForm('Zoe')).not.toBe(alikeForm(COMPOSED)));

  it('are suggested, however short, and the suggestion says in what they differ', () => {
    expect(suggest(DECOMPOSED, ['Max', COMPOSED])).toBe(COMPOSED);
    expect(nearName(DECOMPOSED, [COMPOSED])).toContain('differs only in the form of Unicode');
    expect(nearName('Mael', ['Male'])).toBe('Did you mean "Male"? ');
  });

  it('are not suggested where no letter of theirs was written', () => {
    expect(suggest('D', ['C', 'B', 'A'])).toBeNull();
    expect(suggest('b', ['C', 'B', 'A'])).toBe('B');
    expect(suggest('IIII', ['III', 'V'])).toBe('III');
  });
});
