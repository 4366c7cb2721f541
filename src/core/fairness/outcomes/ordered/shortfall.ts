import { clopperPearson, type Proportion } from '../../../stats/proportion/index.js';
import { moverSum } from '../../comparisons/mover.js';
import type { MeasuredLimits } from '../base/index.js';
import { checkSameLevels } from './groups.js';
import type { MeasuredLimited } from './measured.js';
import { atLeastRank } from './shares.js';
import type { OrderedGroup } from './types.js';

/**
 * How far the reference stands above the group in first-order stochastic dominance: the largest amount, over all levels, by which the share of the group at the level or
 * a better one falls short of that of the reference; 0 where it falls short at none, which is when the reference does not stand above the group at any level. A
 * bound on it says that no group is dominated by more than a margin at any level.
 *
 * Limits at a level, from those of each cut between levels (Clopper and Pearson's, put together by MOVER): the upper one is the largest of the cuts' without any
 * correction, because "at most so much at every cut" is shown only where each cut shows it (intersection-union, Berger 1982); the lower one is the largest of the cuts'
 * at a level corrected for their number (Bonferroni), because one cut of several lies apart by chance. They contain the shortfall at least as often as the level says.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for groups of different levels
 */
export function measuredShortfall(group: OrderedGroup, reference: OrderedGroup): MeasuredLimited {
  checkSameLevels(group, reference);
  const cuts = group.levels.slice(1).map((_, i) => [atLeastRank(group, i + 1), atLeastRank(reference, i + 1)] as const);
  const method = `mover(clopper-pearson) over ${cuts.length === 1 ? '1 cut' : `${cuts.length} cuts`}`;
  const frame = { kind: 'limits', n: group.n, method, fromEnds: true } as const;
  if (group.n === 0 || reference.n === 0) return { ...frame, value: null, at: () => null };
  const value = Math.max(0, ...cuts.map(([ours, theirs]) => shareOf(theirs) - shareOf(ours)));
  return { ...frame, value, at: (level) => limitsOf(cuts, value, level) };
}

type Cut = readonly [ours: Proportion, theirs: Proportion];

const shareOf = ({ successes, n }: Proportion): number => successes / n;

function limitsOf(cuts: readonly Cut[], estimate: number, level: number): MeasuredLimits {
  const corrected = 1 - (1 - level) / cuts.length;
  const lower = Math.max(0, ...cuts.map((cut) => cutLimits(cut, corrected).lower));
  const upper = Math.max(0, ...cuts.map((cut) => cutLimits(cut, level).upper));
  return { estimate, lower: Math.min(lower, estimate), upper: Math.min(1, Math.max(upper, estimate)) };
}

const cutLimits = ([ours, theirs]: Cut, level: number) =>
  moverSum([
    { factor: 1, value: shareOf(theirs), ...clopperPearson(theirs, level)! },
    { factor: -1, value: shareOf(ours), ...clopperPearson(ours, level)! },
  ]);
