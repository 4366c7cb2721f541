import { isAmountMetric } from '../../../core/fairness/outcomes/amount/index.js';
import type { Requirement } from '../../../core/policy/index.js';
import type {
  AmountOutcome,
  ClassOutcome,
  OrderedOutcome,
  Outcome,
  Policy,
} from '../../../core/policy/sections/index.js';
import { type Bands, LEAST_CELL } from '../source/disclosure-types.js';

/** Decisions of which a caller who may see no person gets an audit: words, and amounts as the bands between the values that the policy asks about. */
export type BandedOutcome = AmountOutcome | OrderedOutcome | ClassOutcome;

/** Words that the name of a band of classes spells out; of more it gives the number. */
const NAMED = 3;

/**
 * Where the bands of amounts begin, in units, ascending: at 0 and at each value of `share_at_least`. Nothing finer is ever shown, as a mean, a
 * quantile, a largest or a smallest amount can be that of one person.
 */
export function edgesOf({ requirements }: Pick<Policy, 'requirements'>): number[] {
  const asked = requirements.flatMap(({ metric, value }) =>
    metric === 'share_at_least' && value !== undefined ? [value] : [],
  );
  return [...new Set([0, ...asked.filter((value) => value > 0)])].sort((a, b) => a - b);
}

export const edgeWord = (value: number, { unit }: AmountOutcome): string => `${value} ${unit}`;

/**
 * Puts declared words together until each band has enough people: the smallest band first, of levels with the smaller of its neighbours, of classes with
 * the next smallest. A word that nobody has is put together like one that a few have.
 *
 * @param counts people by place of the word
 */
export function safeBands(words: readonly string[], counts: readonly number[], hasOrder: boolean): Bands {
  const bands = words.map((word, i) => ({ words: [word], n: counts[i]! }));
  for (;;) {
    const at = smallestIn(bands);
    if (bands.length < 2 || bands[at]!.n >= LEAST_CELL) return bands.map((band) => band.words);
    const [smallest] = bands.splice(at, 1);
    // After the cut the neighbours stand at `at - 1` and `at`.
    const next = hasOrder ? smallerOf(bands, at - 1, at) : smallestIn(bands);
    const other = bands[next]!;
    const isAfter = next >= at;
    bands[next] = {
      words: isAfter ? [...smallest!.words, ...other.words] : [...other.words, ...smallest!.words],
      n: other.n + smallest!.n,
    };
  }
}

interface Counted {
  readonly n: number;
}

const smallestIn = (bands: readonly Counted[]): number =>
  bands.reduce((least, { n }, i) => (n < bands[least]!.n ? i : least), 0);

function smallerOf(bands: readonly Counted[], a: number, b: number): number {
  if (a < 0) return b;
  return b >= bands.length || bands[a]!.n <= bands[b]!.n ? a : b;
}

/** Names of the bands, as levels or classes are called. A band of amounts is called by where it begins. */
export function bandNames(bands: Bands, { type }: BandedOutcome): string[] {
  return bands.map((words) => {
    if (words.length === 1 || type === 'amount') return words[0]!;
    if (type === 'ordered') return `${words[0]} to ${words.at(-1)}`;
    const more = words.length - NAMED;
    return more <= 0 ? words.join(' or ') : `${words.slice(0, NAMED).join(' or ')} or ${more} more`;
  });
}

/** The outcome as it is shown: bands as levels or classes. The labels of amounts are shown in no form. */
export function shownOutcome(outcome: BandedOutcome, bands: Bands): OrderedOutcome | ClassOutcome {
  const names = bandNames(bands, outcome);
  switch (outcome.type) {
    case 'amount':
      return { type: 'ordered', column: outcome.column, levels: names, favourable: 'higher', none: [], label: null };
    case 'ordered':
      return { ...outcome, levels: names };
    case 'class': {
      const { favourable } = outcome;
      return {
        ...outcome,
        classes: names,
        favourable: names.filter((_, i) => bands[i]!.every((word) => favourable.includes(word))),
      };
    }
  }
}

/**
 * A requirement as it is judged on bands: by the name of its level or class there. Null where it depends on what the bands do not tell apart.
 */
export function shownRequirement(requirement: Requirement, outcome: BandedOutcome, bands: Bands): Requirement | null {
  const { metric } = requirement;
  const names = bandNames(bands, outcome);
  if (metric === 'share_at_least') {
    const { value, ...rest } = requirement;
    const word = outcome.type === 'amount' ? edgeWord(value!, outcome) : requirement.atLevel!;
    const isDown = outcome.type === 'ordered' && outcome.favourable === 'lower';
    const at = bands.findIndex((words) => (isDown ? words.at(-1) : words[0]) === word);
    return at < 0 ? null : ({ ...rest, atLevel: names[at]! } as Requirement);
  }
  if (outcome.type === 'amount' || isAmountMetric(metric)) return null;
  if (bands.every((words) => words.length === 1)) return requirement;
  if (metric !== 'class_rate' || outcome.type !== 'class') return null;
  if (requirement.class !== undefined)
    return bands.some((words) => words.length === 1 && words[0] === requirement.class) ? requirement : null;
  const { favourable } = outcome;
  const isWhole = bands.every((words) =>
    words.every((word) => favourable.includes(word) === favourable.includes(words[0]!)),
  );
  return isWhole ? requirement : null;
}

export const isBanded = (outcome: Outcome): outcome is BandedOutcome =>
  outcome.type === 'amount' || outcome.type === 'ordered' || outcome.type === 'class';
