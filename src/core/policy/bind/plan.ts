import { defined } from '../../base/defined.js';
import { TribuneError } from '../../base/errors.js';
import type { WeightKind } from '../../fairness/tally/index.js';
import type { AttributeSpec, BinaryBinding, NumberNotation, Policy, PolicyData, WhereNode } from '../sections/index.js';
import { whereNames } from '../where/index.js';

/** The columns that a policy reads from a table, and how it reads them. */
export interface ReadPlan {
  readonly policyDigest: string;
  /** Attributes, then strata that are not attributes already, in the order of the policy. */
  readonly attributes: readonly Pick<AttributeSpec, 'name' | 'column' | 'bins'>[];
  /** Sets of attributes whose combinations are groups too. */
  readonly intersections: readonly (readonly string[])[];
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
  readonly where: WhereNode | null;
  /** The fate of a row whose value is no number where the filter needs one: it stops the audit as a fault, or the row is dropped. */
  readonly whereFault: 'refused' | 'dropped';
  readonly missing: readonly string[];
  /** How numbers are written; absent: as everywhere else. */
  readonly numbers?: NumberNotation;
}

/**
 * The columns that a policy binds, for a read with or without scores.
 *
 * @throws TribuneError POLICY_INVALID where neither a prediction nor a score with a cutoff is bound.
 */
export function readPlan(
  policy: Policy,
  options: { scores: boolean; policyDigest?: string; whereFault?: ReadPlan['whereFault'] },
): ReadPlan {
  const { data } = policy;
  if (data.prediction === null && (data.score === null || data.cutoff === null)) {
    throw new TribuneError('POLICY_INVALID', 'the policy binds no prediction', {
      remedy: 'Give data.prediction, or data.score together with data.cutoff.',
    });
  }
  const names = new Set(data.attributes.map((attribute) => attribute.name));
  const strata = data.strata.filter((name) => !names.has(name)).map((name) => ({ name, column: name, bins: null }));
  const keepScores = options.scores && data.score !== null;
  return {
    policyDigest: options.policyDigest ?? '',
    attributes: [...data.attributes, ...strata],
    intersections: data.intersections,
    label: data.label,
    prediction: data.prediction,
    cutoff: data.prediction === null ? data.cutoff : null,
    score: keepScores || data.prediction === null ? data.score : null,
    keepScores,
    scoreScale: data.scoreScale,
    scoreBins: data.scoreBins,
    weight: data.weight,
    weightKind: data.weight === null ? 'none' : data.weightKind,
    where: data.where,
    whereFault: options.whereFault ?? 'refused',
    missing: data.missing,
    ...defined({ numbers: data.numbers }),
  };
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
  add(plan.weight, 'data.weight');
  for (const column of plan.where === null ? [] : whereNames(plan.where)) add(column, 'data.where');
  return needed;
}
