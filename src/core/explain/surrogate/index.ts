export {
  type CrossCheckOptions,
  crossCheck,
  crossCheckAsync,
  SURROGATE_REPEATS,
  SURROGATE_SAMPLES,
} from './cross-check.js';
export type { AgreementRange, AgreementRanges, CrossCheck } from './result.js';
