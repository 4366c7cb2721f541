import { holdCanary, promoteCanary, releaseCanary, rollBackCanary, shareCanary, startCanary } from './change-canary.js';

export { Canaries, type DecidedInArm, type TriedDecision } from './canaries.js';
export { type CanaryBy, type CanaryStores, holdWithin } from './change-canary.js';
export { CANARY_ENDS, type Canary, type CanaryStep, lastStep, type WantedCanary } from './types.js';

/** Acts on canaries. */
export const canaryActs = [startCanary, shareCanary, holdCanary, releaseCanary, promoteCanary, rollBackCanary] as const;
