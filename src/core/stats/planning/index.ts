export { kishEffectiveSize } from './kish.js';
