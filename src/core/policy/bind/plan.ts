import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import { MAX_COUNT_WEIGHT, MAX_SAMPLING_WEIGHT, type WeightKind } from '../../fairness/tally/index.js';
import type {
  AmountOutcome,
  AttributeSpec,
  BinaryBinding,
  NumberNotation,
  Outcome,
  Policy,
  PolicyData,
  WhereNode,
} from '../sections/index.js';
import { whereNames } from '../where/index.js';
import { outcomeBinding } from './outcomes/index.js';

/** A column by whose values people are counted. */
export interface PlannedAttribute extends Pick<AttributeSpec, 'name' | 'column' | 'bins'> {
  /** Whether it holds numbers about people, such as probabilities, so that it may have more values than there can be groups. */
  readonly measured?: true;
}

/** The columns that a policy reads from a table, and how it reads them. */
export interface ReadPlan {
  readonly policyDigest: string;
  /** Attributes, then strata that are not attributes already, in the order of the policy. */
  readonly attributes: readonly PlannedAttribute[];
  /** Sets of attributes whose combinations are groups too. */
  readonly intersections: readonly (readonly string[])[];
  /** What a decision is, where it is not 0 or 1; `label`, `prediction`, `cutoff` and `score` are null then. */
  readonly outcome?: Outcome;
  /** Whether the labels of amounts are counted too, because a requirement asks how much of their spread is explained (R²). */
  readonly explained?: boolean;
  readonly label: BinaryBinding | null;
  /** The column that holds the prediction, or null where score and cutoff make the prediction. */
  readonly prediction: BinaryBinding | null;
  readonly cutoff: number | null;
  readonly score: string | null;
  /** Whether cells keep the score; false when it serves the cutoff only. */
  readonly keepScores: boolean;
  readonly scoreScale: number;
  readonly scoreBins: PolicyData['scoreBins'];
  readonly weight: string | null;
  readonly weightKind: WeightKind;
  /** A row with a larger weight is at fault. */
  readonly largestWeight: number;
  readonly where: WhereNode | null;
  /** The fate of a row whose value is no number where the filter needs one: it stops the audit as a fault, or the row is dropped. */
  readonly whereFault: 'refused' | 'dropped';
  readonly missing: readonly string[];
  /** How numbers are written; absent: as everywhere else. */
  readonly numbers?: NumberNotation;
}

interface PlanOptions {
  readonly scores?: boolean;
  readonly policyDigest?: string;
  readonly whereFault?: ReadPlan['whereFault'];
}

/**
 * The columns that a policy binds, for a read with or without scores.
 *
 * @throws TribuneError POLICY_INVALID where neither a prediction nor a score with a cutoff is bound; OUTCOME_UNSUPPORTED where decisions are
 * not 0 or 1
 */
export function readPlan(policy: Policy, options: PlanOptions): ReadPlan {
  const { data } = policy;
  if (data.outcome !== undefined) throw unsupportedOutcome(data.outcome.type);
  if (data.prediction === null && (data.score === null || data.cutoff === null)) {
    throw new TribuneError('POLICY_INVALID', 'the policy binds no prediction', {
      remedy: 'Give data.prediction, or data.score together with data.cutoff.',
    });
  }
  const keepScores = options.scores === true && data.score !== null;
  return {
    ...commonPlan(policy, options),
    label: data.label,
    prediction: data.prediction,
    cutoff: data.prediction === null ? data.cutoff : null,
    score: keepScores || data.prediction === null ? data.score : null,
    keepScores,
  };
}

/** Columns within which groups are compared, in the whole audit or in one requirement. */
export const strataOf = ({ strata, given = [] }: Pick<PolicyData, 'strata' | 'given'>): readonly string[] => [
  ...strata,
  ...given,
];

/** Whether a column holds the probabilities of a group, or the chance of a label. */
const isMeasured = (name: string, { membership = [], explored }: PolicyData): boolean =>
  membership.some(({ columns }) => Object.values(columns).includes(name)) ||
  (explored !== undefined && 'probability' in explored && explored.probability === name);

