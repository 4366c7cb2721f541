import { areaSums, type BoundedSums, blockMeanBets, type LinearNull } from '../../../core/stats/index.js';
import { countIndex } from '../../monitor-panes/index.js';
import type { OrderWatch } from '../series/types.js';
import { betsOnClaims, putBets } from './claim-bets.js';
import type { EvidenceKind, Side } from './kind.js';
import { farthestOfSums, measuredMeans } from './means.js';

/** People of a group that past orders rest on, as areas have it. */
const MEMORY = 10_000;
const RANGE = { from: 0, to: 1 };

/**
 * The chance that a member of one group stands above one of the reference: that of batches of both, on average over all ways to put them into batches, as areas under the curve are, with the group in the place of
 * the label (docs/explanations/watching-any-outcome.md). Who stands at the same level counts half, and nothing is rounded away.
 */
export const ordersKind: EvidenceKind<OrderWatch> = {
  width: ({ order }) => order.length,
  measure({ order }, { places }, counts) {
    const counted = new Float64Array(order.length);
    order.forEach((decided, i) => {
      for (let label = 0; label <= places; label++)
        counted[i]! += counts[countIndex(places, { decided, label: label === places ? null : label })]!;
    });
    return counted;
  },
  people: (counted) => counted.reduce((sum, count) => sum + count, 0),
  memory: MEMORY,
  pastValue: () => 1 / 2,
  ...betsOnClaims<OrderWatch>(betsOf),
  measured(_, __, counts, level) {
    const width = counts.length / 2;
    const sums = sumsOf(counts.subarray(0, width), counts.subarray(width));
    return measuredMeans({ compare: 'value', range: RANGE }, [sums], level);
  },
  detectable({ hypotheses }, [own, other], time) {
    if (other === undefined) return null;
    const past = sumsOf(own!.past, other.past);
    const batches = Math.floor(Math.min(own!.people, other.people) / PER_BATCH);
    if (past.n === 0 || batches === 0) return null;
    return farthestOfSums({ hypotheses, compare: 'value', range: RANGE }, [{ past, people: batches }], time);
  },
};

/** People of each group in a batch: that of `areaSums` unless said. */
const PER_BATCH = 5;

/** Older counts are faded, and no whole numbers any more. */
const sumsOf = (group: Float64Array, reference: Float64Array): BoundedSums =>
  areaSums({ positives: group.map(Math.round), negatives: reference.map(Math.round) }, { perBatch: PER_BATCH }).middle;

function betsOf(hypothesis: LinearNull, [group, reference]: readonly Side[], into: Float64Array, at: number): boolean {
  const past = [sumsOf(group!.past, reference!.past)];
  const block = [sumsOf(group!.counted, reference!.counted)];
  return putBets(blockMeanBets({ hypothesis, past, block }), into, at);
}
