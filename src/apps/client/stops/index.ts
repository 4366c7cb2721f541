export { createStopClient } from './stop-client.js';
export type { ClientStop, SafeAnswer, StopClient, StopClientOptions, StopDecision } from './types.js';
