import { TribuneError } from '../../base/errors.js';
import type { GroupKey } from '../../fairness/tally/index.js';
import { groupText } from '../sections/text.js';

export const REMEDY = 'Give the audit.json of the last accepted audit of this policy.';

/** Error for an accepted audit that cannot be true; `what` says of the group what it tells. */
export const contradiction = (group: GroupKey, what: string): TribuneError =>
  new TribuneError('BASELINE_INVALID', `the baseline contradicts itself: of ${groupText(group)}, ${what}`, {
    remedy: REMEDY,
  });
