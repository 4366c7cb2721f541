export { type ColumnNote, chooseFeatures, policyColumns } from './features.js';
export { type Training, train } from './train.js';
