export { tellCases } from './tell-cases.js';
