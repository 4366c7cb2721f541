/** Offers: changes that were proposed to people and hold until a time, held against a version before it serves. */
export { offerReasons } from './errors.js';
export { checkOffers, RecourseOffers } from './recourse-offers.js';
