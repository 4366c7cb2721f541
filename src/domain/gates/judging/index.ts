export { changesOf, closedAll, type GateChange, whyOf } from './changes.js';
export { type DryRunDay, dryRunOf } from './dry-run.js';
export { type LookUp, seeEvidence } from './evidence.js';
export { type ControlWaiver, controlWaiversOf, heldWaivers, judgeGate, waiverOf } from './judge.js';
export { type Standing, signerOf, standingOf } from './people.js';
export { type JudgedSubject, subjectsOf } from './subjects.js';
