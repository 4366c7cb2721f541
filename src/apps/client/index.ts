/**
 * Logs decisions to a Tribune service from Node or a browser: batches, retries, back-pressure, and in Node a spool on disk. It imports
 * nothing but types from the rest of the package.
 */
export {
  type ArtifactClient,
  type ArtifactClientOptions,
  ArtifactError,
  type ArtifactErrorCode,
  createArtifactClient,
  type PutArtifact,
} from './artifacts.js';
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
/** Types of everything else that is sent and received, for programs that call the service themselves. */
export type * as wire from './wire/index.js';
