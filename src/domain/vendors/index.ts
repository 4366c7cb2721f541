/** Vendors of parts of systems and what they answered, and models that others made. */

export { VENDOR_QUESTIONS } from './questions/index.js';
export { type FoundationModel, foundationModelsSetting, type Vendor, vendorsSetting } from './settings/index.js';
export { vendorStanding } from './standing/index.js';
