import { defined } from '../../core/base/defined.js';
import type { PolicyChoice } from './policy-text.js';
import type { AuditResult } from './result/result.js';

/** What a result says of the policy that it was judged by. */
export function describePolicy({ policy, policyDigest, policyPath }: PolicyChoice): AuditResult['policy'] {
  return {
    name: policy.name,
    version: policy.version,
    digest: policyDigest,
    path: policyPath,
    owner: policy.owner,
    purpose: policy.purpose,
    favourable: policy.data.favourable,
    minGroupSize: policy.data.minGroupSize,
    level: policy.statistics.level,
    multiplicity: policy.statistics.multiplicity,
    attributes: policy.data.attributes.map((a) => a.name),
    cutoff: policy.data.cutoff,
    ...defined({ outcome: policy.data.outcome }),
  };
}
