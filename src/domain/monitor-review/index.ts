/** What the monitor's counts say when several blocks are looked at together: what has lasted for days, and what a change came with. Pure; time comes as arguments. */

export {
  type ExplainedChange,
  explained,
  explaining,
  MOST_BLOCKS,
  notLookedAt,
  phaseToExplain,
  type Times,
  timesOf,
  unexplained,
} from './causes/index.js';
export { type Digest, type DigestNode, dayDigest, digestReach, fleetEvidence } from './digest/index.js';
export { type DurationLine, durationLines } from './durations/index.js';
export { type FleetMember, type FleetNode, fleetTree } from './fleet/index.js';
export type { RecentPanes } from './history/index.js';
