/** How many decisions came about in each arm while a version was tried out. */
export { type ArmFollowerStores, followArms } from './follow.js';
