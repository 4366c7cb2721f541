export { type DecisionServices, openDecisionService, type ServiceOptions } from './service.js';
export { decisionActs } from './subjects/acts.js';
export { erasureBegun, holdUnknown } from './subjects/errors.js';
