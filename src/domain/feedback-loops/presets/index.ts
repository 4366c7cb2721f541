import type { LoopPreset } from '../play/index.js';
import { hiring } from './hiring.js';
import { lending } from './lending.js';
import { moderation } from './moderation.js';
import { policing } from './policing.js';
import { prices } from './prices.js';
import { recommender } from './recommender.js';

/** The loops that can be simulated, in the order of the help. */
export const PRESETS: readonly LoopPreset[] = [lending, policing, hiring, recommender, moderation, prices];
