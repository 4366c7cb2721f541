import { outcomePlan, type ReadPlan, readPlan } from '../../../core/policy/bind/index.js';
import type { Policy } from '../../../core/policy/index.js';

/**
 * The plan by which data are read for tests of bias. Predictions and scores may be absent, because data to train on have none; decisions
 * that are not 0 or 1 have neither label nor prediction of 0 and 1.
 */
export function testPlan(policy: Policy, columns: readonly string[]): ReadPlan {
  const { outcome, ...rest } =
    policy.data.outcome === undefined
      ? { ...readPlan(policy, { scores: true }), outcome: undefined }
      : outcomePlan(policy, {});
  const attributes = rest.attributes.slice(0, policy.data.attributes.length);
  const has = (column: string | null): boolean => column !== null && columns.includes(column);
  return {
    ...rest,
    attributes,
    prediction: rest.prediction !== null && has(rest.prediction.column) ? rest.prediction : null,
    score: has(rest.score) ? rest.score : null,
  };
}
