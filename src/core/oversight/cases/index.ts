export type { ActContext, CaseAct, CaseEntry, Done } from './act.js';
export { SERVICE, withBreaches } from './act.js';
export { actOn } from './act-on.js';
export { conflictsOf, excludedAfter } from './conflicts.js';
export { MOST_REASON } from './demand.js';
export { FIRST_VIEW } from './reading.js';
export { oversightReasons } from './reasons.js';
export { ANSWER } from './settling.js';
export { BEAT_MOST_MS, withBeat, withOpened, withWhatIf } from './telemetry.js';
export {
  type Answer,
  type CaseContents,
  type CaseOrigin,
  type CaseRead,
  type CaseRecord,
  EVIDENCE,
  type Evidence,
  EXCLUSIONS,
  type Excluded,
  type Exclusion,
  OVERTURN_REASONS,
  type OverturnReason,
  type Person,
  type ReasonVerdict,
  type Settlement,
  type View,
  type WholeCase,
} from './types.js';
