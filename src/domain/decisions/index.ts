export { decisionEvents, recordEntries } from './events/index.js';
export { type DecisionServices, openDecisionService, type ServiceOptions } from './service.js';
