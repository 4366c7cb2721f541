import { TribuneError } from '../../../core/base/errors.js';
import type { UtilityValues } from '../../../core/fairness/utility/index.js';
import { tellingColumns } from '../../../core/learn/fit/index.js';
import { type Caution, type Dataset, holdOut, makeDataset, takeRows } from '../../../core/learn/index.js';
import type { RowGroups } from '../../../core/mitigation/index.js';
import { readPlan } from '../../../core/policy/bind/index.js';
import { type Policy, utilityOf } from '../../../core/policy/index.js';
import { type People, readBy } from '../../group-rules/people/index.js';
import type { ColumnReader } from '../../learning/ports/index.js';
import { type ColumnNote, chooseFeatures, policyColumns } from '../../learning/train/index.js';
import { judgedAlone, needScores, type WantedGap } from './gap.js';

/** Columns that no table has: what a candidate decides and scores. */
export const DECIDED = '\u0000decision';
export const SCORED = '\u0000score';

/** Rows by what they are for, as places among the people of a trial. */
export interface Parts {
  /** Models are learned from these. */
  readonly train: Int32Array;
  /** Cutoffs are found on these. */
  readonly cutoffs: Int32Array;
  /** Candidates are compared and chosen on these. */
  readonly choose: Int32Array;
  /** Every candidate is judged on these, which nothing has looked at. */
  readonly judge: Int32Array;
}

/** What techniques learn from and find cutoffs on: plain data, which a thread can be given. */
export interface LearningTrial {
  readonly people: Pick<People, 'digest' | 'rows' | 'by'>;
  readonly data: Dataset;
  /** Groups of the gap's attributes. */
  readonly groups: RowGroups;
  /** Weights of the policy; null where everybody counts once. */
  readonly weights: Float64Array | null;
  readonly parts: Parts;
  /** The policy with the decisions of a candidate in the place of those of the table. */
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly gap: WantedGap;
  /** What decisions are worth, where the policy says so for each decision alone. */
  readonly utility: { readonly gains: UtilityValues; readonly unit: string } | null;
  /** A score from here on is a 1, where a technique finds no cutoffs of its own. */
  readonly cutoff: number;
  readonly seed: string;
  readonly today: string;
  /** Cautions about columns of the learning part that tell the target by themselves. */
  readonly telling: readonly Caution[];
}

/** People with a known label, what is learned from them, and the policy that judges what is learned. */
export interface Trial extends LearningTrial {
  readonly people: People;
  /** Row of the table of every person. */
  readonly rows: Int32Array;
  /** The column of amounts for which the utility of the policy is not used; null where there is none. */
  readonly unusedAmount: string | null;
  readonly notes: readonly ColumnNote[];
}

export interface TrialRequest {
  readonly table: ColumnReader;
  readonly policy: Policy;
  readonly policyDigest: string;
  readonly gap: WantedGap;
  readonly target: string;
  readonly features?: readonly string[] | undefined;
  readonly categorical?: readonly string[] | undefined;
  readonly seed: string;
  readonly today: string;
  readonly progress: (text: string) => void;
}

/** Fewest people with a label of whom some can be learned from and others judged. */
const FEWEST = 100;
const DEFAULT_CUTOFF = 0.5;

/**
 * Reads a table for a trial of techniques.
 *
 * @throws TribuneError of the table and of the policy; DATA_EMPTY where too few people have a label
 */
export async function readTrial(request: TrialRequest): Promise<Trial> {
  const { table, gap, seed, today, progress } = request;
  const policy = judgingPolicy(request);
  const plan = readPlan(policy, { scores: policy.data.score !== null });
  const people = await readBy({
    table,
    plan: { ...plan, prediction: plan.label, score: null, keepScores: false, cutoff: null },
    by: gap.requirement.by,
    progress,
  });
  const rows = Int32Array.from(people.label.keys()).filter((row) => people.label[row]! >= 0 && people.weight[row]! > 0);
  if (rows.length < FEWEST)
    throw new TribuneError('DATA_EMPTY', `${rows.length} people of ${table.name} have a label`, {
      remedy: `Give at least ${FEWEST}: half of them are learned from, and the others choose and judge.`,
    });
  let choice = chooseFeatures([], { target: '' });
  const read = await table.read({
    columns: (columns) => {
      choice = chooseFeatures(columns, { ...request, policy: policyColumns(request.policy) });
      return choice.features;
    },
    texts: request.categorical ?? [],
    progress,
  });
  if (read.columns.length === 0)
    throw new TribuneError('USAGE', `no column of ${table.name} is left to learn from`, {
      remedy: 'Name the columns to learn from: --features A,B.',
    });
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row]!);
  const data = makeDataset({
    columns: read.columns.map((column) => ({ ...column, values: pick(column.values) })),
    target: pick(people.label),
    task: 'binary',
  });
  const groups = { keys: people.groups.keys, codes: Int32Array.from(rows, (row) => people.groups.codes[row]!) };
  const declared = utilityOf(policy);
  const given = policy.data.cutoff;
  const parts = split(data.target, groups.codes, seed);
  return {
    people,
    rows,
    data,
    groups,
    weights: policy.data.weight === null ? null : pick(people.weight),
    parts,
    policy,
    policyDigest: request.policyDigest,
    gap,
    utility: declared === null || declared.amount !== null ? null : { gains: declared.gains, unit: declared.unit },
    unusedAmount: declared?.amount ?? null,
    cutoff: given !== null && given > 0 && given < 1 ? given : DEFAULT_CUTOFF,
    seed,
    today,
    telling: tellingColumns(takeRows(data, parts.train)),
    notes: choice.notes,
  };
}

function judgingPolicy({ policy, target }: TrialRequest): Policy {
  const { data } = policy;
  if (data.seenFor !== undefined)
    throw new TribuneError('POLICY_INVALID', 'labels are seen for one prediction only (data.label.seenFor)', {
      remedy:
        'Another model would select people of whom nothing is known: give data whose labels do not depend on the decision.',
    });
  if (data.label !== null && data.label.column !== target)
    throw new TribuneError('USAGE', `--target ${target}, but the policy judges by the label "${data.label.column}"`, {
      remedy: `Learn what the policy judges by: --target ${data.label.column}.`,
      place: { name: target },
    });
  const requirements = judgedAlone(policy);
  return {
    ...policy,
    requirements,
    data: {
      ...data,
      label: data.label ?? { column: target, positive: null, negative: null },
      prediction: { column: DECIDED, positive: null, negative: null },
      score: needScores(requirements) ? SCORED : null,
      scoreScale: 1,
    },
  };
}

/** Shares of what is left: half is learned from, half of the others judge, half of the rest find cutoffs. */
const HALF = 0.5;

/** Deals people out by the seed, those of each group and label alike. */
function split(label: Float64Array, codes: Int32Array, seed: string): Parts {
  const strata = label.map((y, i) => (codes[i]! + 1) * 2 + y);
  const halve = (rows: Int32Array, name: string): [Int32Array, Int32Array] => {
    const { train, test } = holdOut(rows.length, {
      share: HALF,
      seed: `${seed}/${name}`,
      strata: Float64Array.from(rows, (row) => strata[row]!),
    });
    return [train.map((place) => rows[place]!), test.map((place) => rows[place]!)];
  };
  const [train, others] = halve(Int32Array.from(label.keys()), 'train');
  const [before, judge] = halve(others, 'judge');
  const [cutoffs, choose] = halve(before, 'cutoffs');
  return { train, cutoffs, choose, judge };
}
