export { missingOf } from './numbering.js';
