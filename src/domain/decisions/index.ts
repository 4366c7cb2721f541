export { decisionEvents, recordEntries } from './events/index.js';
export { openDecisionService, type ServiceOptions } from './service.js';
