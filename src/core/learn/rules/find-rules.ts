import type { Dataset } from '../base/index.js';
import type { Bins } from '../binning/index.js';
import { type Condition, conditionsOf, meets, missingCode } from './conditions.js';

/** One rule: whoever meets all its conditions, and none of the rules before, gets its chance. */
export interface Rule {
  readonly conditions: readonly Condition[];
  readonly sums: Sums;
}

/** Sums of people: how many, their weight, and the weight of the target. */
export interface Sums {
  readonly rows: number;
  readonly weight: number;
  readonly sum: number;
}

export interface RuleSettings {
  readonly rules: number;
  /** Most conditions of a rule. */
  readonly conditions: number;
  readonly minRows: number;
  /** Share of the loss that each condition must take away. */
  readonly penalty: number;
}

export interface RuleInput {
  readonly data: Dataset;
  readonly bins: Bins;
  readonly weights: Float64Array;
}

/** Conditions that are tried with a further one: the best alone is not always in the best pair. */
const BEAM = 10;

/**
 * Finds a short list of rules, one after another: each is the one that takes away most of the squared error of whoever no rule before covers (a greedy search,
 * no proof that no list is better). Returns the rules and the people whom none covers.
 */
export function findRules(input: RuleInput, settings: RuleSettings): { rules: Rule[]; rest: Sums } {
  const { data, bins, weights } = input;
  const all = data.columns.flatMap((_, column) => conditionsOf(bins, column));
  let rows = Int32Array.from(weights.keys()).filter((row) => weights[row]! > 0);
  const whole = sumsOf(input, rows);
  const floor = settings.penalty * (whole.sum - worth(whole));
  const rules: Rule[] = [];
  while (rules.length < settings.rules) {
    const best = bestRule({ ...input, all }, rows, settings, floor);
    if (best === null) break;
    rules.push({ conditions: best.conditions, sums: best.covered });
    rows = rows.filter((row) => !best.conditions.every((condition) => meetsRow(bins, condition, row)));
  }
  return { rules, rest: sumsOf(input, rows) };
}

/** What the best constant takes away from the squared error. */
const worth = ({ weight, sum }: Sums): number => (weight > 0 ? (sum * sum) / weight : 0);

export function sumsOf({ data, weights }: RuleInput, rows: Int32Array): Sums {
  let [weight, sum] = [0, 0];
  for (const row of rows) {
    weight += weights[row]!;
    sum += weights[row]! * data.target[row]!;
  }
  return { rows: rows.length, weight, sum };
}

/** Whether a row meets a condition. */
export function meetsRow(bins: Bins, condition: Condition, row: number): boolean {
  const { column } = condition;
  return meets(condition, bins.codes[column * bins.rows + row]!, missingCode(bins, column));
}

interface Candidate {
  readonly conditions: readonly Condition[];
  readonly covered: Sums;
  /** What it takes away, less the penalty of its conditions. */
  readonly gain: number;
}

type Search = RuleInput & { readonly all: readonly Condition[] };

function bestRule(search: Search, rows: Int32Array, settings: RuleSettings, floor: number): Candidate | null {
  const rest = sumsOf(search, rows);
  let beam = extended(search, rows, { conditions: [], rest, settings, floor });
  let best = beam.at(0) ?? null;
  for (let more = 1; more < settings.conditions && beam.length > 0; more++) {
    beam = beam
      .slice(0, BEAM)
      .flatMap(({ conditions }) => {
        const covered = rows.filter((row) => conditions.every((condition) => meetsRow(search.bins, condition, row)));
        return extended(search, covered, { conditions, rest, settings, floor });
      })
      .sort((a, b) => b.gain - a.gain);
    const first = beam.at(0);
    if (first !== undefined && first.gain > (best?.gain ?? 0)) best = first;
  }
  return best !== null && best.gain > 0 ? best : null;
}

/** All rules of one condition more that cover enough people and leave enough, the best first. `rows` are whom the conditions so far cover, `rest` whom no rule before does. */
function extended(
  { data, bins, weights, all }: Search,
  rows: Int32Array,
  given: {
    readonly conditions: readonly Condition[];
    readonly rest: Sums;
    readonly settings: RuleSettings;
    readonly floor: number;
  },
): Candidate[] {
  const { conditions, rest, settings, floor } = given;
  const sums = data.columns.map((_, column) => binSums({ data, bins, weights }, rows, column));
  const price = floor * (conditions.length + 1);
  return all
    .map((condition): Candidate => {
      const covered = coveredBy(bins, sums[condition.column]!, condition);
      const left = { rows: 0, weight: rest.weight - covered.weight, sum: rest.sum - covered.sum };
      const isFit = covered.rows >= settings.minRows && rest.rows - covered.rows >= settings.minRows;
      const gain = isFit ? worth(covered) + worth(left) - worth(rest) - price : Number.NEGATIVE_INFINITY;
      return { conditions: [...conditions, condition], covered, gain };
    })
    .filter(({ gain }) => gain > Number.NEGATIVE_INFINITY)
    .sort((a, b) => b.gain - a.gain);
}

/** Numbers of a bin: rows, weight, weight of the target. */
const PER_BIN = 3;

function binSums({ data, bins, weights }: RuleInput, rows: Int32Array, column: number): Float64Array {
  const { values, hasMissing } = bins.columns[column]!;
  const out = new Float64Array(PER_BIN * (values + (hasMissing ? 1 : 0)));
  const codes = bins.codes.subarray(column * bins.rows, (column + 1) * bins.rows);
  for (const row of rows) {
    const at = PER_BIN * codes[row]!;
    out[at]!++;
    out[at + 1]! += weights[row]!;
    out[at + 2]! += weights[row]! * data.target[row]!;
  }
  return out;
}

function coveredBy(bins: Bins, sums: Float64Array, condition: Condition): Sums {
  const missing = missingCode(bins, condition.column);
  let [rows, weight, sum] = [0, 0, 0];
  for (let code = 0; PER_BIN * code < sums.length; code++) {
    if (!meets(condition, code, missing)) continue;
    rows += sums[PER_BIN * code]!;
    weight += sums[PER_BIN * code + 1]!;
    sum += sums[PER_BIN * code + 2]!;
  }
  return { rows, weight, sum };
}
