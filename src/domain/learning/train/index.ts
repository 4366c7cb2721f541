export { type ColumnNote, chooseFeatures, type PolicyColumns } from './features.js';
export { type Training, train } from './train.js';
