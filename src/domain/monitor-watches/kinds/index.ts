export { countedAreas } from './areas.js';
export { bothParities } from './changed-quantities.js';
export { type ChangeShown, changeShown, pairedCounts } from './changes.js';
export { oppositesOf } from './claim-bets.js';
export { type AmountsShown, amountsShown } from './cut.js';
export { type DriftShown, driftShown } from './drift.js';
export {
  addFaded,
  END_EVIDENCE,
  type EvidenceKind,
  type EvidenceWatch,
  type GroupPast,
  type Side,
} from './kind.js';
export { kindOf } from './kind-of.js';
export { meanSums } from './means.js';
