export { proposeAttributes } from './protected.js';
