/** The page of a bundle that checks it offline. */
export { CHECKS } from './checks.js';
export { verifierPage } from './page.js';
