export { followIncidents } from './follow.js';
