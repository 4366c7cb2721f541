export { type Bins, MAX_BINS, makeBins } from './bins.js';
export { closedCuts } from './closed-cuts.js';
export { type BinSplit, codesOf, cutOf, sidesOf } from './sides.js';
