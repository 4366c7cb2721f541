export { fitWorstGroup, type WorstGroup, type WorstGroupOptions } from './worst-group.js';
