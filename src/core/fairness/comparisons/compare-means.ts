import { type Moments, welchT } from '../../stats/moments/index.js';
import { kishEffectiveSize } from '../../stats/planning/index.js';
import { criticalValue, normalTwoSided, studentCritical } from '../../stats/special/index.js';
import { plainEstimate, undefinedEstimate } from '../metrics/evidence.js';
import type { Group } from '../tally/groups.js';
import { type Gap, untested } from './gap.js';

/** Mean, variance (denominator n - 1) and (effective) size of the scores of a group; null where nobody has one. */
export function scoreMoments(group: Group): Moments | null {
  const { moments } = group;
  if (moments.mean === null || moments.variance === null) return null;
  const n = group.weightKind === 'sampling' ? kishEffectiveSize(moments.n, moments.squares) : moments.n;
  return { mean: moments.mean, variance: n > 1 ? (moments.variance * n) / (n - 1) : 0, n };
}

/** Difference of mean scores: Welch's t interval and test; with sampling weights the normal ones on effective sizes. */
export function compareMeans(group: Group, reference: Group, options: { readonly level: number }): Gap {
  const weighted = group.weightKind === 'sampling';
  const frame = {
    level: options.level,
    method: weighted ? 'normal' : 'welch',
    n: group.moments.n + reference.moments.n,
  };
  const a = scoreMoments(group);
  const b = scoreMoments(reference);
  if (a === null || b === null) return untested(undefinedEstimate(frame, 'nobody in one of the groups has a score'));
  const estimate = a.mean - b.mean;
  const welch = welchT(a, b);
  if (welch === null) return untested(plainEstimate(frame, { estimate, lower: null, upper: null }));
  const standardError = Math.sqrt(a.variance / a.n + b.variance / b.n);
  const reach = weighted ? criticalValue(options.level) : studentCritical(options.level, welch.degreesOfFreedom);
  const values = { estimate, lower: estimate - reach * standardError, upper: estimate + reach * standardError };
  const test = weighted ? 'z' : 'welch t';
  return { ...plainEstimate(frame, values), test, pValue: weighted ? normalTwoSided(welch.t) : welch.pValue };
}
