/** Which deployment is watched by which policy. */

export { MonitorPolicies } from './policies.js';
export type { PiecesOfText, TextBytes, WatchedDecision } from './watched-decision.js';
export type { ClusterName, WatchedPolicy } from './watched-policy.js';
export { monitorActs, Watches } from './watches.js';
