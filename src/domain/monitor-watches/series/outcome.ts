import type { Policy, Requirement } from '../../../core/policy/index.js';
import type { monitor } from '../../../core/policy/open-sections/index.js';
import type { AmountOutcome, MeasureNames } from '../../../core/policy/sections/index.js';
import {
  type Area,
  countedStages,
  countIndex,
  type Moment,
  placesOfStage,
  SCORE_EDGES,
} from '../../monitor-panes/index.js';
import { type AmountRanges, amountMoments, placeOfQuantity, quantityOf, quantityRange } from './amount-means.js';
import { ratesOfF1 } from './f1.js';
import { costSteps, labelledRates, levelShares } from './labelled-words.js';
import { BINARY_PLACES, type MeasuredRates, ratesOfMetric } from './rates.js';
import { scoredMoment, scoredMoments } from './scored.js';
import type { MeanWatch } from './types.js';
import { countedWords, placesOfEvent } from './words.js';

type Section = NonNullable<ReturnType<typeof monitor.of>>;

/** How the outcomes of a policy are counted. */
export interface CountedOutcome {
  readonly places: number;
  /** Of amounts. */
  readonly edges?: readonly number[];
  /** Of levels and classes: the place of each declared word; of stages of each thing that a row can say. */
  readonly words?: readonly number[];
  readonly moments?: readonly Moment[];
  readonly areas?: readonly Area[];
  /** Where `monitor.amounts` cuts amounts and errors, in units; null without it. */
  readonly ranges: AmountRanges;
}

const NO_RANGES: AmountRanges = { amounts: null, errors: null };

/** How the decisions of a policy are counted: of yes and no by both, of levels and classes by the words that requirements tell apart, of amounts by the amounts that shares begin at, and by their sums where they have a range. */
export function countedOutcome({ data, requirements }: Policy, { amounts }: Pick<Section, 'amounts'>): CountedOutcome {
  const { outcome } = data;
  if (outcome?.type === 'ordered' || outcome?.type === 'class')
    return { ...countedWords(outcome, requirements), ranges: NO_RANGES };
  if (outcome?.type === 'stages') return { ...countedStages(outcome, requirements), ranges: NO_RANGES };
  if (outcome?.type === 'ranking') return { places: 1, ranges: NO_RANGES };
  if (outcome?.type !== 'amount') return countedBinary(requirements);
  const values = requirements.flatMap(({ metric, value }) =>
    metric === 'share_at_least' && value !== undefined ? [edgeOf(value, outcome)] : [],
  );
  const edges = [...new Set(values)].sort((a, b) => a - b);
  const range = amounts === undefined ? null : { from: amounts.from ?? 0, to: amounts.to };
  const ranges = { amounts: range, errors: range && (amounts?.errors ?? range.to - range.from) };
  const moments = amountMoments(outcome, requirements, ranges);
  return { places: edges.length + 1, edges, ...(moments.length === 0 ? {} : { moments }), ranges };
}

/** Of yes and no: by both, with what is summed and counted of their scores. */
function countedBinary(requirements: readonly Requirement[]): CountedOutcome {
  const metrics = requirements.filter(({ live }) => live !== false).map(({ metric }) => metric);
  const moments = scoredMoments(metrics);
  return {
    ...{ places: BINARY_PLACES, ranges: NO_RANGES },
    ...(moments.length === 0 ? {} : { moments }),
    ...(metrics.includes('auc') ? { areas: [{ edges: SCORE_EDGES }] } : {}),
  };
}

/** The mean that a requirement is about: its place among what is summed, and its range in units; null where it is about none. */
export function meanOf(
  { metric, costs }: Requirement,
  { moments = [], ranges, places, words = [] }: CountedOutcome,
): Pick<MeanWatch, 'moment' | 'range' | 'shownAs'> | null {
  if (metric === 'expected_cost') {
    const { steps, range } = costSteps(costs!, { places, words });
    return { moment: steps, range };
  }
  const quantity = quantityOf(metric);
  if (quantity !== null) {
    const place = placeOfQuantity(moments, quantity);
    const root = metric === 'root_mean_squared_error' ? { shownAs: 'root' as const } : {};
    return place < 0 ? null : { moment: place, range: quantityRange(quantity, ranges)!, ...root };
  }
  const scored = scoredMoment(metric);
  const moment = scored === null ? -1 : moments.indexOf(scored);
  return scored === null || moment < 0 ? null : { moment, range: { from: scored.from, to: scored.to } };
}

/** The smallest parts from which on an amount is at least the value. */
const edgeOf = (value: number, { decimals }: AmountOutcome): number => Math.ceil(value * 10 ** decimals - ROUNDING);
/** What a product of powers of ten may be off. */
const ROUNDING = 1e-6;

/** The rates that a requirement measures of each group; null where it is no sum of rates. */
export function ratesOf(
  requirement: Requirement,
  { data }: Policy,
  { places, edges = [], words }: CountedOutcome,
): readonly MeasuredRates[] | null {
  const { outcome, favourable } = data;
  if (outcome === undefined) return ratesOfMetric(requirement.metric, favourable) ?? ratesOfF1(requirement.metric);
  const share = (
    isSuccess: (decided: number) => boolean,
    isIn: (decided: number) => boolean = () => true,
  ): readonly MeasuredRates[] => [{ component: null, rates: [{ weight: 1, ...shareOf({ isSuccess, isIn }, places) }] }];
  if (outcome.type === 'ordered' || outcome.type === 'class') {
    const counted = { places, words: words! };
    if (outcome.type === 'ordered' && requirement.metric === 'dominance_shortfall')
      return levelShares(outcome, counted);
    const event = placesOfEvent(requirement, outcome, counted);
    return event === null ? labelledRates(requirement, outcome, counted) : share((decided) => event.has(decided));
  }
  if (outcome.type === 'stages') {
    const at = placesOfStage(requirement, outcome, { places, words: words! });
    return (
      at &&
      share(
        (decided) => at.passed.has(decided),
        (decided) => at.reached.has(decided),
      )
    );
  }
  if (outcome.type !== 'amount' || requirement.metric !== 'share_at_least') return null;
  const from = edges.indexOf(edgeOf(requirement.value!, outcome)) + 1;
  return share((decided) => decided >= from);
}

/** The share of decisions whose outcome is at some places, whatever their label. */
function shareOf(
  { isSuccess, isIn }: Readonly<Record<'isSuccess' | 'isIn', (decided: number) => boolean>>,
  places: number,
): { readonly n: number[]; readonly successes: number[] } {
  const n: number[] = [];
  const successes: number[] = [];
  for (let decided = 0; decided < places; decided++)
    for (let label = 0; label <= places; label++) {
      const index = countIndex(places, { decided, label: label === places ? null : label });
      if (isIn(decided)) n.push(index);
      if (isSuccess(decided)) successes.push(index);
    }
  return { n, successes };
}

/** What names the measure of a requirement beside its metric; absent where the metric says it all. */
export function measureOf(
  { metric, value, atLevel, class: name, stage }: Requirement,
  { data }: Policy,
): { readonly measure?: MeasureNames } {
  const { outcome } = data;
  if (outcome === undefined) return {};
  const names = {
    ...(value === undefined ? {} : { value }),
    ...(atLevel === undefined ? {} : { atLevel }),
    ...(name === undefined ? {} : { class: name }),
    ...(stage === undefined ? {} : { stage }),
  };
  return { measure: { metric, ...names, ...(outcome.type === 'amount' ? { unit: outcome.unit } : {}) } };
}
