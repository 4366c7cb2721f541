/** Decimal numbers as people and programs write them: no hexadecimal, no thousands signs. */
export const DECIMAL: RegExp = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const BOOLEAN = /^(true|false)$/i;

/**
 * The code of a category by its text, -1 for a text that is none of them: the same text first, then without blanks, then the same number
 * (`1` and `1.0`), and among truth values whatever their case (libraries write `True`, files `true`).
 *
 * @example categoryReader(['own', 'rent'])('rent') // 1
 */
export function categoryReader(categories: readonly string[]): (text: string) => number {
  const byText = new Map(categories.map((category, code) => [category, code]));
  const byNumber = new Map(
    categories.flatMap((category, code) => (DECIMAL.test(category) ? [[Number(category), code] as const] : [])),
  );
  const areTruthValues = categories.length > 0 && categories.every((category) => BOOLEAN.test(category));
  const byTruth = new Map(areTruthValues ? categories.map((category, code) => [category.toLowerCase(), code]) : []);
  return (text) => {
    const trimmed = text.trim();
    const number = DECIMAL.test(trimmed) ? byNumber.get(Number(trimmed)) : undefined;
    return byText.get(text) ?? byText.get(trimmed) ?? number ?? byTruth.get(trimmed.toLowerCase()) ?? -1;
  };
}
