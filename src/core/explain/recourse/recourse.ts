import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import type { Matrix, Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { bindConstraints } from './constraints/bind.js';
import type { RecourseConstraints } from './constraints/constraints.js';
import type { RecourseTable } from './constraints/table.js';
import { atCutoff, describeOption, type HadRanges, hadRanges, type RecourseOption } from './option.js';
import {
  type Accept,
  type CutoffScale,
  type DecisionOptions,
  decisionRule,
  isAccepted,
  isBoundable,
} from './problem/decision.js';
import { checkDerived, type Problem, predictTable } from './problem/problem.js';
import { treeCutsOf, variablesOf } from './problem/row-variables.js';
import { type SearchResult, searchBoxes } from './search/box-search.js';
import { DEFAULT_SAMPLES, enumeratePoints, isEnumerable, samplePoints } from './search/sampled-search.js';
import { isSeparable, separableBounds } from './search/separable-bounds.js';
import { treeBounds } from './search/tree-bounds.js';

export interface RecourseOptions extends DecisionOptions {
  /** Rows to answer for; default all. */
  readonly rows?: readonly number[];
  /** Number of the table's first row in the data, for the answer and its messages. Default 0. */
  readonly firstRow?: number;
  /** Rows for the median absolute deviation, with the columns of the table; default the table. */
  readonly reference?: Matrix;
  /** Attributes that may not be mutable. */
  readonly protectedFeatures?: readonly string[];
  /** Number of options to offer, the best included. Default 3. */
  readonly wanted?: number;
  /** Number of boxes that an exact search cuts before it gives up its proof. Default 20,000. */
  readonly maxBoxes?: number;
  /** Seed of searches that prove nothing. Default `recourse`. */
  readonly seed?: Seed;
  /** Number of random changes that such a search tries. Default 4,096. */
  readonly samples?: number;
}

/**
 * What the answer proves. `optimal`: nothing allowed is cheaper. `none exists`: nothing allowed is accepted. `search`: a bounded search
 * found it and proves nothing.
 */
export type Proof = 'optimal' | 'none exists' | 'search';

export interface RecourseRow {
  readonly index: number;
  /** Predictions on the scale of the cutoff, one per output. */
  readonly prediction: readonly number[];
  readonly accepted: boolean;
  /** Set when the score is so near to the cutoff that the library that made the model may decide otherwise. */
  readonly atCutoff?: true;
  /** The cheapest option; null when nothing was found. It has no changes and no cost for a row that is accepted already. */
  readonly best: RecourseOption | null;
  readonly proof: Proof;
  /** Further options, each the cheapest that does not repeat all changes of an earlier one. */
  readonly alternatives: readonly RecourseOption[];
  /** Lower bound of the cost of an accepted change; null when there is none at all. */
  readonly lowerBound: number | null;
  /** `best.cost - lowerBound` of an unproved answer, otherwise 0; null without an answer. */
  readonly gap: number | null;
  /** Number of boxes that the exact search cut. */
  readonly boxes: number;
  /** Mutable features that stay because their value is missing or of a category never seen. */
  readonly heldFixed: readonly string[];
}

export interface RecourseReport {
  readonly cutoff: number;
  readonly cutoffScale: CutoffScale;
  readonly accept: Accept;
  readonly margin: number;
  /** Unit of cost per mutable number. */
  readonly units: Readonly<Record<string, number>>;
  readonly seed: string;
  readonly rows: readonly RecourseRow[];
}

/** Default number of options: three let a person choose without a list to study (notes: "3 diverse options"). */
export const DEFAULT_WANTED = 3;
/** Default number of boxes. Bounding a box of a 200-tree model takes some 50 microseconds, so a row gives up within seconds. */
export const DEFAULT_MAX_BOXES = 20_000;
const DEFAULT_SEED = 'recourse';

/**
 * The cheapest allowed change of every row that flips its decision, with a proof. Exact for tree ensembles, linear and one-input additive
 * models; for other models exact while few combinations are allowed, otherwise a seeded search. Every option is scored by the model itself.
 *
 * @throws TribuneError CONSTRAINTS_INVALID, INVALID_ARGUMENT, DATA_COLUMN_MISSING, DATA_VALUE_INVALID, DATA_EMPTY
 * @example
 * findRecourse(model, { columns: model.features, rows }, readConstraints(parsed), { cutoff: 0.5, cutoffScale: 'linked' });
 */
export function findRecourse(
  model: Model,
  table: RecourseTable,
  constraints: RecourseConstraints,
  options: RecourseOptions,
): RecourseReport {
  const decision = decisionRule(model, options);
  if (table.rows.rows === 0) {
    throw new TribuneError('DATA_EMPTY', 'the data have no rows', { remedy: 'Give at least one row.' });
  }
  const reference = { columns: table.columns, rows: options.reference ?? table.rows };
  const bound = bindConstraints(constraints, model, table, {
    reference,
    protectedFeatures: options.protectedFeatures ?? [],
  });
  const cuts = treeCutsOf(model, bound);
  const had = hadRanges(bound, reference);
  const wantedRows = options.rows ?? Array.from({ length: table.rows.rows }, (_, r) => r);
  const rows = wantedRows.map((index): RecourseRow => {
    const row = rowOf(table, index);
    const { variables, heldFixed } = variablesOf({ model, bound, cuts, decision }, row);
    const variableOf = new Int32Array(table.columns.length).fill(-1);
    variables.forEach((variable, v) => {
      variableOf[variable.column] = v;
    });
    const cells = table.cells === undefined ? null : table.cells.map((column) => column[index] ?? null);
    const asked = { index: (options.firstRow ?? 0) + index, options, heldFixed, cells, had };
    return answerRow({ model, decision, bound, row, variables, variableOf }, asked);
  });
  return {
    cutoff: decision.cutoff,
    cutoffScale: decision.scale,
    accept: decision.accept,
    margin: bound.margin,
    units: Object.fromEntries(bound.mutable.map((entry) => [entry.feature.name, entry.unit])),
    seed: String(options.seed ?? DEFAULT_SEED),
    rows,
  };
}

function rowOf(table: RecourseTable, index: number): Float64Array {
  const { rows } = table;
  if (!Number.isInteger(index) || index < 0 || index >= rows.rows) {
    throw new TribuneError('INVALID_ARGUMENT', `row ${index} of data with ${rows.rows} row(s)`, {
      remedy: `Give a row from 0 to ${rows.rows - 1}.`,
    });
  }
  return rows.data.slice(index * rows.columns, (index + 1) * rows.columns);
}

interface Asked {
  readonly index: number;
  readonly options: RecourseOptions;
  readonly heldFixed: readonly string[];
  /** The cells of the row as in the file. */
  readonly cells: readonly (string | null)[] | null;
  readonly had: HadRanges;
}

function answerRow(problem: Problem, { index, options, heldFixed, cells, had }: Asked): RecourseRow {
  const { decision } = problem;
  const prediction = scoreRow(problem, index);
  const common = {
    index,
    prediction: Array.from(prediction),
    heldFixed,
    ...atCutoff(problem, problem.row, Array.from(prediction)),
  };
  if (isAccepted(decision, prediction[decision.output]!)) {
    const best: RecourseOption = { changes: {}, cost: 0, prediction: Array.from(prediction) };
    return { ...common, accepted: true, best, proof: 'optimal', alternatives: [], lowerBound: 0, gap: 0, boxes: 0 };
  }
  checkDerived(problem.bound, problem.row, index);
  const result = search(problem, options);
  const unlisted = Math.min(...problem.variables.map((variable) => variable.unlisted));
  const [first, ...others] = result.found;
  const lowerBound = Math.min(result.lowerBound, unlisted);
  const isProved =
    result.exhaustive && (first === undefined ? unlisted === Number.POSITIVE_INFINITY : first.cost <= unlisted);
  return {
    ...common,
    accepted: false,
    best: first === undefined ? null : describeOption(problem, first, { cells, had }),
    proof: !isProved ? 'search' : first === undefined ? 'none exists' : 'optimal',
    alternatives: others.map((found) => describeOption(problem, found, { cells, had })),
    lowerBound: lowerBound === Number.POSITIVE_INFINITY ? null : lowerBound,
    gap: first === undefined ? null : isProved ? 0 : Math.max(0, first.cost - lowerBound),
    boxes: result.boxes,
  };
}

/** Prediction of the unchanged row; errors of the model get the number of the row. */
function scoreRow(problem: Problem, index: number): Float64Array {
  try {
    return predictTable({ ...problem, inputColumn: problem.bound.inputColumn }, [problem.row]);
  } catch (cause) {
    if (!(cause instanceof TribuneError)) throw cause;
    throw new TribuneError(cause.code, cause.message.replace(/^row 0\b/, `row ${index}`), {
      cause,
      ...defined({ remedy: cause.remedy, place: cause.place, reason: cause.reason }),
    });
  }
}

function search(problem: Problem, options: RecourseOptions): SearchResult {
  const wanted = options.wanted ?? DEFAULT_WANTED;
  const limits = { wanted, maxBoxes: options.maxBoxes ?? DEFAULT_MAX_BOXES };
  const sampling = { wanted, seed: options.seed ?? DEFAULT_SEED, samples: options.samples ?? DEFAULT_SAMPLES };
  if (problem.variables.length === 0)
    return { found: [], exhaustive: true, lowerBound: Number.POSITIVE_INFINITY, boxes: 0 };
  const exact = exactSearch(problem, limits);
  if (exact?.exhaustive === true) return exact;
  if (exact === null && isEnumerable(problem)) return enumeratePoints(problem, wanted);
  const sampled = samplePoints(problem, sampling);
  if (exact === null) return sampled;
  const cheaper =
    (exact.found[0]?.cost ?? Number.POSITIVE_INFINITY) <= (sampled.found[0]?.cost ?? Number.POSITIVE_INFINITY);
  return { ...exact, found: cheaper ? exact.found : sampled.found };
}

function exactSearch(problem: Problem, limits: { wanted: number; maxBoxes: number }): SearchResult | null {
  const { model, decision } = problem;
  if (!isBoundable(model, decision)) return null;
  if (model.kind === 'tree-ensemble') return searchBoxes(problem, treeBounds(problem), limits);
  if (isSeparable(model)) return searchBoxes(problem, separableBounds(problem), limits);
  return null;
}
