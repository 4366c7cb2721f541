export { createStopClient } from './stop-client.js';
export type {
  ClientCanary,
  ClientGate,
  ClientStop,
  SafeAnswer,
  StopClient,
  StopClientOptions,
  StopDecision,
} from './types.js';
