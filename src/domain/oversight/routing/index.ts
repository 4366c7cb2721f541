export { followDecisions, type RoutingStores } from './follow-decisions.js';
export { PolicyRoutes } from './policy-routes.js';
