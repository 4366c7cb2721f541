import { demand, demandFinite } from '../base/check.js';
import { demandNull, type LinearNull } from './linear-null.js';

/** Between what a quantity of one person can lie, whoever it is. */
export interface ValueRange {
  readonly from: number;
  readonly to: number;
}

function widthOf({ from, to }: ValueRange): number {
  demandFinite(from, 'from of the range');
  demandFinite(to, 'to of the range');
  demand(from < to, `the range is from ${from} to ${to}`, 'Pass from below to.');
  return to - from;
}

/**
 * Values of a range as values of 0..1, for `blockValueEvidence` and `sumsOfValues`. A value outside the range is refused and not cut: whoever cuts it, at a declared cap, makes a claim about the cut quantity.
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a value outside the range, or a range without width
 * @example scaleValues([-1, 0, 3], { from: -1, to: 3 }) // [0, 0.25, 1]
 */
export function scaleValues(values: ArrayLike<number>, range: ValueRange): Float64Array {
  const width = widthOf(range);
  const scaled = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= range.from && value <= range.to)) {
      demand(
        false,
        `value ${i} is ${value}, and the range ${range.from} to ${range.to}`,
        'Declare the range that holds for everybody.',
      );
    }
    scaled[i] = (value - range.from) / width;
  }
  return scaled;
}

/**
 * A claim about means of a range as the same claim about their values scaled to 0..1: with mean = from + width * scaled mean, "sum of coefficients * mean is at most bound" becomes "sum of coefficients * scaled mean is at most (bound - from * sum of
 * coefficients) / width".
 *
 * @throws TribuneError `INVALID_ARGUMENT` on a range without width, or a claim that no means of the range can break
 * @example scaleNull({ coefficients: [-1], bound: -2 }, { from: 0, to: 8 }) // { coefficients: [-1], bound: -0.25 }: the mean is at least 2
 */
export function scaleNull({ coefficients, bound }: LinearNull, range: ValueRange): LinearNull {
  const width = widthOf(range);
  const sum = coefficients.reduce((total, each) => total + each, 0);
  const scaled = { coefficients: [...coefficients], bound: (bound - range.from * sum) / width };
  demandNull(scaled);
  return scaled;
}

/**
 * What each decision contributes to "F1 is at least `floor`", as a quantity of the range `-floor .. 2 - 2 * floor`: 2 - 2 * floor for a true positive, -floor for a false positive or a false negative, 0 for a true negative. F1 = 2 TP / (2 TP + FP + FN) is at least the
 * floor exactly where their mean is at least 0, so `scaleNull({ coefficients: [-1], bound: 0 }, { from: -floor, to: 2 - 2 * floor })` is that claim.
 *
 * @param labels 0 or 1, one for each decision
 * @param decisions 0 or 1
 * @throws TribuneError `INVALID_ARGUMENT` on a label or decision that is neither 0 nor 1, other lengths, or a floor outside 0..1
 * @example f1Values([1, 1, 0, 0], [1, 0, 1, 0], 0.8) // [0.4, -0.8, -0.8, 0]
 */
export function f1Values(labels: ArrayLike<number>, decisions: ArrayLike<number>, floor: number): Float64Array {
  demand(floor > 0 && floor < 1, `floor is ${floor}`, 'Pass a floor strictly between 0 and 1.');
  demand(
    labels.length === decisions.length,
    `${labels.length} labels and ${decisions.length} decisions`,
    'Pass a label for each decision.',
  );
  return Float64Array.from({ length: labels.length }, (_, i) => {
    const [label, decision] = [labels[i]!, decisions[i]!];
    for (const [name, value] of [['label', label] as const, ['decision', decision] as const]) {
      if (value !== 0 && value !== 1) demand(false, `${name} ${i} is ${value}`, `Pass a ${name} of 0 or 1.`);
    }
    if (label === 0 && decision === 0) return 0;
    return label === 1 && decision === 1 ? 2 - 2 * floor : -floor;
  });
}