/** The part of a plan that does not depend on what a decision is. */
function commonPlan({ data }: Policy, options: PlanOptions) {
  const names = new Set(data.attributes.map((attribute) => attribute.name));
  const strata = strataOf(data)
    .filter((name) => !names.has(name))
    .map((name) => ({ name, column: name, bins: null }));
  return {
    policyDigest: options.policyDigest ?? '',
    attributes: [...data.attributes, ...strata].map((one) =>
      isMeasured(one.name, data) ? { ...one, measured: true as const } : one,
    ),
    intersections: data.intersections,
    scoreScale: data.scoreScale,
    scoreBins: data.scoreBins,
    weight: data.weight,
    weightKind: data.weight === null ? ('none' as const) : data.weightKind,
    largestWeight: data.weightKind === 'count' ? MAX_COUNT_WEIGHT : (data.largestWeight ?? MAX_SAMPLING_WEIGHT),
    where: data.where,
    whereFault: options.whereFault ?? ('refused' as const),
    missing: data.missing,
    ...defined({ numbers: data.numbers }),
  };
}

/** A plan of decisions that are not 0 or 1. */
export type OutcomePlan = ReadPlan & { readonly outcome: Outcome };

/**
 * The columns that a policy binds whose decisions are not 0 or 1.
 *
 * @throws TribuneError INVALID_ARGUMENT for a policy of 0 and 1
 */
export function outcomePlan(policy: Policy, options: Omit<PlanOptions, 'scores'>): OutcomePlan {
  const { outcome } = policy.data;
  if (outcome === undefined)
    throw new TribuneError('INVALID_ARGUMENT', 'the decisions of the policy are 0 or 1', {
      remedy: 'Use readPlan, or declare data.outcome.',
    });
  return {
    ...commonPlan(policy, options),
    outcome,
    ...(asksForExplained(policy, outcome) ? { explained: true } : {}),
    label: null,
    prediction: null,
    cutoff: null,
    score: null,
    keepScores: false,
  };
}

/** Labels are counted where a requirement needs them: they take as many cells again as amounts and errors do. */
const asksForExplained = ({ requirements }: Policy, outcome: Outcome): boolean =>
  outcome.type === 'amount' && outcome.label !== null && requirements.some(({ metric }) => metric === 'r_squared');

/** The sets of attributes whose combinations are groups: each alone, and the declared intersections. */
export const groupSets = ({ attributes, intersections }: ReadPlan): readonly (readonly string[])[] => [
  ...attributes.map(({ name }) => [name]),
  ...intersections,
];

/** The amount that decisions are; undefined where they are something else. */
export const amountOf = ({ outcome }: Pick<ReadPlan, 'outcome'>): AmountOutcome | undefined =>
  outcome?.type === 'amount' ? outcome : undefined;

/** Whether each row has one place in one quantity or two, so that it can be counted by its place; labels beside errors, and intervals, are further places. */
export const isCountedByPlace = (plan: Pick<ReadPlan, 'outcome' | 'explained'>): boolean =>
  plan.explained !== true && amountOf(plan)?.interval === undefined;

/**
 * The error of a room that does not know decisions of a type.
 */
export function unsupportedOutcome(type: Outcome['type']): TribuneError {
  return new TribuneError(
    'OUTCOME_UNSUPPORTED',
    `the decisions of this policy are of type ${type} (data.outcome), and this command knows decisions of 0 and 1 only`,
    { remedy: 'Audit files or a query with `tribune audit`, or use a policy without data.outcome.' },
  );
}

/** Every column that the plan reads, each once, with the place in the policy that names it. */
export function neededColumns(plan: ReadPlan): Map<string, string> {
  const needed = new Map<string, string>();
  const add = (column: string | null | undefined, role: string): void => {
    if (column != null && !needed.has(column)) needed.set(column, role);
  };
  for (const attribute of plan.attributes) add(attribute.column, `attribute ${attribute.name}`);
  add(plan.label?.column, 'data.label');
  add(plan.prediction?.column, 'data.prediction');
  add(plan.score, 'data.score');
  const amount = amountOf(plan);
  add(amount?.column, 'data.outcome.column');
  add(amount?.label, 'data.label');
  add(amount?.unitColumn, 'data.outcome.unitColumn');
  add(amount?.interval?.lower, 'data.outcome.interval.lower');
  add(amount?.interval?.upper, 'data.outcome.interval.upper');
  for (const { column, named } of outcomeBinding(plan.outcome)?.columns ?? []) add(column, named);
  add(plan.weight, 'data.weight');
  for (const column of plan.where === null ? [] : whereNames(plan.where)) add(column, 'data.where');
  return needed;
}
