export { reader } from './fields.js';
