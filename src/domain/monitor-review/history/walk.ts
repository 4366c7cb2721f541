import type { BoundedSums, Proportion } from '../../../core/stats/index.js';
import {
  BlockCells,
  type CellValues,
  emptyWatch,
  type GroupCounts,
  type MeanWatch,
  MOMENT_COUNTS,
  type MonitorPlan,
  type PaneAt,
  type RateWatch,
  referenceAmong,
  rememberGroups,
  sumsOf,
} from '../../monitor/index.js';

/** What a stretch of time counted of a series, beside what was counted before it. */
export interface SeriesStretch<S = Proportion> {
  readonly startMs: number;
  readonly group: CellValues;
  readonly reference: CellValues | null;
  /** Of each stream of the watch (the rates, or the mean, of the group, then those of the reference) what came before, older counts faded. */
  readonly past: readonly S[];
  readonly counted: readonly S[];
}

/**
 * Goes through panes as a monitor goes through blocks: the group that others are compared with, and the rates to bet by, follow from what was counted before. A stretch in which a
 * series had nobody in one of its streams is given all the same, as it counted 0.
 *
 * @param keys texts of the values of the groups that have a series
 * @param panes in the order of time
 * @param fixedFrom start of the stretch from which on the group that others are compared with stays the same; left out where each stretch has its own
 */
export const walkSeries = (plan: MonitorPlan, watch: RateWatch, walked: Walked): Stretches<Proportion> =>
  walk(plan, watch, { ...walked, streamsOf: pairsOf, nobody: new Float64Array(2 * watch.rates.length) });

/** The same of means. */
export const walkMeans = (plan: MonitorPlan, watch: MeanWatch, walked: Walked): Stretches<BoundedSums> =>
  walk(plan, watch, {
    ...walked,
    streamsOf: (counts) => [sumsOf(counts)],
    nobody: new Float64Array(MOMENT_COUNTS),
  });

type Stretches<S> = Generator<readonly [key: string, stretch: SeriesStretch<S>]>;

interface Walked {
  readonly keys: readonly string[];
  readonly panes: readonly PaneAt[];
  readonly fixedFrom?: number;
}

function* walk<S>(
  plan: MonitorPlan,
  watch: RateWatch | MeanWatch,
  {
    keys,
    panes,
    fixedFrom = Number.POSITIVE_INFINITY,
    streamsOf,
    nobody,
  }: Walked & { readonly streamsOf: (counts: ArrayLike<number>) => S[]; readonly nobody: Float64Array },
): Stretches<S> {
  const known = emptyWatch();
  let fixed: string | null = null;
  for (const { startMs, pane } of panes) {
    const block = new BlockCells(pane, plan).groupsOf(watch);
    const reference: GroupCounts | null =
      fixed === null ? referenceAmong(watch, keys, known.groups) : (known.groups.get(fixed) ?? null);
    if (startMs >= fixedFrom) fixed = reference?.key ?? null;
    for (const key of keys) {
      const group = known.groups.get(key);
      const isCompared = watch.reference.kind !== 'none';
      if (group === undefined || (isCompared && (reference === null || reference.key === key))) continue;
      const sides = reference === null ? [group] : [group, reference];
      yield [
        key,
        {
          startMs,
          group: group.values,
          reference: reference?.values ?? null,
          past: sides.flatMap(({ past }) => streamsOf(past)),
          counted: sides.flatMap((side) => streamsOf(block.get(side.key)?.counted ?? nobody)),
        },
      ];
    }
    rememberGroups(watch, known, { plan, block, at: startMs + plan.blockMs });
  }
}

/** Observations and successes one after the other, as proportions; faded counts are rounded, for they only say where to bet. */
function pairsOf(counts: ArrayLike<number>): Proportion[] {
  const pairs: Proportion[] = [];
  for (let i = 0; i < counts.length; i += 2) {
    const n = Math.round(counts[i]!);
    pairs.push({ n, successes: Math.min(n, Math.round(counts[i + 1]!)) });
  }
  return pairs;
}
