import { riseTruth, type Truth, wilson } from '../../../core/stats/index.js';

/** How many of whom a version learned from, or decided about. */
export interface VersionCounts {
  readonly version: string;
  /** People by the value of the group. */
  readonly groups: ReadonlyMap<string, number>;
}

/** The share of one group in one version, with Wilson's interval. */
export interface VersionShare {
  readonly version: string;
  readonly people: number;
  readonly of: number;
  readonly share: number;
  readonly lower: number;
  readonly upper: number;
}

/** The shares of one group, version by version. */
export interface GroupShares {
  readonly group: string;
  readonly versions: readonly VersionShare[];
  /** Whether the share fell by more than asked from the first version to the last; false with a chance of at most `level` for all groups together. */
  readonly shrank: Truth;
  /** The same from each version to the next, each false with a chance of at most `level`. */
  readonly steps: readonly Truth[];
}

export interface SharesAsked {
  /** By how much a share has to have fallen, 0..1. */
  readonly by: number;
  /** Chance of a false answer, such as 0.05. */
  readonly level: number;
}

/**
 * Whether the share of a group shrinks from retraining to retraining. A system that sees outcomes only of those whom it selects learns, each time, from fewer of the group that it selects less; the rates that are watched need not show it.
 *
 * The shares of a version are about its own people, who are taken for others than those of the version before: where training tables overlap, the difference is less a matter of chance than is said, so that a fall that is said to be shown is shown all the more.
 *
 * @param versions in their order; a version with nobody has no share and is left out
 * @example groupShares([{ version: 'v1', groups: new Map([['f', 400], ['m', 600]]) }, { version: 'v2', groups: new Map([['f', 250], ['m', 750]]) }], { by: 0, level: 0.05 })[0].shrank // 'holds'
 */
export function groupShares(versions: readonly VersionCounts[], { by, level }: SharesAsked): GroupShares[] {
  const counted = versions
    .map(({ version, groups }) => ({ version, groups, of: [...groups.values()].reduce((sum, n) => sum + n, 0) }))
    .filter(({ of }) => of > 0);
  const groups = [...new Set(counted.flatMap((one) => [...one.groups.keys()]))].toSorted();
  return groups.map((group): GroupShares => {
    const proportions = counted.map((one) => ({ successes: one.groups.get(group) ?? 0, n: one.of }));
    const fell = (from: number, to: number, chance: number): Truth => {
      const [before, after] = [proportions[from]!, proportions[to]!];
      return riseTruth({ coefficients: [-1], by, past: null, before: [before], after: [after], level: chance });
    };
    return {
      group,
      versions: counted.map(({ version, of }, i): VersionShare => {
        const people = proportions[i]!.successes;
        const { lower, upper } = wilson({ successes: people, n: of }, 1 - level)!;
        return { version, people, of, share: people / of, lower, upper };
      }),
      shrank: counted.length < 2 ? 'not-known' : fell(0, counted.length - 1, level / groups.length),
      steps: counted.slice(1).map((_, i) => fell(i, i + 1, level)),
    };
  });
}
