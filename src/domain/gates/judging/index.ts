export { changesOf, type GateChange, type JudgedGate } from './changes.js';
export { DRY_RUN_DAYS, type DryRunDay, dryRunOf } from './dry-run.js';
export { type LookUp, seeEvidence } from './evidence.js';
export { type JudgeInput, judgeGate, waiverOf } from './judge.js';
export { type PersonOf, personsBy, type Standing, signerOf, standingOf } from './people.js';
export { type JudgedSubject, subjectsOf } from './subjects.js';
