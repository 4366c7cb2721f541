export { groupedFolds, holdOut, kFold, type Split, timedSplits } from './splits.js';
