export {
  type CrossCheckOptions,
  crossCheck,
  crossCheckAsync,
  SURROGATE_REPEATS,
  SURROGATE_SAMPLES,
} from './cross-check.js';
export type { AgreementRanges, CrossCheck, Range } from './result.js';
