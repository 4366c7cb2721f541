export { type Debiased, type DebiasOptions, debias } from './debias.js';
