import type { Matrix, Model } from '../../../models/index.js';
import { BASELINE_POLICIES, type BaselinePolicy } from './baseline.js';
import type { ReasonConfig } from './config.js';
import { checkAsked, explainReasons, type ReasonOptions } from './reasons.js';
import type { ReasonStatus } from './result.js';

export interface BaselineComparison {
  readonly policy: BaselinePolicy;
  /** Status of the reasons; `unavailable` means that the baseline has too few people. */
  readonly status: ReasonStatus | 'unavailable';
  /** Codes of the reasons, in order; for a blocked notice the families that block it. */
  readonly codes: readonly string[];
  readonly baselineRows: number;
}

/** The reasons of one person under every baseline policy, which shows what the choice of a policy changes. */
export function compareBaselines(
  model: Model,
  rows: Matrix,
  config: ReasonConfig,
  options: ReasonOptions,
): BaselineComparison[] {
  // Only a baseline of too few people is "unavailable"; invalid rows, or a row that does not exist, are mistakes.
  checkAsked(model, rows, options);
  return BASELINE_POLICIES.map((policy) => {
    try {
      const result = explainReasons(model, rows, config, {
        ...options,
        baseline: policy,
        resamples: 0,
        fallback: false,
      });
      const codes =
        result.status === 'blocked'
          ? result.record!.blockedBy.map(({ family }) => family)
          : result.reasons.map(({ code }) => code);
      return { policy, status: result.status, codes, baselineRows: result.record?.baseline.indices.length ?? 0 };
    } catch (error) {
      if ((error as { code?: string }).code !== 'INVALID_ARGUMENT') throw error;
      return { policy, status: 'unavailable', codes: [], baselineRows: 0 };
    }
  });
}
