import { defineAct } from '../../acts/index.js';
import { evidenceEvents } from '../events/index.js';

export const addEvidence = defineAct('evidence.add', { enters: evidenceEvents });
export const removeEvidence = defineAct('evidence.remove', { enters: evidenceEvents });
export const openEvidence = defineAct('evidence.open', { enters: evidenceEvents });

/** Acts on files that people hand in. */
export const evidenceActs = [addEvidence, removeEvidence, openEvidence] as const;
