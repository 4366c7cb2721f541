import { TribuneError } from '../../base/errors.js';

/** What a decision can come out as, in the order in which it is better for the person decided about. */
export type OutcomeScale =
  | { readonly kind: 'binary'; readonly favourable: 0 | 1 }
  | { readonly kind: 'ordered'; readonly levels: readonly string[]; readonly isHigherBetter: boolean }
  | {
      readonly kind: 'amount';
      readonly unit: string;
      readonly decimals: number;
      readonly isHigherBetter: boolean;
    };

/** An outcome: 0 or 1, the word of a level, or an amount as decimal text. */
export type OutcomeValue = 0 | 1 | string;

/** Digits before the point that an amount has at most. */
const MOST_DIGITS = 15;

/**
 * Place of an outcome on its scale: the higher, the better for the person decided about. Whole numbers, so that amounts compare exactly.
 *
 * @throws TribuneError INVALID for what is no outcome of this scale
 * @example gradeOf({ kind: 'binary', favourable: 0 }, 0) // 1n
 */
export function gradeOf(scale: OutcomeScale, value: OutcomeValue): bigint {
  if (scale.kind === 'binary') {
    if (value !== 0 && value !== 1) throw invalid(value, 'Give 0 or 1.');
    return value === scale.favourable ? 1n : 0n;
  }
  const { isHigherBetter } = scale;
  const place = scale.kind === 'ordered' ? levelPlace(scale.levels, value) : amountPlace(scale, value);
  return isHigherBetter ? place : -place;
}

/** Whether an outcome is at least as good for the person as another one. */
export const isNoWorse = (scale: OutcomeScale, value: OutcomeValue, than: OutcomeValue): boolean =>
  gradeOf(scale, value) >= gradeOf(scale, than);

export const isBetter = (scale: OutcomeScale, value: OutcomeValue, than: OutcomeValue): boolean =>
  gradeOf(scale, value) > gradeOf(scale, than);

/** The outcome that at least two of three voted for or beyond: that of two who agree, or else the middle one. */
export function majorityOf(
  scale: OutcomeScale,
  votes: readonly [OutcomeValue, OutcomeValue, OutcomeValue],
): OutcomeValue {
  const ascending = votes.toSorted((a, b) => {
    const gap = gradeOf(scale, a) - gradeOf(scale, b);
    return gap < 0n ? -1 : gap > 0n ? 1 : 0;
  });
  return ascending[1]!;
}

function levelPlace(levels: readonly string[], value: OutcomeValue): bigint {
  const at = levels.indexOf(String(value));
  if (at < 0) throw invalid(value, `Give one of ${levels.map((one) => JSON.stringify(one)).join(', ')}.`);
  return BigInt(at);
}

function amountPlace(
  { decimals, unit }: { readonly decimals: number; readonly unit: string },
  value: OutcomeValue,
): bigint {
  const parts = /^(-?)(\d+)(?:\.(\d+))?$/.exec(String(value));
  const [, sign = '', whole = '', rest = ''] = parts ?? [];
  if (parts === null || whole.length > MOST_DIGITS || rest.replace(/0+$/, '').length > decimals)
    throw invalid(value, `Give an amount in ${unit} with at most ${decimals} decimals.`);
  const size = BigInt(whole + rest.slice(0, decimals).padEnd(decimals, '0'));
  return sign === '-' ? -size : size;
}

const invalid = (value: OutcomeValue, remedy: string): TribuneError =>
  new TribuneError('INVALID', `${JSON.stringify(String(value).slice(0, 80))} is no outcome of this decision`, {
    remedy,
  });
