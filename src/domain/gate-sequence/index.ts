/** Decisions of a gate, one after the other, with a stated share of false findings among all of them. */
export { gateEvidence } from './evidence.js';
export {
  auditedOf,
  enterGate,
  GATE_LEVEL,
  type GateFile,
  MOST_DECISIONS,
  nextDecision,
  readGates,
} from './sequence.js';
