/** Decisions of a gate, one after the other, with a stated share of false findings among all of them. */
export { type GateEvidence, gateEvidence } from './evidence.js';
export { enterGate, GATE_LEVEL, type GateDecision, type GateFile, readGates } from './sequence.js';
