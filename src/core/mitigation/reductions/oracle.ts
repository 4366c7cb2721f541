import {
  type Dataset,
  type LinearFitOptions,
  fit as learnFrom,
  type Parameters,
  planLinear,
  scoreRows,
} from '../../learn/index.js';
import type { NeutralDocument } from '../../models/index.js';
import { createGenerator, type Seed } from '../../stats/index.js';
import type { RowGroups } from '../groups/index.js';

/** A model that answers costs, with its decisions about all rows. */
export interface Answer {
  readonly document: () => NeutralDocument;
  readonly predictions: Uint8Array;
  /** Whether it was learned from some of the rows only. */
  readonly isRough: boolean;
  /** Coefficients of a linear model, at which another may begin. */
  readonly beta: Float64Array | null;
}

export interface AskedHow {
  readonly isRough: boolean;
  /** An answer that is near. */
  readonly start?: Answer;
}

/** Learns which rows had best be 1: those for which a 1 costs less than a 0, weighted by what a mistake costs. */
export interface Oracle {
  readonly canBeRough: boolean;
  answer(costs: Float64Array, how: AskedHow): Answer;
}

export interface OracleOptions {
  readonly learner?: string;
  readonly parameters?: Parameters;
  readonly seed: Seed;
  /** How far the coefficients of logistic regressions settle, as a share of 1 + the largest. */
  readonly tolerance?: number;
}

/**
 * How far coefficients settle that a mixture is made of. An answer need not be the best one to the digit: what it errs and by how much groups differ is counted
 * from its own decisions, so a looser one at most asks for another. On Adult no mixture errs by 0.0002 more than at 1e-3, and most err less.
 */
const NEAR_ENOUGH = 1e-2;

export function oracleFor(data: Dataset, groups: RowGroups, options: OracleOptions): Oracle {
  const { learner = 'logistic', parameters = {}, seed, tolerance = NEAR_ENOUGH } = options;
  if (learner === 'logistic') return linearOracle(data, groups, { parameters, seed, tolerance });
  const rows = Array.from(data.target.keys());
  return {
    canBeRough: false,
    answer(costs) {
      const { target, weights } = wantedBy(costs, costs.length);
      const trained = learnFrom({ ...data, target }, { learner, parameters, seed, weights, lookForTelling: false });
      const scores = scoreRows(trained.model, data.columns, rows);
      const predictions = new Uint8Array(scores.length);
      for (let r = 0; r < scores.length; r++) predictions[r] = +(scores[r]! >= 0.5);
      return { document: () => trained.document, predictions, isRough: false, beta: null };
    },
  };
}

/** What rows had best be, and how much each counts; weights add up to `total`. */
function wantedBy(costs: Float64Array, total: number): { target: Float64Array; weights: Float64Array } {
  const target = new Float64Array(costs.length);
  const weights = new Float64Array(costs.length);
  let sum = 0;
  for (let r = 0; r < costs.length; r++) sum += Math.abs(costs[r]!);
  const share = total / sum;
  for (let r = 0; r < costs.length; r++) {
    target[r] = +(costs[r]! < 0);
    weights[r] = Math.abs(costs[r]!) * share;
  }
  return { target, weights };
}

/** Rows that stand for all of them while prices are looked for: at least so many, and so many for each input. */
const SOME_ROWS = 4_000;
const ROWS_PER_COLUMN = 200;
/** With fewer rows than so many times as many, all of them are as cheap. */
const WORTH_TIMES = 3;
const SOME_STREAM = 7;

function linearOracle(
  data: Dataset,
  groups: RowGroups,
  { parameters, seed, tolerance }: { readonly parameters: Parameters; readonly seed: Seed; readonly tolerance: number },
): Oracle {
  const plan = planLinear(data, {
    ...(parameters.l2 === undefined ? {} : { l2: Number(parameters.l2) }),
    ...(parameters.standardize === undefined ? {} : { standardize: parameters.standardize === true }),
  });
  const wanted = Math.max(SOME_ROWS, ROWS_PER_COLUMN * data.columns.length);
  const canBeRough = data.rows >= WORTH_TIMES * wanted;
  const some = canBeRough ? someRows(data, groups, { wanted, seed }) : null;
  const rough = some === null ? null : plan.some(some.rows);
  let last: Float64Array | undefined;
  const how = { seed, tolerance };
  return {
    canBeRough,
    answer(costs, { isRough, start }) {
      const isSome = isRough && some !== null;
      const bySome = (): LinearFitOptions => {
        const asked = Float64Array.from(some!.rows, (row, i) => costs[row]! * some!.stands[i]!);
        return { ...how, ...wantedBy(asked, data.rows), ...startAt(start?.beta ?? last) };
      };
      // Where nothing is known yet, some of the rows say where and by which curvature to begin with all of them.
      if (!isSome && some !== null && start === undefined) last ??= rough!.fit(bySome()).beta;
      const found = isSome
        ? rough!.fit(bySome())
        : plan.fit({ ...how, ...wantedBy(costs, data.rows), ...startAt(start?.beta ?? last) });
      last = found.beta;
      const z = plan.scores(found.beta);
      const predictions = new Uint8Array(z.length);
      for (let r = 0; r < z.length; r++) predictions[r] = +(z[r]! >= 0);
      return { document: () => found.document, predictions, isRough: isSome, beta: found.beta };
    },
  };
}

const startAt = (beta: Float64Array | undefined): Pick<LinearFitOptions, 'start'> =>
  beta === undefined ? {} : { start: beta };

/** Rows drawn by the seed from each group and label, and how many of its rows each of them stands for. */
function someRows(
  { target, rows }: Dataset,
  { codes }: RowGroups,
  { wanted, seed }: { readonly wanted: number; readonly seed: Seed },
): { readonly rows: Int32Array; readonly stands: Float64Array } {
  const random = createGenerator(seed, SOME_STREAM);
  const strata = new Map<number, number[]>();
  for (let r = 0; r < rows; r++) {
    const stratum = (codes[r]! + 1) * 2 + target[r]!;
    const members = strata.get(stratum);
    if (members === undefined) strata.set(stratum, [r]);
    else members.push(r);
  }
  const drawn: { row: number; stands: number }[] = [];
  for (const members of strata.values()) {
    // A small group is taken whole as far as half of what an equal share would be: its rate is what a bound is about.
    const count = Math.min(
      members.length,
      Math.max(Math.round((members.length * wanted) / rows), Math.round(wanted / (2 * strata.size))),
    );
    for (let k = 0; k < count; k++) {
      const at = k + random.nextInteger(members.length - k);
      [members[k], members[at]] = [members[at]!, members[k]!];
    }
    for (const row of members.slice(0, count)) drawn.push({ row, stands: members.length / count });
  }
  drawn.sort((a, b) => a.row - b.row);
  return { rows: Int32Array.from(drawn, ({ row }) => row), stands: Float64Array.from(drawn, ({ stands }) => stands) };
}
