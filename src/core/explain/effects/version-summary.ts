import { agree, counted } from '../../base/counted.js';
import { clopperPearson, type Estimate } from '../../stats/index.js';
import { DEFAULT_LEVEL, everybodyAndGroups, invalid, judged, meanEstimate } from './common.js';
import type { VersionComparison } from './compare-versions.js';

export interface VersionSummaryInput {
  /** Comparison of one output. */
  readonly comparison: VersionComparison;
  readonly groups?: readonly string[];
  /** For each version, whether it accepts each row. */
  readonly decisions?: { readonly before: readonly boolean[]; readonly after: readonly boolean[] };
}

/** How a number moved from the first version to the second, over a group. */
export interface ScoreMove {
  readonly group: string | null;
  /** Mean of after - before, with the normal interval of a mean over people. */
  readonly mean: Estimate;
  /** Mean of |after - before|, in which moves that cancel over people still count. */
  readonly meanSize: Estimate;
}

/** Decisions on which the versions differ. */
export interface Flips {
  readonly group: string | null;
  readonly n: number;
  readonly acceptedBefore: number;
  readonly acceptedAfter: number;
  /** Number of people refused before and accepted after. */
  readonly gained: number;
  /** Number of people accepted before and refused after. */
  readonly lost: number;
  /** Share of flipped decisions, (gained + lost) / n, with the exact interval of Clopper and Pearson: a policy may judge by it. */
  readonly flipped: Estimate;
}

export interface VersionSummary {
  readonly score: readonly ScoreMove[];
  /** Moves by player; the input that moves scores most comes first. */
  readonly players: readonly { readonly name: string; readonly moves: readonly ScoreMove[] }[];
  readonly flips: readonly Flips[] | null;
}

/**
 * A comparison of two versions over people: how far scores move and which inputs move them, and whose decisions flip. Everybody (group
 * null) comes first, then the groups by name.
 *
 * @throws TribuneError INVALID_ARGUMENT when the comparison has several outputs, or groups or decisions of other rows
 * @example
 * summariseVersions({ comparison, groups: sexOfEveryRow, decisions }).flips[0].lost;
 */
export function summariseVersions({ comparison, groups, decisions }: VersionSummaryInput): VersionSummary {
  const { rows, outputs, players, prediction, values } = comparison;
  if (outputs.length !== 1)
    throw invalid(
      `${counted(outputs.length, 'output')} ${agree(outputs.length, 'is', 'are')} compared at once`,
      'Name one output.',
    );
  if (decisions !== undefined && (decisions.before.length !== rows || decisions.after.length !== rows)) {
    throw invalid(
      `decisions of other than ${counted(rows, 'row')}`,
      'Give the decision of every row by both versions.',
    );
  }
  const members = everybodyAndGroups(rows, groups);
  const moves = (of: (r: number) => number): ScoreMove[] =>
    [...members].map(([group, own]) => ({
      group,
      mean: judged(meanEstimate(Float64Array.from(own, of))),
      meanSize: judged(meanEstimate(Float64Array.from(own, (r) => Math.abs(of(r))))),
    }));
  const size = (moved: readonly ScoreMove[]): number => moved[0]?.meanSize.estimate ?? 0;
  return {
    score: moves((r) => prediction[r]!),
    players: players
      .map((name, p) => ({ name, moves: moves((r) => values[r * players.length + p]!) }))
      .sort((a, b) => size(b.moves) - size(a.moves)),
    flips: decisions === undefined ? null : [...members].map(([group, own]) => flipsOf(group, own, decisions)),
  };
}

function flipsOf(
  group: string | null,
  own: readonly number[],
  { before, after }: NonNullable<VersionSummaryInput['decisions']>,
): Flips {
  const count = (is: (r: number) => boolean): number => own.filter(is).length;
  const gained = count((r) => !before[r] && after[r]!);
  const lost = count((r) => before[r]! && !after[r]);
  return {
    group,
    n: own.length,
    acceptedBefore: count((r) => before[r]!),
    acceptedAfter: count((r) => after[r]!),
    gained,
    lost,
    flipped: shareOf(gained + lost, own.length),
  };
}

function shareOf(successes: number, n: number): Estimate {
  const interval = clopperPearson({ successes, n }, DEFAULT_LEVEL);
  const common = { level: DEFAULT_LEVEL, method: 'clopper-pearson', n };
  if (interval === null) {
    return { ...common, estimate: null, lower: null, upper: null, status: 'undefined', reason: 'nobody' };
  }
  return judged({ ...common, estimate: successes / n, ...interval, status: 'ok' });
}
