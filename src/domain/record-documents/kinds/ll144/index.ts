export { ll144 } from './ll144.js';
