export { openDecisionService, type ServiceOptions } from './service.js';
