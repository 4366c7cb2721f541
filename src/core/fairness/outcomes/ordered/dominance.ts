import { counted } from '../../../base/counted.js';
import { greaterProportionTest } from '../../../stats/hypothesis/index.js';
import { type EvidenceOptions, metricSettings } from '../../metrics/options.js';
import { checkSameLevels } from './groups.js';
import { atLeastRank } from './shares.js';
import type { OrderedGroup } from './types.js';

/** One cut of the levels: the shares at the level or above, and the one-sided tests in both directions. */
export interface DominanceCut {
  readonly level: string;
  readonly groupShare: number;
  readonly referenceShare: number;
  /** Null hypothesis "the group's share is at most the reference's". */
  readonly pGroupHigher: number;
  /** Null hypothesis "the reference's share is at most the group's". */
  readonly pReferenceHigher: number;
}

/** A test whose null hypothesis is said in words. */
export interface StatedTest {
  readonly nullHypothesis: string;
  readonly pValue: number;
}

export interface Dominance {
  /**
   * `group`, `reference`: shown to stand above the other at every cut; `crossing`: each shown to stand above the other at some cut;
   * `undecided`: nothing of the kind is shown; `undefined`: a group is empty, or all people stand at one level.
   */
  readonly direction: 'group' | 'reference' | 'crossing' | 'undecided' | 'undefined';
  readonly level: number;
  readonly n: number;
  readonly status: 'ok' | 'insufficient' | 'undefined';
  readonly reason?: string;
  /** Cuts between levels that somebody stands on both sides of; the others say nothing. */
  readonly cuts: readonly DominanceCut[];
  /** Levels at which the sample cannot be cut. */
  readonly levelsWithoutCut: readonly string[];
  /** Is the group above at every cut? Rejected only when each cut alone rejects. */
  readonly groupAbove: StatedTest | null;
  readonly referenceAbove: StatedTest | null;
  /** Is the group above at some cut? Bonferroni over the cuts. */
  readonly groupAboveSomewhere: StatedTest | null;
  readonly referenceAboveSomewhere: StatedTest | null;
}

/**
 * First-order stochastic dominance of two groups over ordered levels: one dominates when its share at or above every level is at least the other's, which is when everybody who
 * prefers better levels prefers it. The pattern in the sample shows nothing by itself, so each claim has a test.
 *
 * - "The group is above at every cut" is shown against the null "at some cut it is not": intersection-union, the largest of the one-sided p-values, exact level without
 *   correction (Berger 1982, Technometrics 24, 295-300).
 * - "The group is above at some cut" is shown against "at every cut it is at most the reference": union-intersection, the smallest p-value times the number of cuts (Bonferroni).
 *
 * `direction` uses each test at (1 - level) / 2, so that the claim that the two directions could make together errs in at most 1 - level.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function dominance(group: OrderedGroup, reference: OrderedGroup, options: EvidenceOptions = {}): Dominance {
  checkSameLevels(group, reference);
  const { level, minGroupSize } = metricSettings(options);
  const frame = { level, n: group.n + reference.n };
  const [cuts, levelsWithoutCut] = cutsOf(group, reference);
  if (cuts.length === 0) {
    const reason = group.n === 0 || reference.n === 0 ? '0/0: a group is empty' : 'all people stand at one level';
    return { direction: 'undefined', ...frame, status: 'undefined', reason, cuts, levelsWithoutCut, ...NO_TESTS };
  }
  const up = cuts.map((cut) => cut.pGroupHigher);
  const down = cuts.map((cut) => cut.pReferenceHigher);
  const tests = {
    groupAbove: everywhere('the group', up),
    referenceAbove: everywhere('the reference', down),
    groupAboveSomewhere: somewhere('the group', up),
    referenceAboveSomewhere: somewhere('the reference', down),
  };
  const least = Math.min(group.n, reference.n);
  const small = least < minGroupSize;
  return {
    direction: directionOf(tests, (1 - level) / 2),
    ...frame,
    status: small ? 'insufficient' : 'ok',
    ...(small
      ? { reason: `the smaller group has ${counted(least, 'person')}, fewer than the ${minGroupSize} asked for` }
      : {}),
    cuts,
    levelsWithoutCut,
    ...tests,
  };
}

const NO_TESTS = { groupAbove: null, referenceAbove: null, groupAboveSomewhere: null, referenceAboveSomewhere: null };

/** The cuts above the first level, and the levels whose cut leaves everybody on one side. */
function cutsOf(group: OrderedGroup, reference: OrderedGroup): [DominanceCut[], string[]] {
  const cuts: DominanceCut[] = [];
  const without: string[] = [];
  for (let rank = 1; rank < group.levels.length; rank++) {
    const [a, b] = [atLeastRank(group, rank), atLeastRank(reference, rank)];
    const successes = a.successes + b.successes;
    if (a.n === 0 || b.n === 0 || successes === 0 || successes === a.n + b.n) {
      without.push(group.levels[rank]!);
      continue;
    }
    cuts.push({
      level: group.levels[rank]!,
      groupShare: a.successes / a.n,
      referenceShare: b.successes / b.n,
      pGroupHigher: greaterProportionTest(a, b).pValue!,
      pReferenceHigher: greaterProportionTest(b, a).pValue!,
    });
  }
  return [cuts, without];
}

const everywhere = (who: string, pValues: readonly number[]): StatedTest => ({
  nullHypothesis: `at some level ${who} has no higher share at or above it`,
  pValue: Math.max(...pValues),
});

const somewhere = (who: string, pValues: readonly number[]): StatedTest => ({
  nullHypothesis: `at no level ${who} has a higher share at or above it`,
  pValue: Math.min(1, Math.min(...pValues) * pValues.length),
});

function directionOf(
  tests: Readonly<Record<keyof typeof NO_TESTS, StatedTest>>,
  alpha: number,
): Exclude<Dominance['direction'], 'undefined'> {
  if (tests.groupAbove.pValue <= alpha) return 'group';
  if (tests.referenceAbove.pValue <= alpha) return 'reference';
  const crossing = tests.groupAboveSomewhere.pValue <= alpha && tests.referenceAboveSomewhere.pValue <= alpha;
  return crossing ? 'crossing' : 'undecided';
}
