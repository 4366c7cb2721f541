export { type Inputs, type Near, nearestOf } from './nearest.js';
