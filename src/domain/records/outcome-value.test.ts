import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { numberText } from '../../../test/support/generators/numbers.js';
import { spelling } from '../../../test/support/generators/texts.js';
import { MAX_PARTS, partsOf } from '../../core/fairness/outcomes/amount/index.js';
import type { DeclaredOutcome } from '../../core/policy/sections/index.js';
import { RecordFault } from './codes.js';
import { checkOutcome } from './outcome-value.js';
import { type JsonObject, ObjectReader } from './read-object.js';
import { writtenNumber } from './written-number.js';

/** Whether a record is taken whose outcome is spelt so; what stands around it comes before and after. */
function isTaken(declared: DeclaredOutcome, spelt: string, { before = '', after = '' } = {}): boolean {
  const bytes = new TextEncoder().encode(`{${before}"outcome": ${spelt}${after}}`);
  const range = { line: 1, start: 0, end: bytes.length };
  try {
    const record: JsonObject = new ObjectReader(bytes).read(range);
    checkOutcome(record, 'outcome', { declared, written: (field) => writtenNumber(bytes, range, field) });
    return true;
  } catch (fault) {
    if (fault instanceof RecordFault) return false;
    throw fault;
  }
}

const amountOf = (decimals: number): DeclaredOutcome => ({ type: 'amount', unit: 'USD', decimals, none: false });

/** The smallest parts that a number of JSON says, by whole numbers alone; null where they are no whole number. */
function exactParts(text: string, decimals: number): bigint | null {
  const [, sign, whole, fraction = '', power = '0'] = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text)!;
  const digits = BigInt(whole! + fraction) * (sign === '-' ? -1n : 1n);
  const shift = Number(power) - fraction.length + decimals;
  if (digits === 0n) return 0n;
  if (shift >= 0) return digits * 10n ** BigInt(Math.min(shift, 1000));
  const divisor = 10n ** BigInt(Math.min(-shift, 1000));
  return digits % divisor === 0n ? digits / divisor : null;
}

/** Amounts as people write them, some with a digit too many, and any other number. */
const amountText = fc.oneof(
  numberText,
  fc
    .tuple(fc.nat(10 ** 7), fc.nat(10 ** 7), fc.nat(8), fc.constantFrom('', '0', '000', '0000000000000000000001'))
    .map(([whole, rest, n, end]) => `${whole}${n === 0 ? '' : `.${String(rest).padStart(n, '0').slice(0, n)}${end}`}`),
  fc.tuple(fc.integer({ min: -3, max: 3 }), fc.nat(6)).map(([off, d]) => {
    const parts = String(MAX_PARTS + off).padStart(d + 1, '0');
    return d === 0 ? parts : `${parts.slice(0, -d)}.${parts.slice(-d)}`;
  }),
);

describe('an amount', () => {
  it('is taken exactly where it is a whole number of smallest parts, and its double then has these parts', () => {
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(amountText, fc.nat(6), (text, decimals) => {
        const parts = exactParts(text, decimals);
        const fits = parts !== null && parts >= 0n && parts <= BigInt(MAX_PARTS);
        expect(isTaken(amountOf(decimals), text), `${text} with ${decimals}`).toBe(fits);
        if (fits) expect(partsOf(Number(text), decimals)).toBe(Number(parts));
        seen[fits ? 'taken' : 'refused']++;
      }),
      { numRuns: 2000 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(100);
  });

  it('is found whatever stands around it', () => {
    const around = fc.constantFrom(
      '"inputs": {"outcome": 0.125, "a": [{"outcome": "x"}]}',
      '"subject": "outcome"',
      '"metadata": {"\\"outcome\\": 0.125": "\\\\"}',
      '"score": 0.5',
    );
    fc.assert(
      fc.property(around, around, (one, other) => {
        const places = { before: `${one}, `, after: ` , ${other.replace('"', '"z')}` };
        expect(isTaken(amountOf(2), '12.50', places)).toBe(true);
        expect(isTaken(amountOf(2), '12.505', places)).toBe(false);
      }),
    );
  });
});

describe('a word', () => {
  const words = ['', ' ', 'a', 'A', 'é', '語', '😀', '1', 'null'].filter((word) => word !== '');

  it('is taken exactly where it was declared, in any spelling', () => {
    fc.assert(
      fc.property(
        fc.subarray(words, { minLength: 2 }),
        fc.constantFrom(...words).chain((word) => fc.tuple(fc.constant(word), spelling(fc.constant(word)))),
        (declared, [word, spelt]) => {
          for (const outcome of [
            { type: 'ordered', levels: declared, none: false },
            { type: 'class', classes: declared, none: true },
          ] as const)
            expect(isTaken(outcome, spelt)).toBe(declared.includes(word));
        },
      ),
    );
  });
});
