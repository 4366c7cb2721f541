import type { BoostRules } from './boost-components.js';

export interface AdditiveSettings extends BoostRules {
  readonly bins: number;
  /** Times that other rows are held out; the functions are the mean of all. */
  readonly bags: number;
  readonly validation: number;
  readonly monotone: Int8Array;
  /** Number of pairs that get functions of both inputs. */
  readonly pairs: number;
}
