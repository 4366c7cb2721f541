import { TribuneError } from '../../../core/base/errors.js';
import { defineReason, type Reason } from '../../../core/base/reasons.js';
import type { SpokenAgainst } from '../law/index.js';

export const unknownDeployment = defineReason(
  'rule.unknown-deployment',
  'NOT_FOUND',
  'No deployment of this name is registered, so no rule can be approved for it.',
);
export const notAcknowledged = defineReason(
  'rule.law-not-acknowledged',
  'CONFLICT',
  'Law of a place of the system speaks against deciding by the attribute, and whoever approves the rule did not say that they answer for it.',
);
/** Reasons for which a rule is not attached. */
export const ruleRecordReasons: readonly Reason[] = [unknownDeployment, notAcknowledged];

export const invalid = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID', message, { remedy });

export const unknownRule = (id: string): TribuneError =>
  new TribuneError('NOT_FOUND', `there is no rule ${JSON.stringify(id)}`, {
    remedy: 'GET /v1/rules lists those that deployments decide by, or did.',
  });

export const unacknowledged = (missing: readonly SpokenAgainst[]): TribuneError =>
  notAcknowledged(
    `law speaks against deciding by this attribute in ${missing.map(({ name }) => name).join(', ')}: ${missing[0]!.says} (${missing[0]!.source})`,
    {
      remedy: `Take legal advice. Whoever answers for it says so and why: --acknowledge ${missing.map(({ place }) => place).join(',')} --reason TEXT.`,
    },
  );
