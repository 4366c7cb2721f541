export { demandSystem } from './demand-system.js';
