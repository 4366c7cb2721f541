/** What of a policy is watched (series/), and with what evidence (kinds/). Pure: time comes as arguments. */

export {
  type AmountsShown,
  addFaded,
  amountsShown,
  bothParities,
  type ChangeShown,
  changeShown,
  countedAreas,
  type DriftShown,
  driftShown,
  END_EVIDENCE,
  type EvidenceKind,
  type EvidenceWatch,
  type GroupPast,
  kindOf,
  meanSums,
  oppositesOf,
  pairedCounts,
  type Side,
} from './kinds/index.js';
export { boundEnds } from './series/bound-ends.js';
export { countsOfTime, mostChanging } from './series/changes.js';
export { DAYS_BEFORE, durationReach } from './series/durations.js';
export { rateOfShown, shownOf } from './series/f1.js';
export { demandWatches, planMonitor, planOfRows } from './series/plan.js';
export { FAULTY, SOUND } from './series/quality.js';
export { boundsWithoutLabels, countRates } from './series/rates.js';
export { meanOfShown } from './series/roots.js';
export type {
  AgreementWatch,
  AreaWatch,
  ChangeWatch,
  DriftWatch,
  DurationAsked,
  FractionWatch,
  MeanWatch,
  MonitorPlan,
  OrderWatch,
  Phase,
  Quality,
  RateWatch,
  Unwatched,
  Watch,
} from './series/types.js';
export { watchNamed } from './series/watch-named.js';
