import { holdCanary, promoteCanary, releaseCanary, rollBackCanary, shareCanary, startCanary } from './change-canary.js';

export { Canaries } from './canaries.js';
export { type CanaryStores, holdWithin } from './change-canary.js';
export { type DecidedInArm, decidedInArm } from './decided-in-arm.js';
export type { ArmCounts } from './ports.js';
export { auditWanted } from './promotion.js';
export { type Canary, lastStep } from './types.js';

/** Acts on canaries. */
export const canaryActs = [startCanary, shareCanary, holdCanary, releaseCanary, promoteCanary, rollBackCanary] as const;
