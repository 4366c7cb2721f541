import type { Policy } from '../../../core/policy/index.js';
import type { AuditResult } from './result.js';
import { suspiciousValues } from './suspicious-values.js';

/** Cautions about values of attributes as in the data; names of bins are ours. */
export const valueCautions = (policy: Policy, groups: AuditResult['groups']): NonNullable<AuditResult['cautions']> =>
  policy.data.attributes
    .filter(({ bins }) => bins === null)
    .flatMap(({ name }) =>
      suspiciousValues(
        name,
        groups.flatMap(({ attributes }) => {
          const value = attributes[name];
          return Object.keys(attributes).length === 1 && typeof value === 'string' ? [value] : [];
        }),
      ),
    );

/** The cautions of an audit whose decisions are not 0 or 1. */
export function cautionsOfValues(policy: Policy, groups: AuditResult['groups']): Pick<AuditResult, 'cautions'> {
  const cautions = valueCautions(policy, groups);
  return cautions.length === 0 ? {} : { cautions };
}
