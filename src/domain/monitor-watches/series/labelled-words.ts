import { wordsOf } from '../../../core/policy/bind/index.js';
import type { Requirement } from '../../../core/policy/index.js';
import type { ClassOutcome, OrderedOutcome, RequirementMetric } from '../../../core/policy/sections/index.js';
import { countIndex, STEPS } from '../../monitor-panes/index.js';
import type { MeasuredRates, WeightedRate } from './rates.js';

/** Decisions that are words, as panes tell them apart. */
export interface CountedWords {
  /** Places of outcomes, and that of each declared word. */
  readonly places: number;
  readonly words: readonly number[];
}

/** Metrics that tell every word from every other one. */
const OF_ALL_WORDS: ReadonlySet<RequirementMetric> = new Set([
  'macro_recall',
  'worst_class_recall',
  'expected_cost',
  'lowered_share',
  'raised_share',
  'dominance_shortfall',
  'superiority',
]);

/** The sets of words that a requirement about labels, or about the order of levels, tells from all others. */
export function labelledEvents(
  { metric, class: name }: Requirement,
  outcome: OrderedOutcome | ClassOutcome,
): readonly ReadonlySet<string>[] {
  if (OF_ALL_WORDS.has(metric)) return wordsOf(outcome).map((word) => new Set([word]));
  return metric === 'class_recall' || metric === 'class_precision' ? [new Set([name!])] : [];
}

/** Whether a decision at a place, whose label is at another, is in a rate, or a success of it. */
type Test = (decided: number, label: number) => boolean;

function rateOf(places: number, isIn: Test, isSuccess: Test, weight = 1): WeightedRate {
  const n: number[] = [];
  const successes: number[] = [];
  for (let decided = 0; decided < places; decided++)
    for (let label = 0; label < places; label++) {
      if (!isIn(decided, label)) continue;
      const index = countIndex(places, { decided, label });
      n.push(index);
      if (isSuccess(decided, label)) successes.push(index);
    }
  return { weight, n, successes };
}

/** The rates of people with a label that a requirement about classes or levels measures; null where it is no sum of them. */
export function labelledRates(
  { metric, class: name }: Requirement,
  outcome: OrderedOutcome | ClassOutcome,
  { places, words }: CountedWords,
): readonly MeasuredRates[] | null {
  const alone = (...rates: WeightedRate[]): MeasuredRates[] => [{ component: null, rates }];
  if (outcome.type === 'ordered') {
    if (metric !== 'lowered_share' && metric !== 'raised_share') return null;
    // Every level has a place of its own, in the order of the levels.
    const isUp = (metric === 'raised_share') === (outcome.favourable === 'higher');
    const isMoved: Test = (decided, label) => (isUp ? decided > label : decided < label);
    return alone(rateOf(places, () => true, isMoved));
  }
  const placeOf = (word: string): number => words[outcome.classes.indexOf(word)]!;
  const recall = (word: string, weight = 1): WeightedRate => {
    const own = placeOf(word);
    return rateOf(
      places,
      (_, label) => label === own,
      (decided) => decided === own,
      weight,
    );
  };
  switch (metric) {
    case 'class_recall':
      return alone(recall(name!));
    case 'class_precision': {
      const own = placeOf(name!);
      return alone(
        rateOf(
          places,
          (decided) => decided === own,
          (_, label) => label === own,
        ),
      );
    }
    case 'macro_recall':
      return alone(...outcome.classes.map((word) => recall(word, 1 / outcome.classes.length)));
    case 'worst_class_recall':
      return outcome.classes.map((word) => ({
        component: word,
        measure: { metric: 'class_recall', class: word },
        rates: [recall(word)],
      }));
    default:
      return null;
  }
}

/** The share at each level but the worst, or a better one: the largest shortfall at any level is at most so much exactly where it is at each of them. */
export function levelShares(
  { levels, favourable }: OrderedOutcome,
  { places }: CountedWords,
): readonly MeasuredRates[] {
  const isHigh = favourable === 'higher';
  const better = isHigh ? levels.slice(1) : levels.slice(0, -1);
  return better.map((level) => {
    const own = levels.indexOf(level);
    const n: number[] = [];
    const successes: number[] = [];
    for (let decided = 0; decided < places; decided++)
      for (let label = 0; label <= places; label++) {
        const index = countIndex(places, { decided, label: label === places ? null : label });
        n.push(index);
        if (isHigh ? decided >= own : decided <= own) successes.push(index);
      }
    return {
      component: level,
      measure: { metric: 'share_at_least', atLevel: level },
      rates: [{ weight: 1, n, successes }],
    };
  });
}

/** The step of the cost of each count of a cell; null of those without a label. */
export interface CostSteps {
  readonly steps: readonly (number | null)[];
  readonly range: { readonly from: number; readonly to: number };
}

/** Costs by the true class (row) and the one decided, on the range from the least to the greatest. */
export function costSteps(costs: readonly (readonly number[])[], { places, words }: CountedWords): CostSteps {
  const all = costs.flat();
  const range = { from: Math.min(...all), to: Math.max(...all) };
  const steps: (number | null)[] = new Array<null>(places * (places + 1)).fill(null);
  costs.forEach((row, label) => {
    row.forEach((cost, decided) => {
      const index = countIndex(places, { decided: words[decided]!, label: words[label]! });
      steps[index] = Math.round(((cost - range.from) / (range.to - range.from)) * STEPS);
    });
  });
  return { steps, range };
}
