export { createStopClient } from './stop-client.js';
export type { ClientCanary, ClientStop, SafeAnswer, StopClient, StopClientOptions, StopDecision } from './types.js';
