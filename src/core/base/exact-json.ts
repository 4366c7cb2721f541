import { hasUnderflow } from './underflow.js';

/**
 * A number of JSON as it was written. A double holds whole numbers up to 2^53 only, and identifiers of 64 bits are common, so whole numbers
 * that a double would change are `bigint`, all others `number`.
 */
export type ExactNumber = number | bigint;

/** Matches every text that may hold such a number: its 16 or more digits stand together, or before an exponent. */
const MAY_CHANGE = /(?:^|[^\d.])\d{16}|[\d.]{16}[eE]/;

const TOKEN = /"(?:[^"\\]|\\.)*"|[-\d][-+.\deE]*|[a-z]+|[[\]{}]/g;

/**
 * Reads JSON as `JSON.parse` does, with exact whole numbers. Throws `SyntaxError`.
 *
 * @example
 * parseExact('{"id": 9007199254740993}'); // { id: 9007199254740993n }
 */
export function parseExact(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return MAY_CHANGE.test(text) ? new Builder().build(text) : value;
}

/**
 * Reads JSON that somebody sent, as `parseExact`, except that a number other than zero that a double would round to zero becomes `NaN`.
 * JSON holds no NaN, so its user refuses it and nobody takes it for 0. Throws `SyntaxError`.
 *
 * @example
 * parseSent('[1e-400, 0]'); // [NaN, 0]
 */
export function parseSent(text: string): unknown {
  const value = parseExact(text);
  // Only valid JSON may be searched, because the search takes quadratic time in other texts.
  return hasUnderflow(text) ? new Builder(sentNumber).build(text) : value;
}

const sentNumber = (text: string): ExactNumber => (hasUnderflow(text) ? Number.NaN : exactNumber(text));

type Container = unknown[] | Record<string, unknown>;

/** Builds the value of a text that is known to be JSON, without recursion, since the text may be deeply nested. */
class Builder {
  #root: unknown;
  readonly #open: { readonly container: Container; key: string | null }[] = [];
  readonly #number: (text: string) => ExactNumber;

  constructor(number: (text: string) => ExactNumber = exactNumber) {
    this.#number = number;
  }

  build(text: string): unknown {
    for (const [token] of text.matchAll(TOKEN)) this.#take(token);
    return this.#root;
  }

  #take(token: string): void {
    const innermost = this.#open.at(-1);
    if (token === '{' || token === '[') this.#open.push({ container: token === '{' ? {} : [], key: null });
    else if (token === '}' || token === ']') this.#put(this.#open.pop()!.container);
    else if (token[0] !== '"') this.#put(isWord(token) ? JSON.parse(token) : this.#number(token));
    else if (innermost === undefined || Array.isArray(innermost.container) || innermost.key !== null)
      this.#put(JSON.parse(token));
    else innermost.key = JSON.parse(token) as string;
  }

  #put(value: unknown): void {
    const innermost = this.#open.at(-1);
    if (innermost === undefined) {
      this.#root = value;
    } else if (Array.isArray(innermost.container)) {
      innermost.container.push(value);
    } else {
      // As in `JSON.parse`, the value is a member of its own even under the name `__proto__`.
      const property = { value, enumerable: true, configurable: true, writable: true };
      Object.defineProperty(innermost.container, innermost.key!, property);
      innermost.key = null;
    }
  }
}

const isWord = (token: string): boolean => token === 'true' || token === 'false' || token === 'null';

/** The number that its JSON text stands for; infinite when it is too large for a double. */
export function exactNumber(text: string): ExactNumber {
  const value = Number(text);
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  const written = decimalOf(text);
  if (written.exponent < 0) return value;
  const printed = decimalOf(String(value));
  if (written.digits === printed.digits && written.exponent === printed.exponent) return value;
  const whole = BigInt(written.digits + '0'.repeat(written.exponent));
  return text[0] === '-' ? -whole : whole;
}

/**
 * A number of JSON as its significant digits and a power of ten; the sign is left out.
 *
 * @example decimalOf('12.50') // { digits: '125', exponent: -1 }
 */
export function decimalOf(text: string): { digits: string; exponent: number } {
  const [mantissa = '', power = '0'] = text.replace(/^-/, '').toLowerCase().split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = whole + fraction;
  let start = 0;
  while (start < all.length && all[start] === '0') start++;
  let end = all.length;
  while (end > start && all[end - 1] === '0') end--;
  return { digits: all.slice(start, end), exponent: Number(power) - fraction.length + all.length - end };
}

/**
 * Prints a value so that `parseSent` gives it back: whole numbers in full, zero with its sign, and infinity and NaN, which stand for
 * numbers too large or too near to zero for a double, as such numbers.
 */
export function printExact(value: unknown): string {
  return needsCare(value) ? print(value) : JSON.stringify(value);
}

const TOO_LARGE = '1e999';
const TOO_SMALL = '1e-999';

function needsCare(value: unknown): boolean {
  if (typeof value === 'bigint') return true;
  if (typeof value === 'number') return Object.is(value, -0) || !Number.isFinite(value);
  if (typeof value !== 'object' || value === null) return false;
  return Array.isArray(value) ? value.some(needsCare) : Object.values(value).some(needsCare);
}

function print(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && needsCare(value)) return printNumber(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map((item) => print(item ?? null)).join(',')}]`;
  const members = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{${members.map(([key, inner]) => `${JSON.stringify(key)}:${print(inner)}`).join(',')}}`;
}

function printNumber(value: number): string {
  if (value === 0) return '-0';
  if (Number.isNaN(value)) return TOO_SMALL;
  return value === Number.NEGATIVE_INFINITY ? `-${TOO_LARGE}` : TOO_LARGE;
}
