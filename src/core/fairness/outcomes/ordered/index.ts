export { cappedByInstitution, type InstitutionCaps, measuredCapped } from './capped.js';
export { type Dominance, type DominanceCut, dominance, type StatedTest } from './dominance.js';
export { orderedGroups, othersOf, wholeOf } from './groups.js';
export { type MeanRank, type MeanRanks, meanRanks } from './mean-ranks.js';
export {
  type MeasuredLimited,
  measuredEstimate,
  measuredMeanRank,
  measuredMoved,
  measuredShare,
  measuredSuperiority,
} from './measured.js';
export { type PreservationOptions, type RankPreservation, rankPreservation } from './preservation.js';
export { compareShareAtLeast, shareAtLeast } from './shares.js';
export { compareGradeShift, type GradeShift, gradeShift } from './shift.js';
export { compareMovedShare, movedShare, type ShiftMetric } from './shift-shares.js';
export { measuredShortfall } from './shortfall.js';
export { type Superiority, superiority } from './superiority.js';
export {
  addOrderedRow,
  emptyOrderedTally,
  mergeOrderedTallies,
  orderedTally,
  orderedTallyFromJson,
  orderedTallyOf,
} from './tally.js';
export { measuredTurned } from './turned-share.js';
export type {
  FavourableEnd,
  OrderedCell,
  OrderedGroup,
  OrderedRow,
  OrderedSpec,
  OrderedTally,
} from './types.js';
