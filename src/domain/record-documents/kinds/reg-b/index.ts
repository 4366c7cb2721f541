export { regB } from './reg-b.js';
