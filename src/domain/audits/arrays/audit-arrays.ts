import { counted } from '../../../core/base/counted.js';
import { TribuneError } from '../../../core/base/errors.js';
import { nearName } from '../../../core/base/suggest.js';
import {
  DEFAULT_LEVEL,
  DEFAULT_MIN_GROUP_SIZE,
  DEFAULT_REPLICATES,
  DEFAULT_SEED,
  type MetricOptions,
  type TallyColumns,
  tallyColumns,
} from '../../../core/fairness/index.js';
import type { Exclusion, Tally } from '../../../core/fairness/tally/index.js';
import type { Policy } from '../../../core/policy/index.js';
import { describeGroups } from '../result/describe.js';
import type { AuditResult } from '../result/result.js';
import { type Column, codedAttribute, numbersOf, outcomes } from './columns.js';

/** Columns with one entry for each person, all of the same length. */
export interface AuditArraysInput extends MetricOptions {
  /** The decision: 0 or 1, false or true. A person without it is excluded and counted. */
  readonly prediction: Column<number | boolean>;
  /** The true outcome: 0 or 1, null where it is not known (yet). Without labels only rates of selection are computed. */
  readonly label?: Column<number | boolean> | null;
  /** Scores, from which AUC, calibration and means are computed. */
  readonly score?: Column<number> | null;
  /** Groups by the name of the attribute: texts, numbers or booleans, null where missing. */
  readonly attributes: Readonly<Record<string, Column<string | number | boolean>>>;
  /** Sets of attributes that are crossed, such as `[['race', 'sex']]`. */
  readonly intersections?: readonly (readonly string[])[];
  /** The group that others are compared with, by attribute; default the largest. */
  readonly reference?: Readonly<Record<string, string>>;
  readonly weight?: Column<number> | null;
  /**
   * Kind of the weights. `count`: people in a row; `sampling`: people that a sampled person stands for. It is needed with `weight`, because
   * the intervals differ.
   */
  readonly weightKind?: 'count' | 'sampling';
  /** How the p-values of an attribute's groups are adjusted together. Default `holm`. */
  readonly multiplicity?: 'holm' | 'benjamini_hochberg' | 'none';
  /** Treatment of people with a missing attribute; `compare` takes them as a group of their own. Default `exclude`. */
  readonly unknown?: 'exclude' | 'compare';
}

/** The parts of an audit result that need no policy, and their tally. */
export interface ArraysAudit
  extends Pick<AuditResult, 'overall' | 'groups' | 'comparisons' | 'disparities' | 'calibration'> {
  readonly favourable: 0 | 1;
  readonly tally: Tally;
}

/** Reason of an exclusion, as for files and recorded decisions (contracts, Tally). */
const NO_PREDICTION = 'missing prediction';

/**
 * The disaggregated audit of decisions held in memory: every metric of every group with its interval, comparisons with a reference group, and
 * the worst gap of each metric. The numbers are those of `tribune audit` over the same rows, to the bit.
 *
 * @throws TribuneError INVALID_ARGUMENT for columns that do not fit together, DATA_VALUE_INVALID for a value that is no outcome or number
 * @example
 * const audit = auditArrays({ label, prediction, attributes: { race }, favourable: 1 });
 * audit.disparities.find(({ metric, compare }) => metric === 'favourable_rate' && compare === 'ratio').estimate; // 0.67
 */
export function auditArrays(input: AuditArraysInput): ArraysAudit {
  const tally = tallyArrays(input);
  if (tally.cells.length === 0) {
    throw new TribuneError('DATA_EMPTY', 'no person is left to audit', {
      remedy: 'Give at least one person with a prediction.',
    });
  }
  return { favourable: input.favourable, tally, ...describeGroups(tally, policyOf(input)) };
}

function tallyArrays(input: AuditArraysInput): Tally {
  const names = Object.keys(input.attributes);
  if (names.length === 0)
    throw wrong('attributes names none', 'Pass the groups of at least one attribute, such as { race }.');
  const weight = weightOf(input);
  const prediction = outcomes('prediction', input.prediction);
  const columns: TallyColumns = {
    attributes: names.map((name) => codedAttribute(`attributes.${name}`, input.attributes[name]!)),
    label: input.label == null ? null : outcomes('label', input.label),
    prediction,
    ...(input.score == null ? {} : { score: numbersOf('score', input.score) }),
    ...(weight === null ? {} : { weight }),
  };
  checkLengths(names, columns);
  const spec = {
    policyDigest: '',
    attributes: names,
    weightKind: input.weightKind ?? ('none' as const),
    score: { kind: input.score == null ? ('none' as const) : ('distinct' as const) },
    scoreScale: 1,
  };
  const decided = rowsWith(prediction);
  if (decided === null) return tallyColumns(spec, columns);
  const tally = tallyColumns(spec, pick(columns, decided));
  const undecided: Exclusion = { reason: NO_PREDICTION, rows: prediction.length - decided.length };
  return { ...tally, rowsRead: prediction.length, excluded: [undecided, ...tally.excluded] };
}

