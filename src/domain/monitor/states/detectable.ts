import { DAY_MS } from '../../../core/base/durations.js';
import { type LinearNull, smallestDetectableGap } from '../../../core/stats/index.js';
import { cellKey } from '../../monitor-panes/index.js';
import { type EvidenceWatch, kindOf, type RateWatch, shownOf, type Watch } from '../../monitor-watches/index.js';
import { detectorInForce } from './budget.js';
import type { GroupCounts } from './group-counts.js';
import { referenceOf } from './groups.js';
import type { Series } from './series.js';
import type { MonitorState, WatchState } from './state.js';
import type { SeriesPlace } from './state-change.js';

/** Days that the smallest gap is stated for. */
const DETECTION_DAYS = 30;

/**
 * The smallest gap of a series (of levels: the level) that would be found within 30 days with chance 0.8; null where none would. At the volume so far, and with the rates so far moved to the boundary where they lie beyond it. Of a requirement with two sides it is the side that is found later.
 */
export function gapIn30Days({ plan, watch, known, series }: SeriesPlace, state: MonitorState): number | null {
  const group = known.groups.get(cellKey(series.group))!;
  const other = watch.reference.kind === 'none' ? null : (otherGroup(series, watch, known) ?? null);
  if (watch.reference.kind !== 'none' && other === null) return null;
  const groups = other === null ? [group] : [group, other];
  const inTime = blocksInTime(groups, { plan, watch }, state);
  // A change shows only until what it is compared with has changed as well.
  const blocks = watch.kind === 'changes' ? Math.min(inTime, watch.overMs / plan.blockMs) : inTime;
  if (blocks < 1) return null;
  if (watch.kind !== 'rates') {
    const volumes = groups.map((one) => ({
      past: one.past,
      baseline: one.baseline,
      people: one.n[0]! / Math.max(1, one.blocks),
    }));
    if (volumes.some(({ people }) => !(people > 0))) return null;
    return kindOf<EvidenceWatch>(watch).detectable(watch, volumes, { blocks, threshold: known.threshold! });
  }
  const streams = groups.flatMap((one) => watch.rates.map((_, r) => streamOf(one, r)));
  if (streams.some(({ n }) => !(n > 0))) return null;
  const detector = detectorInForce(watch, known);
  const gaps = smallestDetectableGap({
    plan: detector,
    rates: streams.map(({ rate }) => rate),
    n: streams.map(({ n }) => n),
    blocks,
  });
  const found = gaps.map((gap, i) =>
    gap === null ? null : shownGap(watch, detector.watching[i]!, { gap, rate: streams.at(-1)!.rate }),
  );
  return found.includes(null) ? null : farthest(watch, found as number[]);
}

/** Blocks with data of all the groups in so many days, as often as there were so far. */
function blocksInTime(
  groups: readonly GroupCounts[],
  { plan, watch }: Pick<SeriesPlace, 'plan' | 'watch'>,
  state: MonitorState,
): number {
  const closed = state.closed[watch.phase]!;
  const share = Math.min(...groups.map((one) => one.blocks / Math.max(1, (closed - one.firstAt) / plan.blockMs + 1)));
  return Math.floor((share * DETECTION_DAYS * DAY_MS) / plan.blockMs);
}

/** The sum of a claim as people read it: the difference, the ratio beside a reference at its rate, or the level. */
function shownGap(
  watch: RateWatch,
  { coefficients }: LinearNull,
  { gap, rate }: { readonly gap: number; readonly rate: number },
): number | null {
  const [ofGroup, ofReference] = [coefficients[0]!, coefficients.at(-1)!];
  if (watch.compare === 'difference') return gap;
  if (watch.compare === 'value') return shownOf(watch, gap / ofGroup);
  return rate > 0 ? (gap / rate - ofReference) / ofGroup : null;
}

/** Of the two sides of a bound the one that is found later: the larger difference; of ratios and levels, the one that stands first. */
const farthest = ({ compare }: Watch, gaps: readonly number[]): number =>
  compare === 'difference' ? Math.max(...gaps) : gaps[0]!;

/** The group of a series is compared with another one where it is the reference itself. */
function otherGroup(series: Series, watch: Watch, known: WatchState): GroupCounts | undefined {
  if (series.reference !== null) return known.groups.get(cellKey(series.reference));
  return referenceOf(watch, known) ?? undefined;
}

/** Mean size of a block and rate of one rate of a group. */
const streamOf = ({ n, past, blocks }: GroupCounts, r: number): { n: number; rate: number } => ({
  n: n[r]! / Math.max(1, blocks),
  rate: past[2 * r + 1]! / past[2 * r]!,
});
