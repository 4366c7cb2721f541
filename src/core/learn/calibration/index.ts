export { foldIsotonic, foldPlatt } from './fold-curve.js';
export { applyIsotonic, fitIsotonic, type IsotonicCurve } from './isotonic.js';
export { applyPlatt, fitPlatt, type PlattCurve } from './platt.js';
