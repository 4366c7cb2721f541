export { benjaminiHochberg } from './false-discovery.js';
export { holm } from './family-wise.js';
