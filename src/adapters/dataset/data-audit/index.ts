export { openDataFiles } from './open.js';
