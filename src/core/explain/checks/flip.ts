import { TribuneError } from '../../base/errors.js';
import { suggest } from '../../base/suggest.js';
import type { Matrix, Model } from '../../models/index.js';
import { clopperPearson, type Estimate } from '../../stats/index.js';
import { type DecisionOptions, type DecisionRule, decisionRule, isAccepted } from '../recourse/problem/decision.js';

export interface FlipOptions {
  /** The protected input, then the inputs that are declared its proxies; they change together. */
  readonly inputs: readonly string[];
  readonly decision: DecisionOptions;
  /** Level of the interval. Default 0.95. */
  readonly level?: number;
}

/** How many decisions change when only the protected input, with its declared proxies, changes. */
export interface FlipRate {
  readonly inputs: readonly string[];
  readonly decision: DecisionRule;
  /** Share of people of a known protected value of whom some alternative has the other decision, with Clopper and Pearson's interval. */
  readonly rate: Estimate;
  /** People of whom some alternative has the other decision, and those of them who would gain or lose by it. */
  readonly changed: number;
  readonly wouldGain: number;
  readonly wouldLose: number;
  /** Combinations of the inputs that stood in for a person's own: those that other people of the rows have. */
  readonly alternatives: number;
  /** People whose protected value is missing: they are in no group, so they are not counted and stand in for nobody. */
  readonly unknown: number;
}

/** Most combinations that are tried; an input of more values (a postcode, a name) is coarsened first. */
const MOST_ALTERNATIVES = 200;
const LEVEL = 0.95;

/**
 * Gives each person in turn the protected value of others, with the values of its declared proxies as those others have them, leaves everything
 * else, and asks the model again. A decision that changes was made by these inputs. Only combinations that occur among the rows are tried. A person whose
 * protected value is missing has no group: that person is counted apart.
 *
 * @param rows people in the inputs of the model
 * @throws TribuneError INVALID_ARGUMENT for inputs the model does not have, and where nobody with a value has another; DATA_TOO_LARGE beyond 200 combinations
 * @example
 * flipRate(model, applicants, { inputs: ['sex'], decision: { cutoff: 0.7, cutoffScale: 'linked' } }).rate.upper; // 0.08
 */
export function flipRate(model: Model, rows: Matrix, { inputs, decision, level = LEVEL }: FlipOptions): FlipRate {
  const rule = decisionRule(model, decision);
  const columns = columnsOf(model, inputs);
  const known = ofKnownGroup(rows, columns[0]!);
  const combinations = combinationsOf(known, columns);
  const own = acceptedIn(model, rule, known);
  const changed = new Uint8Array(known.rows);
  for (const combination of combinations) {
    const turned = acceptedIn(model, rule, withValues(known, columns, combination));
    for (let r = 0; r < known.rows; r++) {
      // An alternative is another protected value; proxies alone are no other group.
      const isOther = known.data[r * known.columns + columns[0]!]! !== combination[0]!;
      if (isOther && turned[r] !== own[r]) changed[r] = 1;
    }
  }
  const count = changed.reduce((sum, one) => sum + one, 0);
  const wouldGain = changed.reduce((sum, one, r) => sum + (one === 1 && own[r] === 0 ? 1 : 0), 0);
  const span = clopperPearson({ successes: count, n: known.rows }, level)!;
  return {
    inputs,
    decision: rule,
    rate: { estimate: count / known.rows, ...span, level, method: 'clopper-pearson', n: known.rows, status: 'ok' },
    changed: count,
    wouldGain,
    wouldLose: count - wouldGain,
    alternatives: combinations.length,
    unknown: rows.rows - known.rows,
  };
}

function columnsOf({ featureNames }: Model, inputs: readonly string[]): number[] {
  if (inputs.length === 0 || new Set(inputs).size < inputs.length)
    throw new TribuneError('INVALID_ARGUMENT', 'the inputs to change are none, or one of them twice', {
      remedy: 'Name the protected input first, then its declared proxies, each once.',
    });
  return inputs.map((name) => {
    const place = featureNames.indexOf(name);
    if (place >= 0) return place;
    const near = suggest(name, featureNames);
    throw new TribuneError('INVALID_ARGUMENT', `the model has no input "${name}"`, {
      remedy:
        near === null
          ? `It has: ${featureNames.slice(0, 12).join(', ')}. A model that does not see an attribute decides by its proxies: name one of them.`
          : `Did you mean "${near}"?`,
      place: { name },
    });
  });
}

/** The rows whose value of a column is present. */
function ofKnownGroup({ data, rows, columns: width }: Matrix, column: number): Matrix {
  const known = Array.from({ length: rows }, (_, r) => r).filter((r) => !Number.isNaN(data[r * width + column]!));
  if (known.length === rows) return { data, rows, columns: width };
  const kept = new Float64Array(known.length * width);
  known.forEach((r, place) => {
    kept.set(data.subarray(r * width, (r + 1) * width), place * width);
  });
  return { data: kept, rows: known.length, columns: width };
}

/** The combinations of values that people of the rows have, in the order in which they first occur. */
function combinationsOf({ data, rows, columns: width }: Matrix, columns: readonly number[]): number[][] {
  const found = new Map<string, number[]>();
  for (let r = 0; r < rows; r++) {
    // Adding 0 makes of -0 the 0 that it equals.
    const values = columns.map((column) => data[r * width + column]! + 0);
    found.set(values.join(), values);
    if (found.size > MOST_ALTERNATIVES)
      throw new TribuneError(
        'DATA_TOO_LARGE',
        `the inputs have more than ${MOST_ALTERNATIVES} combinations of values`,
        {
          remedy: 'Examine fewer rows, or name inputs of fewer values: a group, not an exact age or postcode.',
        },
      );
  }
  const combinations = [...found.values()];
  if (new Set(combinations.map(([first]) => first)).size > 1) return combinations;
  const what = combinations.length === 0 ? 'nobody has a value' : 'everybody has the same value';
  throw new TribuneError('INVALID_ARGUMENT', `${what} of the protected input`, {
    remedy: 'Give people of at least two groups: their values stand in for each other.',
  });
}

function withValues(
  { data, rows, columns: width }: Matrix,
  columns: readonly number[],
  values: readonly number[],
): Matrix {
  const changed = data.slice();
  for (let r = 0; r < rows; r++) {
    columns.forEach((column, place) => {
      changed[r * width + column] = values[place]!;
    });
  }
  return { data: changed, rows, columns: width };
}

function acceptedIn(model: Model, rule: DecisionRule, rows: Matrix): Uint8Array {
  const scores = rule.scale === 'raw' ? model.predictRaw(rows) : model.predictLinked(rows);
  return Uint8Array.from({ length: rows.rows }, (_, r) =>
    isAccepted(rule, scores[r * model.numOutputs + rule.output]!) ? 1 : 0,
  );
}
