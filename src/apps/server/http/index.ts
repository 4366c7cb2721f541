export { BoundedConnections } from './connections.js';
export type { SubjectOf } from './guard.js';
export type { RouteSet } from './mount.js';
export type { Route } from './route.js';
export type { ServerSide } from './server-side.js';
