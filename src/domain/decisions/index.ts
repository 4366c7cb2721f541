export { type DecisionServices, openDecisionService, type ServiceOptions } from './service.js';
export { decisionActs } from './subjects/acts.js';
export { holdUnknown } from './subjects/errors.js';
