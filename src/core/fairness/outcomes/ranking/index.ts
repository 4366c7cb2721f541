export { type Held, heldShare } from './held-share.js';
export { rankingTallyFromJson, rankingTallyToJson } from './json.js';
export { type MeasuredGap, measuredRanking, measuredRankingGap } from './measured.js';
export { compareRankingMetric, estimateRankingMetric } from './metrics.js';
export { MOST_RELEVANCE } from './one-list.js';
export { MOST_POSITIONS, positionWeight } from './position-weights.js';
export { type ReportedFigure, reportedGap, reportedLimits } from './reported.js';
export type { TopTarget } from './representation.js';
export {
  mergeRankingSets,
  type RankingSets,
  rankingSets,
  rankingSetsFromJson,
  rankingSetsInSteps,
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
export { type TopShare, topShare } from './top-share.js';
export type {
  RankingGroup,
  RankingProducts,
  RankingRow,
  RankingSpec,
  RankingSums,
  RankingTally,
} from './types.js';
export type { RankingQuestion } from './values.js';
