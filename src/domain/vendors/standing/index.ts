export { vendorStanding } from './vendor-standing.js';
