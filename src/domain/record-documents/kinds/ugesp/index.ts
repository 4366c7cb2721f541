export { ugesp } from './ugesp.js';
