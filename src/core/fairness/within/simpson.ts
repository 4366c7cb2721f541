import { agree, counted } from '../../base/counted.js';
import type { Difference } from '../comparisons/mover.js';

/** Warning that pooling turns the direction of a difference around. */
export interface Simpson {
  /** Number of strata whose difference points the other way than the pooled one; `strata` counts those that have a difference at all. */
  readonly opposite: number;
  readonly strata: number;
  readonly message: string;
}

/**
 * Simpson's paradox: the pooled difference points one way and the standardised one the other, and the interval of each excludes 0. Without
 * that condition noise would be reported, as it may point anywhere, above all in small strata. Simpson (1951), JRSS B 13, 238-241.
 */
export function simpsonWarning(
  pooled: Difference | null,
  standardized: Difference | null,
  byStratum: readonly (number | null)[],
): Simpson | null {
  if (pooled === null || standardized === null) return null;
  const differences = byStratum.filter((difference) => difference !== null);
  const opposite = differences.filter((difference) => difference * pooled.estimate < 0).length;
  const turned = pooled.estimate * standardized.estimate < 0;
  if (!turned || !excludesZero(pooled) || !excludesZero(standardized)) return null;
  const direction = (estimate: number): string => (estimate > 0 ? 'higher' : 'lower');
  const message =
    `The group's rate is ${direction(pooled.estimate)} than the reference's when all strata are thrown together, ` +
    `and ${direction(standardized.estimate)} within strata (${opposite} of ${counted(differences.length, 'stratum')} ${agree(opposite, 'points', 'point')} the other way): ` +
    'the groups are spread differently over the strata. Judge within strata.';
  return { opposite, strata: differences.length, message };
}

const excludesZero = ({ lower, upper }: Difference): boolean => lower > 0 || upper < 0;
