import type { Feature } from '../../../models/index.js';
import type { BoundConstraints, MutableColumn } from '../constraints/bind.js';
import type { Cut } from './cells.js';
import { nextDouble, shortestDecimal } from './decimals.js';

/**
 * The values that one feature may take, numbered. `at` is the unchanged value. Unless `byCost`, values rise with their position and
 * costs rise away from `at`; with `byCost` position 0 is unchanged and costs never fall.
 */
export interface Variable {
  readonly column: number;
  readonly name: string;
  readonly count: number;
  readonly at: number;
  readonly byCost: boolean;
  readonly value: (position: number) => number;
  readonly cost: (position: number) => number;
  /** Cost of one unit of movement; null for categories. */
  readonly costPerUnit: number | null;
  /** Least cost of an allowed value that is not listed; Infinity when the list is complete. Answers that cost less are proved. */
  readonly unlisted: number;
}

/** A continuous value is moved at most this share of its cost unit further than needed, in order to be a short decimal. */
export const DECIMAL_SLACK = 1e-9;
/** Most values of a grid that are listed one by one, for a model whose cells are not known. */
export const MAX_GRID_VALUES = 100_000;
/** Number of cost units that a grid reaches where the rule has no `min` or `max`. */
const FAR_UNITS = 1000;

interface Limits {
  readonly lower: number;
  readonly upper: number;
}

/** Lowest and highest value that the rule allows from x. */
function limitsOf({ rule }: MutableColumn, x: number): Limits {
  return {
    lower: Math.max(rule.min ?? Number.NEGATIVE_INFINITY, rule.direction === 'increase' ? x : Number.NEGATIVE_INFINITY),
    upper: Math.min(rule.max ?? Number.POSITIVE_INFINITY, rule.direction === 'decrease' ? x : Number.POSITIVE_INFINITY),
  };
}

const numeric = (entry: MutableColumn, x: number) => ({
  column: entry.column,
  name: entry.feature.name,
  byCost: false,
  costPerUnit: entry.rule.cost / entry.unit,
  costOf: (value: number): number => (Math.abs(value - x) / entry.unit) * entry.rule.cost,
});

function fromList(entry: MutableColumn, x: number, values: readonly number[]): Variable {
  const { costOf, ...common } = numeric(entry, x);
  const list = Float64Array.from(values);
  return {
    ...common,
    count: list.length,
    at: list.indexOf(x),
    value: (i) => list[i]!,
    cost: (i) => costOf(list[i]!),
    unlisted: Number.POSITIVE_INFINITY,
  };
}

/** A variable with one value per cell between the cuts: the allowed value nearest to x. */
export function cellVariable(entry: MutableColumn, x: number, cuts: readonly Cut[]): Variable {
  const limits = limitsOf(entry, x);
  const values = new Set<number>([x]);
  for (let i = 0; i <= cuts.length; i++) {
    const lower = Math.max(i === 0 ? Number.NEGATIVE_INFINITY : cuts[i - 1]!.first, limits.lower);
    const upper = Math.min(i === cuts.length ? Number.POSITIVE_INFINITY : cuts[i]!.last, limits.upper);
    const value = lower > x ? smallestIn(entry, lower, upper) : upper < x ? largestIn(entry, lower, upper) : null;
    if (value !== null) values.add(value);
  }
  return fromList(
    entry,
    x,
    [...values].sort((a, b) => a - b),
  );
}

const origin = ({ rule }: MutableColumn): number => rule.min ?? 0;
/**
 * Significant digits of `origin + k * step`, without the residue of binary fractions: 0.1 steps print as 0.3, not as 0.30000000000000004.
 */
const GRID_DIGITS = 15;
const gridValue = (entry: MutableColumn, k: number): number => {
  const value = origin(entry) + k * entry.rule.step!;
  return Number.isInteger(value) ? value : Number(value.toPrecision(GRID_DIGITS));
};
/** Grid numbers within this distance of a whole number count as that number; the difference is binary rounding. */
const GRID_DUST = 1e-9;

function smallestIn(entry: MutableColumn, lower: number, upper: number): number | null {
  if (lower > upper) return null;
  const { step } = entry.rule;
  if (step === null) {
    return shortestDecimal(lower, Math.min(upper, lower + DECIMAL_SLACK * entry.unit), lower);
  }
  let value = gridValue(entry, Math.ceil((lower - origin(entry)) / step - GRID_DUST));
  if (value < lower) value = gridValue(entry, Math.ceil((lower - origin(entry)) / step - GRID_DUST) + 1);
  return value <= upper ? value : null;
}

function largestIn(entry: MutableColumn, lower: number, upper: number): number | null {
  if (lower > upper) return null;
  const { step } = entry.rule;
  if (step === null) {
    const value = -shortestDecimal(-upper, Math.min(-lower, -upper + DECIMAL_SLACK * entry.unit), -upper);
    return value === 0 ? 0 : value;
  }
  let value = gridValue(entry, Math.floor((upper - origin(entry)) / step + GRID_DUST));
  if (value > upper) value = gridValue(entry, Math.floor((upper - origin(entry)) / step + GRID_DUST) - 1);
  return value >= lower ? value : null;
}

