export { adverseAction } from './adverse-action.js';
