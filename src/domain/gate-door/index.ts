/** The door at which recorded decisions are held against the gates of their deployments. */
export { type GateCount, GateCounts, type GateOutcome } from './counts.js';
export { GateDoor } from './door.js';
export { GateSource } from './gate-source.js';
