export type { PolicyColumns } from './features.js';
export { type Training, train } from './train.js';
