/**
 * Length of a text in Unicode code points, as JSON Schema (`maxLength`), OpenAPI and most languages of senders count it; `length` counts
 * UTF-16 units, two for each character beyond the basic plane.
 */
export function countCharacters(text: string): number {
  let n = text.length;
  for (let i = 0; i + 1 < text.length; i++) {
    if (!isHigh(text.charCodeAt(i)) || !isLow(text.charCodeAt(i + 1))) continue;
    n--;
    i++;
  }
  return n;
}

/** Whether a text has at most this many characters; for most texts no counting is needed. */
export const hasAtMost = (text: string, most: number): boolean =>
  text.length <= most || (text.length <= 2 * most && countCharacters(text) <= most);

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit < 0xdc00;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit < 0xe000;
