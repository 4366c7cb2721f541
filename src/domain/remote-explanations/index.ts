/**
 * Explanations of decisions by a version whose model is behind a network: from its scores alone, within a number of questions, and only where it answered
 * its canaries before and after.
 */
export { explainBetweenCanaries } from './between-canaries.js';
export { explainByEndpoint } from './explain-by-endpoint.js';
export { type Asking, type EndpointBasis, openEndpointBasis } from './open-endpoint-basis.js';
