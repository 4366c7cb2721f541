export { looksMissing } from './looks-missing.js';
