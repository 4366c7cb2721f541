import fc from 'fast-check';

/** Numbers as JSON texts: `JSON.stringify` writes few of these spellings, senders in other languages write all of them. */
export const EDGE_NUMBERS: readonly string[] = [
  '0',
  '-0',
  '-0.0',
  '0.0',
  '1',
  '-1',
  '1.0',
  '1.50',
  '0.1',
  '0.10000000000000001',
  '0.30000000000000004',
  '3.2e-05',
  '3.2E-05',
  '1e5',
  '1E+5',
  '0e0',
  '0e999',
  '5e-324',
  '2.2250738585072014e-308',
  '1.7976931348623157e308',
  '1e23',
  '9.9999999999999992e+22',
  '123456789.123456789',
  '100000000000000000000000000000',
  '0.000000000000000000000000000001',
];

/** Whole numbers around which doubles lose digits, and the ends of 64-bit integers. */
export const EDGE_INTEGERS: readonly bigint[] = [
  2n ** 31n,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 53n + 1n,
  2n ** 53n + 2n,
  10n ** 17n + 1n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
  2n ** 65n,
  123456789012345678901234567890n,
];

const signed = (value: fc.Arbitrary<bigint>): fc.Arbitrary<bigint> =>
  fc.tuple(value, fc.boolean()).map(([one, isNegative]) => (isNegative ? -one : one));

/** Whole numbers of any size, the edges often. */
export const wholeNumber: fc.Arbitrary<bigint> = signed(
  fc.oneof(
    fc.constantFrom(...EDGE_INTEGERS),
    fc.bigInt({ min: 0n, max: 1000n }),
    fc.bigInt({ min: 0n, max: 2n ** 80n }),
  ),
);

/** 64-bit integers, the edges often. */
export const int64: fc.Arbitrary<bigint> = wholeNumber.map((value) => BigInt.asIntN(64, value));

/** Doubles; never NaN nor infinite. */
export const finiteDouble: fc.Arbitrary<number> = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.constantFrom(0, -0, 5e-324, Number.MAX_VALUE, Number.EPSILON, 2 ** 53, 2 ** 53 + 2, 1e21, 1e23, 0.1 + 0.2),
);

/** What Python, Java or C print for a double, all of them the same number to JSON. */
function spellings(value: number): string[] {
  const short = Object.is(value, -0) ? '-0.0' : String(value);
  const scientific = value.toExponential();
  const [digits, exponent = '0'] = scientific.split('e') as [string, string];
  const padded = `${exponent[0]}${exponent.slice(1).padStart(2, '0')}`;
  return [short, scientific, `${digits}E${exponent.replace('+', '')}`, `${digits}e${padded}`, value.toExponential(16)];
}

/** Any number that JSON takes and a double has room for, in any spelling. */
export const numberText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...EDGE_NUMBERS),
  wholeNumber.map(String),
  fc.tuple(finiteDouble, fc.nat(4)).map(([value, which]) => spellings(value)[which]!),
);

/** Texts where a number is expected that no strict reader takes, or that no double has room for. */
export const STRANGE_NUMBERS: readonly string[] = [
  '1e400',
  '-1e999',
  '1e-400',
  '-2e-324',
  `0.${'0'.repeat(400)}1`,
  '01',
  '-01',
  '1.',
  '.5',
  '-',
  '+1',
  '1e',
  '1e+',
  '0x10',
  '1_000',
  'NaN',
  'Infinity',
  '-Infinity',
  '1,5',
  `1${'0'.repeat(400)}`,
];
export const strangeNumberText: fc.Arbitrary<string> = fc.constantFrom(...STRANGE_NUMBERS);

/** Those of them that JSON takes: no double has room for them, or is near enough. */
export const jsonStrangeNumber: fc.Arbitrary<string> = fc.constantFrom(
  ...STRANGE_NUMBERS.filter((text) => /^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$/.test(text)),
);

const FIRST_HALF_WAY = 2 ** 54;
const MANTISSA_BITS = 53;

/**
 * Whether the fewest digits that read back to a double lie exactly half-way to its neighbour, as those of 1e23 do. JavaScript and DuckDB write
 * them; PostgreSQL writes more digits (9.999999999999999e+22), since not every reader rounds a half as IEEE 754 does.
 */
export function isWrittenHalfWay(value: number): boolean {
  const size = Math.abs(value);
  if (!(size >= FIRST_HALF_WAY && size < Number.POSITIVE_INFINITY)) return false;
  const [digits, exponent] = size.toExponential().split('e') as [string, string];
  const fraction = digits.split('.')[1] ?? '';
  const written = BigInt(digits.replace('.', '')) * 10n ** BigInt(Number(exponent) - fraction.length);
  const whole = BigInt(size);
  const bits = whole.toString(2);
  const step = 1n << BigInt(bits.length - MANTISSA_BITS);
  const isBelow = written < whole;
  const stepThere = isBelow && !bits.slice(1).includes('1') ? step / 2n : step;
  return (isBelow ? whole - written : written - whole) * 2n === stepThere;
}
