import { endDrill } from './end-drill.js';
import { resumeStop } from './resume-stop.js';
import { throwStop } from './throw-stop.js';

export { authorAmong, type PersonStores } from './authors.js';
export { endOne, type Propagation } from './end-drill.js';
export { type OfferedAudits, offeredAudits } from './fresh-audits.js';
export {
  demandResumable,
  MOST_AUDITS,
  MOST_WAIVER,
  type ResumingStores,
  type Resumption,
  resumeStop,
  unknownStop,
} from './resume-stop.js';
export { standingEqual, type ThrowingStores, throwOne, throwWithin } from './throw-stop.js';
export { endTrial, endTrialWithin, holdsForOne, isOver, type WantedTrial } from './trial.js';
export { deploymentsOf } from './wanted.js';

/** Acts of persons on the stop switch. */
export const switchActs = [throwStop, resumeStop, endDrill] as const;
