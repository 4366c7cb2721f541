/**
 * Ports of the log. Adapters implement them (PostgreSQL and files, memory in `apps/testing`); one contract suite covers both. Byte strings
 * are `Uint8Array`, times are milliseconds since 1970.
 */

export type * from '../../recent-ids/ports.js';
export type * from './batches.js';
export type * from './derived.js';
export type * from './events.js';
export type * from './followers.js';
export type * from './keys.js';
export type * from './ledger.js';
export type * from './log-name.js';
export * from './publishing.js';
export type * from './runtime.js';
export type * from './store.js';
export type * from './stores.js';
