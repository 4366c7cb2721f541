import type { Policy, Requirement } from '../../../core/policy/index.js';
import type { ListMeasure } from '../../monitor-panes/index.js';
import { frameOf, isOneSided } from './frame.js';
import { meanClaims } from './means.js';
import type { ListWatch, WatchDraft } from './types.js';

/** What a requirement about rankings sums of each list; null where it is no quotient of such sums. */
export function listMeasure({ metric, per, k, target }: Requirement): ListMeasure['of'] | null {
  switch (metric) {
    case 'exposure':
      return { kind: 'exposure', per: per ?? 'shown' };
    case 'share_in_top_k':
      return { kind: 'top', k: k! };
    case 'representation_in_top_k':
      return target === undefined ? null : { kind: 'held', k: k!, shares: target.shares };
    default:
      return null;
  }
}

/** What quotients are multiplied by so that none is above 1. */
const scaleOf = (of: ListMeasure['of']): number => (of.kind === 'held' ? Math.min(...Object.values(of.shares)) : 1);

/** What lists can make of a measure, as its bound is written. */
export const shownRange = (of: ListMeasure['of']): { readonly from: number; readonly to: number } => ({
  from: 0,
  to: Number((1 / scaleOf(of)).toPrecision(6)),
});

/** @throws TribuneError INVALID_ARGUMENT for a bound that no lists can break, or that all of them break */
export function listDraft(requirement: Requirement, policy: Policy, of: ListMeasure['of']): WatchDraft<ListWatch> {
  const compare = requirement.compare === 'change' ? 'difference' : requirement.compare;
  const scale = scaleOf(of);
  const bound = Object.fromEntries(Object.entries(requirement.bound).map(([end, value]) => [end, value * scale]));
  const claims = meanClaims({
    compare,
    ...(compare === 'value' ? bound : requirement.bound),
    oneSided: isOneSided(requirement),
    range: { from: 0, to: 1 },
  });
  return { kind: 'lists', ...frameOf(requirement, policy), compare, of, scale, hypotheses: claims };
}
