/**
 * Logs decisions to a Tribune service from Node or a browser: batches, retries, back-pressure, and in Node a spool on disk; and asks the
 * stop switch before each decision. It imports nothing from the rest of the package but types and the rule of stops, which is pure.
 */
export {
  type ArtifactClient,
  type ArtifactClientOptions,
  ArtifactError,
  type ArtifactErrorCode,
  createArtifactClient,
  type PutArtifact,
  type TrainingRun,
} from './artifacts.js';
export { createDecisionClient } from './client.js';
export { DecisionLogError, type DecisionLogErrorCode, type DecisionLogErrorDetails } from './errors.js';
export {
  type ClientCanary,
  type ClientGate,
  type ClientStop,
  createStopClient,
  type SafeAnswer,
  type StopClient,
  type StopClientOptions,
  type StopDecision,
} from './stops/index.js';
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
