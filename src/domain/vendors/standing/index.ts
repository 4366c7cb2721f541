export { type VendorStanding, vendorStanding } from './vendor-standing.js';
