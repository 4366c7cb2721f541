/** Only numbers with such an exponent or so many zeros can become zero, because no double is nearer to zero than 5e-324. */
const MAY_VANISH = /[eE]-0*[1-9]\d\d|0{200}/;

const TEXT_OR_NUMBER = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[-+.\deE]*/g;

/**
 * Whether a JSON text holds a number other than zero that becomes zero as a double.
 *
 * @example
 * hasUnderflow('{"score": 1e-400}'); // true
 */
export function hasUnderflow(text: string): boolean {
  if (!MAY_VANISH.test(text)) return false;
  for (const [token] of text.matchAll(TEXT_OR_NUMBER)) {
    if (token[0] !== '"' && Number(token) === 0 && /[1-9]/.test(token.split(/[eE]/, 1)[0]!)) return true;
  }
  return false;
}
