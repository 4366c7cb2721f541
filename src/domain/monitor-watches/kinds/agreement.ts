import {
  type AgreementPlan,
  agreementSums,
  blockMeanBets,
  type LinearNull,
  meanSequence,
  planAgreement,
} from '../../../core/stats/index.js';
import { binsOf, countsOfPlaces, declaredBins } from '../../monitor-panes/index.js';
import type { AgreementWatch } from '../series/types.js';
import type { EvidenceKind, GroupPast, Side } from './kind.js';
import { farthestOfSums } from './means.js';

const BETS = 5;
const MEMORY = 1000;
const SHARES = { from: 0, to: 1 };

/** How two inputs hang together, beside how they did: those that are made up one by one do not (docs/explanations/data-quality.md). */
export const agreementKind: EvidenceKind<AgreementWatch> = {
  width: ({ histogram }, { histograms }) => declaredBins(histograms[histogram]!),
  measure(watch, plan, counts) {
    let first = countsOfPlaces(plan.places);
    for (let h = 0; h < watch.histogram; h++) first += binsOf(plan.histograms[h]!);
    return counts.slice(first, first + agreementKind.width(watch, plan));
  },
  people: (counted) => counted.reduce((sum, count) => sum + count, 0),
  memory: MEMORY,
  isReady: (watch, group) => planOf(watch, group) !== null,
  pastValue: () => 0,
  bets: () => BETS,
  betsOn: (watch, sides) => betsOn(watch, sides, 'kept'),
  end: { by: 'bets', betsOfClaim: BETS, betsOn: (watch, sides) => betsOn(watch, sides, 'broken') },
  measured(watch, group, counted, level) {
    const plan = planOf(watch, group);
    if (plan === null) return null;
    const sums = agreementSums(plan, counted);
    if (sums.n === 0) return null;
    const interval = meanSequence([sums], [1], { level });
    const shareOf = (mean: number): number =>
      Math.min(1, Math.max(0, (plan.together - mean) / (plan.together - plan.apart)));
    return (
      interval && {
        estimate: shareOf(sums.sum / sums.n),
        lower: shareOf(interval.upper),
        upper: shareOf(interval.lower),
      }
    );
  },
  detectable(watch, [volume], time) {
    const plan = planOf(watch, volume!);
    if (plan === null) return null;
    const past = agreementSums(plan, volume!.past);
    const mean = farthestOfSums(
      { hypotheses: [claimOf(plan, 'kept')], compare: 'value', range: SHARES },
      [{ past, people: volume!.people }],
      time,
    );
    const share = mean === null ? null : (plan.together - mean) / (plan.together - plan.apart);
    return share !== null && share <= 1 ? share : null;
  },
};

const claimOf = ({ bound }: AgreementPlan, against: 'kept' | 'broken'): LinearNull =>
  against === 'kept' ? { coefficients: [-1], bound: -bound } : { coefficients: [1], bound };

function betsOn(watch: AgreementWatch, [group]: readonly Side[], against: 'kept' | 'broken'): number[] | null {
  const plan = planOf(watch, group!);
  if (plan === null) return null;
  return blockMeanBets({
    hypothesis: claimOf(plan, against),
    past: [agreementSums(plan, group!.past)],
    block: [agreementSums(plan, group!.counted)],
  });
}

const plans = new WeakMap<object, AgreementPlan | null>();

/** What a block is held against; null while there is none, or where made-up values would not show. A baseline that is at hand does not change any more. */
function planOf(watch: AgreementWatch, { baseline }: GroupPast): AgreementPlan | null {
  const key = 'counts' in watch.baseline ? watch : baseline;
  if (key === null) return null;
  const known = plans.get(key);
  if (known !== undefined) return known;
  const reference = 'counts' in watch.baseline ? watch.baseline.counts : baseline!;
  const plan = planAgreement({ reference, columns: watch.columns, most: watch.bound.max! });
  plans.set(key, plan);
  return plan;
}
