/** Which deployment is watched by which policy. */

export { MonitorPolicies } from './policies.js';
export type { WatchedPolicy } from './watched-policy.js';
export { monitorActs, Watches } from './watches.js';
