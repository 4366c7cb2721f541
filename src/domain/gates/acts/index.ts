import { attestGate, endWaiver, giveSignOff, waiveRequirement, withdrawSignOff } from './people-acts.js';
import { changeGate } from './set-gates.js';
import { settleGate } from './settle.js';

export { demandOpenGate } from './demand-open.js';
export {
  conflict,
  evidenceChanged,
  evidenceMissing,
  gateReasons,
  invalid,
  nobodyAbove,
  noDeployment,
  noGate,
  notSigning,
  unknownFact,
} from './errors.js';
export {
  demandKnownControl,
  demandWaivable,
  endOneWaiver,
  saveAttestation,
  saveSignOff,
  takeBack,
  type WaiverRequest,
  waiveRequirement,
} from './people-acts.js';
export { deploymentOf, type GateProposal, isOfGates } from './proposals.js';
export { changeGate, demandDeployment, setGatesWithin } from './set-gates.js';
export { settleOne } from './settle.js';
export type { Settled } from './settled.js';
export { gateSignals, isAlertFiring } from './signals.js';
export type { GateActs, GateStores } from './stores.js';

/** Acts on gates, but for those that other rooms declare. */
export const gateActs = [
  giveSignOff,
  withdrawSignOff,
  attestGate,
  endWaiver,
  waiveRequirement,
  changeGate,
  settleGate,
] as const;
