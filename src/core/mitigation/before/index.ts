export { type Decorrelation, decorrelate } from './decorrelate.js';
export { applyRepair, type LearnedRepair, learnRepair, type RepairSteps } from './learned-repair.js';
export { type Repair, type RepairOptions, repairColumn } from './repair.js';
export { type ReweighedCell, type ReweighedGroup, type Reweighing, reweigh } from './reweighing.js';
