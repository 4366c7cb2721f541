export { touches } from './holds-in.js';
