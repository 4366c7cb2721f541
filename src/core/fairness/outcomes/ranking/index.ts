export { rankingTallyFromJson, rankingTallyToJson } from './json.js';
export { type MeasuredGap, measuredRanking, measuredRankingGap } from './measured.js';
export { compareRankingMetric, estimateRankingMetric, type RankingQuestion } from './metrics.js';
export { MOST_RELEVANCE } from './one-list.js';
export { MOST_POSITIONS, positionWeight } from './position-weights.js';
export {
  mergeRankingSets,
  type RankingSets,
  rankingSets,
  rankingSetsFromJson,
  rankingSetsToJson,
  tallyOfSet,
} from './sets.js';
export {
  addRankingList,
  emptyRankingTally,
  MOST_TOPS,
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
