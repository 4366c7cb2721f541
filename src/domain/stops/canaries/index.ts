import { holdCanary, promoteCanary, releaseCanary, rollBackCanary, shareCanary, startCanary } from './change-canary.js';

export { Canaries, type DecidedInArm } from './canaries.js';
export { type CanaryStores, holdWithin } from './change-canary.js';
export { type Canary, lastStep } from './types.js';

/** Acts on canaries. */
export const canaryActs = [startCanary, shareCanary, holdCanary, releaseCanary, promoteCanary, rollBackCanary] as const;
