export { type CollectionPlan, type GroupPlan, planCollection } from './plan.js';
