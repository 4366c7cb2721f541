import { TribuneError } from '../../../core/base/errors.js';
import { effectOfCutoffs, type FrontierGroup, type ScoreDistribution } from '../../../core/fairness/frontier/index.js';
import { type InferredCutoffs, inferredCutoffs, isDrawn, scoredGroups } from '../../../core/mitigation/index.js';
import type { Policy } from '../../../core/policy/index.js';
import type { People } from '../people/index.js';
import { CONSTRAINTS, type ConstraintName } from './method.js';
import { knownKey, readingOf } from './reading.js';
import { type RuleFile, withDigest } from './rule-file.js';

interface InferredRequest {
  /** By the attribute that people are taken by and those that they are of. */
  readonly people: Pick<People, 'groups' | 'by' | 'label' | 'score' | 'weight'>;
  readonly policy: Policy;
  /** The attribute that the rule decides by, which is inferred when deciding. */
  readonly inferred: string;
  readonly constraint: ConstraintName;
  readonly tolerance: number;
  readonly deployment: string;
  readonly commit: () => Promise<string>;
}

export interface InferredRule {
  readonly rule: RuleFile;
  /** What the rule does to true groups of the people given. */
  readonly found: Pick<InferredCutoffs, 'groups' | 'difference' | 'excess' | 'sensitivity' | 'lookedAt'>;
}

/**
 * Cutoffs by what people are taken for, such that rates of what they are differ by a tolerance at most: for deciders who do not know the group.
 *
 * @throws TribuneError USAGE for what is brought near by no such cutoffs, or attributes that are not two; INVALID_ARGUMENT where groups cannot be compared
 */
export async function findInferredRule(request: InferredRequest): Promise<InferredRule> {
  const { people, policy, inferred, tolerance, deployment } = request;
  const { favourable, cutoff } = policy.data;
  const truly = people.by.filter((name) => name !== inferred);
  if (!people.by.includes(inferred) || truly.length === 0)
    throw new TribuneError('USAGE', `--inferred ${inferred} beside --by ${truly.join(', ')}`, {
      remedy:
        'Name with --by what people are, and with --inferred what they are taken for: both are attributes of the policy.',
      place: { name: inferred },
    });
  const cells = scoredGroups(people.groups, people).map(({ key, ...own }) => ({
    ...own,
    inferred: { [inferred]: key[inferred]! },
    group: Object.fromEntries(truly.map((name) => [name, key[name]!])),
  }));
  const { rule: parts, ...found } = inferredCutoffs(cells, {
    constraint: nearOf(request.constraint, favourable),
    tolerance,
  });
  // Somebody may be taken for a group of which nobody with one of the labels is: what the rule does to it is told all the same.
  const groups = parts.map(
    ({ key }): FrontierGroup => ({
      key,
      ...joined(cells.filter((cell) => cell.inferred[inferred] === key[inferred])),
    }),
  );
  const effect = effectOfCutoffs(
    groups,
    parts.map(({ mixture }) => mixture),
    { favourable, cutoff },
  );
  const rule = withDigest({
    tribune: 'rule/v1',
    attributes: [inferred],
    favourable,
    groups: parts.map(({ key, mixture }) => ({ key: knownKey(key), mixture: mixture.map((part) => ({ ...part })) })),
    others: cutoff,
    expected: { objective: effect.overall.accuracy, constraint: found.difference },
    method: { name: 'inferred', tolerance, judgedBy: truly },
    constraint: request.constraint,
    objective: 'accuracy',
    // People who are taken for a group may all be of one label: such a group has no rates.
    people: effect.groups.flatMap(({ key, n, expected, affected }) => {
      const [selectionRate, truePositiveRate, falsePositiveRate] = [
        expected.selection_rate,
        expected.true_positive_rate,
        expected.false_positive_rate,
      ];
      if (![selectionRate, truePositiveRate, falsePositiveRate].every(Number.isFinite)) return [];
      const moved = { toFavourable: affected?.toFavourable ?? null, toUnfavourable: affected?.toUnfavourable ?? null };
      return [{ key: knownKey(key), n, ...moved, selectionRate, truePositiveRate, falsePositiveRate }];
    }),
    read: readingOf(policy, [inferred]),
    deployment,
    seedCommitment: isDrawn(parts) ? await request.commit() : null,
  });
  return { rule, found };
}

function nearOf(constraint: ConstraintName, favourable: 0 | 1): Parameters<typeof inferredCutoffs>[1]['constraint'] {
  if (constraint === 'demographic_parity' || constraint === 'equalized_odds') return constraint;
  if (constraint === 'false_positive_parity') return 'false_positive_rate_parity';
  if (constraint === 'equal_opportunity')
    return favourable === 1 ? 'true_positive_rate_parity' : 'false_positive_rate_parity';
  throw new TribuneError('USAGE', `--constraint ${constraint} with --inferred`, {
    remedy: `Cutoffs of inferred groups know --constraint ${CONSTRAINTS.join(', ')}.`,
  });
}

/** The scores of several cells as those of one group. */
function joined(cells: readonly Omit<FrontierGroup, 'key'>[]): Omit<FrontierGroup, 'key'> {
  const of = (which: 'positives' | 'negatives'): ScoreDistribution => {
    const counts = new Map<number, number>();
    for (const cell of cells)
      cell[which].scores.forEach((score, i) => {
        counts.set(score, (counts.get(score) ?? 0) + cell[which].counts[i]!);
      });
    const scores = Float64Array.from(counts.keys()).sort();
    return { scores, counts: scores.map((score) => counts.get(score)!) };
  };
  return { positives: of('positives'), negatives: of('negatives') };
}
