import {
  blockClusterBets,
  type ClusterSums,
  clusterMoments,
  clusterSequence,
  type LinearNull,
} from '../../../core/stats/index.js';
import { binsOf, firstOfLists, LIST_COUNTS, listSums } from '../../monitor-panes/index.js';
import type { ListWatch } from '../series/types.js';
import { betsOnClaims, putBets } from './claim-bets.js';
import type { EvidenceKind, Side } from './kind.js';
import { farthestOfSums } from './means.js';

/** Lists that bets rest on; those before fade. */
const MEMORY = 1000;
const RANGE = { from: 0, to: 1 };

/** Exposure and first places of groups over lists, of which each is one observation (docs/explanations/watching-any-outcome.md). */
export const listsKind: EvidenceKind<ListWatch> = {
  width: () => LIST_COUNTS,
  measure({ list }, { places, histograms, moments = [], areas = [] }, counts) {
    const bins = { places, bins: histograms.map(binsOf), moments: moments.length };
    const first = firstOfLists({ ...bins, areas: areas.map(({ edges }) => edges.length + 1) }) + LIST_COUNTS * list;
    return counts.slice(first, first + LIST_COUNTS);
  },
  people: (counted) => counted[0]!,
  memory: MEMORY,
  pastValue(_, { past }) {
    const { size, value, clusters } = listSums(past);
    return clusters === 0 ? 1 / 2 : value / size;
  },
  ...betsOnClaims<ListWatch>(betsOf),
  measured({ compare, scale }, _, counts, level) {
    const sides = Array.from({ length: counts.length / LIST_COUNTS }, (_side, side) =>
      listSums(counts, side * LIST_COUNTS),
    );
    const found = clusterSequence(sides, compare, { level });
    // A share over the one that was declared, which was scaled so that none is above 1.
    return found && { estimate: found.estimate / scale, lower: found.lower / scale, upper: found.upper / scale };
  },
  detectable({ hypotheses, compare, scale }, volumes, time) {
    const sums = volumes.map(({ past, people }) => ({ past: clusterMoments(listSums(past), volumes.length), people }));
    const found = farthestOfSums({ hypotheses, compare, range: RANGE }, sums, time);
    return found && found / scale;
  },
};

function betsOf(hypothesis: LinearNull, sides: readonly Side[], into: Float64Array, at: number): boolean {
  const sumsOfAll = (of: (side: Side) => Float64Array): ClusterSums[] => sides.map((side) => listSums(of(side)));
  const past = sumsOfAll((side) => side.past);
  const block = sumsOfAll(({ counted }) => counted);
  return putBets(blockClusterBets({ hypothesis, past, block }), into, at);
}
