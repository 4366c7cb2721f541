export { type ColumnNote, chooseFeatures, type PolicyColumns, policyColumns } from './features.js';
export { type Training, train } from './train.js';
