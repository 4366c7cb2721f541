export { rankingTallyFromJson, rankingTallyToJson } from './json.js';
export { compareRankingMetric, estimateRankingMetric, type RankingQuestion } from './metrics.js';
export { positionWeight } from './position-weights.js';
export {
  addRankingList,
  emptyRankingTally,
  mergeRankingTallies,
  rankingGroups,
  rankingTally,
} from './tally.js';
export { type TopShare, type TopTarget, topShare } from './top-share.js';
export type {
  RankingGroup,
  RankingProducts,
  RankingRow,
  RankingSpec,
  RankingSums,
  RankingTally,
} from './types.js';
