export { httpWitness } from './http-witness.js';
