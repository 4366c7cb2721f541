export { type Dominance, type DominanceCut, dominance, type StatedTest } from './dominance.js';
export { orderedGroups } from './groups.js';
export { type MeanRank, type MeanRanks, meanRanks } from './mean-ranks.js';
export { measuredShare, measuredSuperiority } from './measured.js';
export { type PreservationOptions, type RankPreservation, rankPreservation } from './preservation.js';
export { compareShareAtLeast, shareAtLeast } from './shares.js';
export { compareGradeShift, type GradeShift, gradeShift } from './shift.js';
export { type Superiority, superiority } from './superiority.js';
export {
  addOrderedRow,
  emptyOrderedTally,
  mergeOrderedTallies,
  orderedTally,
  orderedTallyFromJson,
  orderedTallyOf,
} from './tally.js';
export type {
  FavourableEnd,
  OrderedCell,
  OrderedGroup,
  OrderedRow,
  OrderedSpec,
  OrderedTally,
} from './types.js';
