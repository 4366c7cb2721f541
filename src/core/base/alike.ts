/** A text without what a reader does not see or mean: case, the number of blanks, and the several ways of Unicode to write one letter. */
export const alikeForm = (text: string): string =>
  text.normalize('NFKC').trim().replaceAll(/\s+/gu, ' ').toLowerCase().normalize('NFKC');

const withoutCase = (text: string): string => text.trim().replaceAll(/\s+/gu, ' ').toLowerCase();
const oneOf = (texts: readonly string[], form: (text: string) => string): boolean => new Set(texts.map(form)).size <= 1;

/**
 * In what texts of one `alikeForm` differ, for a sentence: some of them look the same in print.
 *
 * @example alikeBut(['Male', 'male ']) // 'in case or blanks only'
 */
export function alikeBut(texts: readonly string[]): string {
  if (oneOf(texts, withoutCase)) return 'in case or blanks only';
  if (oneOf(texts, (text) => text.normalize('NFC'))) return 'only in the form of Unicode (NFC, NFD)';
  return 'in case, blanks or the form of Unicode only';
}
