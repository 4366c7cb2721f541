export { type Decorrelation, decorrelate } from './decorrelate.js';
export { applyRepair, type LearnedRepair, learnRepair, type RepairSteps } from './learned-repair.js';
export { type MassagedGroup, type Massaging, massage } from './massaging.js';
export { nearest, spaceOf, squaredDistance } from './nearest.js';
export { type Repair, type RepairOptions, repairColumn } from './repair.js';
export { type ResampledCell, type Resampling, type ResamplingOptions, resample } from './resampling.js';
export { type ReweighedCell, type ReweighedGroup, type Reweighing, reweigh } from './reweighing.js';
export { type Synthesis, type SynthesisOptions, type SynthesizedGroup, synthesize } from './synthesis.js';
