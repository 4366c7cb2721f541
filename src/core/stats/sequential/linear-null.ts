import { demand, demandFinite } from '../base/check.js';

/**
 * The claim that a series keeps its bound: sum of coefficients[g] * rate[g] <= bound, one rate (or mean of a quantity scaled to 0..1) for each
 * stream of observations g. A difference of two groups has the coefficients 1 and -1; a difference in differences has four.
 */
export interface LinearNull {
  readonly coefficients: readonly number[];
  readonly bound: number;
}

/** A stream costs time and state in each block; differences in differences of differences need eight. */
export const MAX_STREAMS = 8;

/**
 * Refuses a claim that no rates can break, or that all rates break: neither can be watched.
 * @throws TribuneError `INVALID_ARGUMENT`
 */
export function demandNull({ coefficients, bound }: LinearNull): void {
  const streams = coefficients.length;
  if (!(streams >= 1 && streams <= MAX_STREAMS))
    demand(false, `there are ${streams} coefficients`, `Pass a coefficient for each of 1 to ${MAX_STREAMS} streams.`);
  let least = 0;
  let most = 0;
  for (let g = 0; g < streams; g++) {
    const coefficient = coefficients[g]!;
    if (!Number.isFinite(coefficient)) demandFinite(coefficient, `coefficient ${g}`);
    if (coefficient === 0) demand(false, `coefficient ${g} is 0`, 'Leave out streams that the claim is not about.');
    least += Math.min(0, coefficient);
    most += Math.max(0, coefficient);
  }
  if (!(bound >= least && bound < most))
    demand(
      false,
      `the bound is ${bound}, and the rates can make it anything from ${least} to ${most}`,
      'Pass a bound that some rates keep and others break.',
    );
}

/** What a requirement allows: `max` alone bounds a difference on both sides, and each bound of a ratio holds for its inverse too unless `oneSided`. */
export interface WithinOptions {
  readonly compare: 'difference' | 'ratio' | 'value';
  readonly min?: number;
  readonly max?: number;
  readonly oneSided?: boolean;
}

/** A bound of -0 would compare unequal to 0 in stored plans. */
const negated = (value: number): number => (value === 0 ? 0 : -value);

/** The two claims that group / reference is at least and that reference / group is. */
const ratioAtLeast = (least: number): LinearNull => ({ coefficients: [-1, least], bound: 0 });
const inverseAtLeast = (least: number): LinearNull => ({ coefficients: [least, -1], bound: 0 });

function ratioNulls({ min, max, oneSided = false }: WithinOptions): LinearNull[] {
  for (const [name, value] of [['min', min] as const, ['max', max] as const]) {
    demand(
      value === undefined || (Number.isFinite(value) && value > 0),
      `${name} is ${value}`,
      'Bound a ratio by a finite number above 0.',
    );
  }
  const lower = Math.max(min ?? 0, oneSided || max === undefined ? 0 : 1 / max);
  const upper = Math.min(max ?? Infinity, oneSided || min === undefined ? Infinity : 1 / min);
  demand(
    lower <= upper,
    `no ratio lies between ${lower} and ${upper}`,
    'Pass a min of at most 1 and a max of at least 1, or oneSided: true.',
  );
  const nulls: LinearNull[] = [];
  if (lower > 0) nulls.push(ratioAtLeast(lower));
  if (upper < Infinity) nulls.push(inverseAtLeast(1 / upper));
  return nulls;
}

/**
 * The linear claims that a requirement makes about the rates of a group and its reference (`difference`: group - reference, `ratio`: group /
 * reference), or about one rate (`value`). Whatever lies within keeps every claim; whatever lies outside breaks one. A difference within
 * `max` is |difference| <= max; with `oneSided` only group - reference <= max. Ratios are judged in both directions as the build does.
 *
 * @throws TribuneError `INVALID_ARGUMENT` without a bound, or with one that no rates can break
 * @example nullsWithin({ compare: 'ratio', min: 0.8, oneSided: true }) // [{ coefficients: [-1, 0.8], bound: 0 }]
 */
export function nullsWithin(options: WithinOptions): LinearNull[] {
  const { compare, min, max, oneSided = false } = options;
  demand(min !== undefined || max !== undefined, 'there is no bound', 'Pass min, max or both.');
  const nulls: LinearNull[] = [];
  if (compare === 'ratio') nulls.push(...ratioNulls(options));
  else {
    const lower = compare === 'difference' && !oneSided && max !== undefined ? Math.max(min ?? -max, -max) : min;
    const one = compare === 'difference' ? [1, -1] : [1];
    if (max !== undefined) nulls.push({ coefficients: one, bound: max });
    if (lower !== undefined) nulls.push({ coefficients: one.map(negated), bound: negated(lower) });
  }
  for (const each of nulls) demandNull(each);
  demand(!contradict(nulls), `no rates lie between ${min} and ${max}`, 'Pass a min that is at most max.');
  return nulls;
}

/** Whether two claims about opposite sides of the same sum leave no room between them. */
function contradict(nulls: readonly LinearNull[]): boolean {
  const [first, second] = nulls;
  if (first === undefined || second === undefined || !areOpposite(first, second)) return false;
  return first.bound + second.bound < 0;
}

/** Whether two claims bound the same sum from above and from below. */
export const areOpposite = (a: LinearNull, b: LinearNull): boolean =>
  a.coefficients.length === b.coefficients.length && a.coefficients.every((c, g) => c === -b.coefficients[g]!);
