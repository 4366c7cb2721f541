export { CASE_MACHINE, type CaseActName, type CaseStage } from './case-machine.js';
export { type ActBy, type Edge, edgesOf, type Machine } from './machine.js';
