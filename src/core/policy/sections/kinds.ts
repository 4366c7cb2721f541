import type { GapRequirement, Requirement } from './types.js';

/** Whether a requirement bounds the gap between groups, and not the metric of each group or its change. */
export const isGap = (requirement: Requirement): requirement is GapRequirement =>
  requirement.compare === 'difference' || requirement.compare === 'ratio';
