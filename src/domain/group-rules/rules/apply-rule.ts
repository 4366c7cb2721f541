import type { GroupKey } from '../../../core/fairness/tally/index.js';
import type { ReadPlan } from '../../../core/policy/bind/index.js';
import type { ColumnReader } from '../../learning/ports/index.js';
import { type People, readBy } from '../people/index.js';
import { decideBy } from './decide-by.js';
import type { RuleFile } from './rule-file.js';

export interface RuleDecisions {
  /** 0 or 1 of every row; -1 where there is no decision. */
  readonly predictions: Int8Array;
  readonly groups: readonly {
    readonly key: GroupKey;
    readonly n: number;
    readonly ones: number;
    readonly drawn: number;
  }[];
  /** Rows whose group has no rule: decided by the cutoff for all others, or not at all. */
  readonly others: number;
  /** Rows without a decision. */
  readonly undecided: number;
}

/** Reads the people of a table as a rule sees them: scores and groups, no labels. */
export function readForRule(
  rule: Pick<RuleFile, 'read' | 'digest' | 'attributes'>,
  table: ColumnReader,
  options: {
    readonly id?: string | undefined;
    /** A column of recorded decisions. */
    readonly recorded?: string | undefined;
    readonly progress?: (text: string) => void;
  },
): Promise<People> {
  return readBy({
    table,
    plan: planOf(rule),
    by: rule.attributes,
    also: [options.id, options.recorded].filter((name) => name !== undefined),
    progress: options.progress,
  });
}

/** What is asked of a table, or of a record, by a rule. */
export function planOf({ read, digest }: Pick<RuleFile, 'read' | 'digest'>): ReadPlan {
  return {
    policyDigest: digest,
    attributes: read.attributes,
    intersections: [],
    label: null,
    prediction: null,
    cutoff: null,
    score: read.score,
    keepScores: true,
    scoreScale: read.scoreScale,
    scoreBins: { lower: 0, upper: 1, count: 1 },
    weight: null,
    weightKind: 'none',
    largestWeight: 1,
    where: null,
    whereFault: 'refused',
    missing: read.missing,
  };
}

/**
 * Decides by a rule.
 *
 * @param draw a number in [0, 1) for a row, always the same; called only where the score leaves the decision open
 */
export function decideByRule(rule: RuleFile, people: People, draw: (row: number) => number): RuleDecisions {
  const text = (key: GroupKey): string => JSON.stringify(rule.attributes.map((name) => key[name]));
  const mixtures = new Map(rule.groups.map(({ key, mixture }) => [text(key), mixture]));
  const byCode = people.groups.keys.map((key) => mixtures.get(text(key)) ?? null);
  const counts = people.groups.keys.map((key) => ({ key, n: 0, ones: 0, drawn: 0 }));
  const predictions = new Int8Array(people.rows).fill(-1);
  let [others, undecided] = [0, 0];
  for (let row = 0; row < people.rows; row++) {
    const score = people.score[row]!;
    const code = people.groups.codes[row]!;
    const mixture = code < 0 ? null : byCode[code]!;
    const { outcome, draw: drawn } = decideBy(mixture, rule.others, score, () => draw(row));
    if (outcome !== null) predictions[row] = outcome;
    else undecided++;
    if (mixture === null) others += +!Number.isNaN(score);
    if (mixture === null || outcome === null) continue;
    const count = counts[code]!;
    count.n++;
    count.ones += outcome;
    count.drawn += +(drawn !== null);
  }
  return { predictions, groups: counts.filter(({ n }) => n > 0), others, undecided };
}
