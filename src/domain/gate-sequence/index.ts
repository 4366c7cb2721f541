/** Decisions of a gate, one after the other, with a stated share of false findings among all of them. */
export { gateEvidence } from './evidence.js';
export { enterGate, type GateFile, readGates } from './sequence.js';
