/** Gates: what a version needs before it decides on a deployment, who signed for it, and when the gate was open. */
export { gateActs, gateReasons, type SavedGate, setGatesWithin } from './acts/index.js';
export {
  deploymentOf,
  type GateProposal,
  type GateStatus,
  Gates,
  type GatesDeps,
  type JudgedVersion,
  type ListedGate,
  signersFor,
  versionIn,
} from './gates.js';
export { gateJob } from './job.js';
export { DRY_RUN_DAYS, type DryRunDay } from './judging/index.js';
export { gateSettings, samePersons } from './settings.js';
