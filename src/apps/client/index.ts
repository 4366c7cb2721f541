/**
 * Logs decisions to a Tribune service from Node or a browser: batches, retries, back-pressure, and in Node a spool on disk.
 * Imports nothing but types of the rest of the package.
 */
export { createDecisionClient } from './client.js';
export { DecisionLogError, type DecisionLogErrorCode, type DecisionLogErrorDetails } from './errors.js';
export type {
  ClientOptions,
  ClientStats,
  DecisionClient,
  DecisionRecord,
  LabelRecord,
  Outcome,
  Stored,
} from './types.js';
/** Everything else that goes over the wire, for programs that call the service themselves. */
export type * as wire from './wire.js';
