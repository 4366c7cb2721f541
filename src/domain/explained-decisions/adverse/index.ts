/** Adverse decisions that are explained without anybody asking. */
export { AdverseQueue } from './adverse-queue.js';
export { type DueStores, followAdverse } from './follow.js';
export { tellReady } from './tell-ready.js';