const wrong = (what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `auditArrays: ${what}`, { remedy });

function weightOf({ weight, weightKind }: AuditArraysInput): Float64Array | null {
  if (weight == null) {
    if (weightKind === undefined) return null;
    throw wrong('weightKind is given without weight', 'Pass the column of weights too, or leave weightKind out.');
  }
  if (weightKind === undefined)
    throw wrong(
      'weightKind is missing',
      'Pass "count" where a row stands for several people, "sampling" where the sample was weighted.',
    );
  return numbersOf('weight', weight);
}

function checkLengths(names: readonly string[], { attributes, label, prediction, score, weight }: TallyColumns): void {
  const lengths: [string, number | undefined][] = [
    ...names.map((name, i): [string, number] => [`attributes.${name}`, attributes[i]!.codes.length]),
    ['label', label?.length],
    ['score', score?.length],
    ['weight', weight?.length],
  ];
  const stray = lengths.find(([, length]) => length !== undefined && length !== prediction.length);
  if (stray === undefined) return;
  throw wrong(
    `${stray[0]} has ${counted(stray[1]!, 'entry')}, prediction has ${prediction.length}`,
    'Pass one entry for each person in every column.',
  );
}

/** Row numbers of the people with a prediction; null when all have one. */
function rowsWith(prediction: Int8Array): Int32Array | null {
  if (!prediction.includes(-1)) return null;
  return Int32Array.from([...prediction.keys()].filter((row) => prediction[row] !== -1));
}

function pick(columns: TallyColumns, rows: Int32Array): TallyColumns {
  const at = (column: ArrayLike<number>) => Float64Array.from(rows, (row) => column[row]!);
  return {
    attributes: columns.attributes.map(({ values, codes }) => ({ values, codes: at(codes) })),
    label: columns.label === null ? null : at(columns.label),
    prediction: at(columns.prediction),
    ...(columns.score === undefined ? {} : { score: at(columns.score) }),
    ...(columns.weight === undefined ? {} : { weight: at(columns.weight) }),
  };
}

/** The policy of an audit without a policy file, so that the same code describes the groups. */
function policyOf(input: AuditArraysInput): Policy {
  const names = Object.keys(input.attributes);
  const unknown = [...Object.keys(input.reference ?? {}), ...(input.intersections ?? []).flat()].find(
    (name) => !names.includes(name),
  );
  if (unknown !== undefined)
    throw wrong(`"${unknown}" is no attribute`, `${nearName(unknown, names)}Attributes: ${names.join(', ')}.`);
  const binding = (column: string) => ({ column, positive: null, negative: null });
  return {
    name: 'arrays',
    version: '',
    owner: null,
    purpose: null,
    data: {
      where: null,
      whereText: null,
      label: input.label == null ? null : binding('label'),
      prediction: binding('prediction'),
      score: input.score == null ? null : 'score',
      cutoff: null,
      weight: input.weight == null ? null : 'weight',
      weightKind: input.weightKind ?? 'none',
      favourable: input.favourable,
      attributes: names.map((name) => ({ name, column: name, reference: input.reference?.[name] ?? null, bins: null })),
      intersections: input.intersections ?? [],
      strata: [],
      minGroupSize: input.minGroupSize ?? DEFAULT_MIN_GROUP_SIZE,
      missing: [],
      unknown: input.unknown ?? 'exclude',
      scoreScale: 1,
      scoreBins: { lower: 0, upper: 1, count: 1000 },
      live: {},
    },
    statistics: {
      level: input.level ?? DEFAULT_LEVEL,
      multiplicity: input.multiplicity ?? 'holm',
      seed: input.seed ?? DEFAULT_SEED,
      replicates: input.replicates ?? DEFAULT_REPLICATES,
    },
    requirements: [],
  };
}