/**
 * A variable with all values of a grid, computed on demand, for models without cells. A continuous feature gets a grid of `fineness` cost
 * units, which proves nothing unless that is below the tolerance of costs.
 */
export function gridVariable(entry: MutableColumn, x: number, fineness: number): Variable {
  const limits = limitsOf(entry, x);
  const reach = FAR_UNITS * entry.unit;
  const lower = Number.isFinite(limits.lower) ? limits.lower : x - reach;
  const upper = Number.isFinite(limits.upper) ? limits.upper : x + reach;
  const step = entry.rule.step ?? 10 ** Math.floor(Math.log10(fineness * entry.unit));
  const own: MutableColumn = {
    ...entry,
    rule: { ...entry.rule, step, min: entry.rule.step === null ? x : entry.rule.min },
  };
  // The present value may lie outside the limits, but a new one may not.
  const first = largestIn(own, Math.min(lower, x), Math.min(upper, justBelow(x)));
  const next = smallestIn(own, Math.max(lower, justAbove(x)), Math.max(upper, x));
  const nBelow = first === null || lower > first ? 0 : Math.floor((first - lower) / step + GRID_DUST) + 1;
  const nAbove = next === null || next > upper ? 0 : Math.floor((upper - next) / step + GRID_DUST) + 1;
  const value = (i: number): number => {
    if (i === nBelow) return x;
    const from = i < nBelow ? first! : next!;
    const k = Math.round((from - origin(own)) / step) + (i < nBelow ? i - (nBelow - 1) : i - (nBelow + 1));
    return gridValue(own, k);
  };
  const { costOf, ...common } = numeric(entry, x);
  const isDense = entry.rule.step !== null || fineness <= DECIMAL_SLACK;
  return {
    ...common,
    count: nBelow + 1 + nAbove,
    at: nBelow,
    value,
    cost: (i) => costOf(value(i)),
    unlisted: isDense
      ? Math.min(
          limits.lower === lower ? Number.POSITIVE_INFINITY : costOf(lower),
          limits.upper === upper ? Number.POSITIVE_INFINITY : costOf(upper),
        )
      : 0,
  };
}

const justAbove = (x: number): number => nextDouble(x);
const justBelow = (x: number): number => -nextDouble(-x);

/** A variable of categories (or numbers with transitions), cheapest first. */
export function transitionVariable(entry: MutableColumn, x: number): Variable {
  const { feature, rule } = entry;
  const cheapest = new Map<number, number>();
  for (const step of rule.transitions ?? everyCategory(feature, x, rule.cost)) {
    const [from, to] = [codeOf(feature, step.from), codeOf(feature, step.to)];
    if (from !== x || to === x) continue;
    cheapest.set(to, Math.min(step.cost, cheapest.get(to) ?? Number.POSITIVE_INFINITY));
  }
  const limits = limitsOf(entry, x);
  const steps = [...cheapest]
    .filter(([to]) => to >= limits.lower && to <= limits.upper)
    .sort((a, b) => a[1] - b[1] || a[0] - b[0]);
  const values = Float64Array.of(x, ...steps.map(([to]) => to));
  const costs = Float64Array.of(0, ...steps.map(([, cost]) => cost));
  return {
    column: entry.column,
    name: feature.name,
    byCost: true,
    count: values.length,
    at: 0,
    value: (i) => values[i]!,
    cost: (i) => costs[i]!,
    costPerUnit: null,
    unlisted: Number.POSITIVE_INFINITY,
  };
}

const codeOf = (feature: Feature, end: string | number): number =>
  feature.categories === undefined || feature.categories.length === 0
    ? Number(end)
    : feature.categories.indexOf(String(end));

const everyCategory = (feature: Feature, x: number, cost: number) =>
  x < 0 ? [] : (feature.categories ?? []).map((to) => ({ from: feature.categories![x] ?? '', to, cost }));

/** Cuts that linked rules need: the effect must be able to stop exactly where a rule is met. */
export function linkCuts(bound: BoundConstraints, column: number, x: number): Cut[] {
  const cuts: Cut[] = [];
  for (const link of bound.linked) {
    if (link.effect !== column) continue;
    if (link.effectMovement === 'rises' || link.effectMovement === 'changes') cuts.push(startingAt(x, link.amount));
    if (link.effectMovement === 'falls' || link.effectMovement === 'changes') {
      const mirrored = startingAt(-x, link.amount);
      cuts.push({ last: -mirrored.first, first: -mirrored.last });
    }
  }
  for (const link of bound.linked) {
    if (link.cause === column && link.causeMovement !== 'changes') cuts.push(startingAt(x, 0));
  }
  return cuts;
}

const startingAt = (x: number, amount: number): Cut =>
  amount === 0 ? { last: x, first: nextDouble(x) } : { last: justBelow(x + amount), first: x + amount };
