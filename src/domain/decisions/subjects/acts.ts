import { type Acts, defineAct } from '../../acts/index.js';
import { erasureCompleted, holdReleased, holdSet } from '../events/index.js';
import type { ErasureStore } from '../ports/index.js';

export const setHold = defineAct('hold.set', { enters: [holdSet] });
export const releaseHold = defineAct('hold.release', { enters: [holdReleased] });
/** The act that completes an erasure, once the keys that opened old copies are destroyed. */
export const completeErasure = defineAct('erasure.complete', { enters: [erasureCompleted] });

/** Acts about persons decided about. */
export const decisionActs = [setHold, releaseHold, completeErasure] as const;

export type ErasureActs = Acts<{ readonly erasures: ErasureStore }>;
