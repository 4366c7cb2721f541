/** Decisions of gates that the service keeps: which audits were found to break a bound, with a stated share of false findings among all of a gate. */
export {
  decideGate,
  type GateRecordDeps,
  gateRecordActs,
  gateRecordReasons,
  type KnownGate,
  listGates,
  readGate,
} from './gate-records.js';
