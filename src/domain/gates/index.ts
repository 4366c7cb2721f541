/** Gates: what a version needs before it decides on a deployment, who signed for it, and when the gate was open. */
export {
  demandOpenGate,
  deploymentOf,
  type GateProposal,
  gateActs,
  gateReasons,
  setGatesWithin,
} from './acts/index.js';
export { followEvidence } from './following/index.js';
export { Gates, type GatesDeps, type ListedGate } from './gates.js';
export { gateJob } from './job.js';
export { type ControlWaiver, controlWaiversOf, heldWaivers } from './judging/index.js';
export { GATE_LIMITS, waivedControl } from './model/index.js';
export {
  type GateStatus,
  isWhole,
  type JudgedVersion,
  registeredFor,
  SIGN_OFF_TYPE,
  signersFor,
  signOffStatement,
  versionIn,
} from './status/index.js';
