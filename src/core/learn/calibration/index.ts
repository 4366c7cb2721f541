export { foldPlatt } from './fold-platt.js';
export { applyIsotonic, fitIsotonic, type IsotonicCurve } from './isotonic.js';
export { applyPlatt, fitPlatt, type PlattCurve } from './platt.js';
