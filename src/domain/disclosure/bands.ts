import { isAmountMetric } from '../../core/fairness/outcomes/amount/index.js';
import type { Requirement } from '../../core/policy/index.js';
import type { AmountOutcome, ClassOutcome, OrderedOutcome, Outcome } from '../../core/policy/sections/index.js';
import { type Bands, LEAST_CELL } from './types.js';

/**
 * Decisions of which a caller who may see no person gets an audit beside those of 0 and 1: words that the deployment declares, and amounts as the bands
 * that it declares.
 */
export type BandedOutcome = AmountOutcome | OrderedOutcome | ClassOutcome;

/** Words that the name of a band of classes spells out; of more it gives the number. */
const NAMED = 3;

/** The word for a band of amounts: where it begins. */
export const edgeWord = (value: number, { unit }: AmountOutcome): string => `${value} ${unit}`;

/**
 * Puts declared words together until each band has enough people: the smallest band first, of levels with the smaller of its neighbours, of classes with
 * the next smallest. A word that nobody has is put together like one that a few have.
 *
 * Classes stand in the order of the caller's policy, so no order decides between classes that equally many people have: all of them are put together.
 * Otherwise two policies that differ in their order would show one small class together with two others in turn, and so its people. Levels have the order
 * of the deployment.
 *
 * @param counts people by place of the word
 */
export function safeBands(words: readonly string[], counts: readonly number[], hasOrder: boolean): Bands {
  let bands: Band[] = words.map((word, i) => ({ words: [word], n: counts[i]! }));
  while (bands.length > 1) {
    const least = Math.min(...bands.map(({ n }) => n));
    if (least >= LEAST_CELL) break;
    const some = hasOrder ? smallestAndNeighbour(bands, least) : smallestAndNext(bands, least);
    const [first] = some;
    const together = { words: some.flatMap((band) => band.words), n: some.reduce((sum, { n }) => sum + n, 0) };
    bands = bands.flatMap((band) => (band === first ? [together] : some.includes(band) ? [] : [band]));
  }
  return bands.map((band) => band.words);
}

interface Band {
  readonly words: readonly string[];
  readonly n: number;
}

/** The first of the smallest bands and the smaller of its neighbours, in their order. */
function smallestAndNeighbour(bands: readonly Band[], least: number): Band[] {
  const at = bands.findIndex(({ n }) => n === least);
  const isAfter = at === 0 || (at + 1 < bands.length && bands[at + 1]!.n < bands[at - 1]!.n);
  return isAfter ? bands.slice(at, at + 2) : bands.slice(at - 1, at + 1);
}

/** All of the smallest bands, and where that is one, all of the next smallest too, in their order. */
function smallestAndNext(bands: readonly Band[], least: number): Band[] {
  const smallest = bands.filter(({ n }) => n === least);
  if (smallest.length > 1) return smallest;
  const next = Math.min(...bands.flatMap(({ n }) => (n === least ? [] : [n])));
  return bands.filter(({ n }) => n === least || n === next);
}

/**
 * Names of the bands, as levels or classes are called; a band of amounts is called by where it begins. Declared words may be any text, also `home or clinic`, so the name of several words together is made
 * unlike every declared word and every other name.
 */
export function bandNames(bands: Bands, { type }: BandedOutcome): string[] {
  const taken = new Set(bands.flat());
  return bands.map((words) => {
    if (words.length === 1 || type === 'amount') return words[0]!;
    const name = freeName(type === 'ordered' ? `${words[0]} to ${words.at(-1)}` : listed(words), taken);
    taken.add(name);
    return name;
  });
}

function listed(words: readonly string[]): string {
  const more = words.length - NAMED;
  return more <= 0 ? words.join(' or ') : `${words.slice(0, NAMED).join(' or ')} or ${more} more`;
}

function freeName(name: string, taken: ReadonlySet<string>): string {
  for (let n = 1; ; n++) {
    const other = n === 1 ? name : `${name} (together${n === 2 ? '' : ` ${n - 1}`})`;
    if (!taken.has(other)) return other;
  }
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
  // Institutions are in no part: with them every cell would be smaller.
  if (outcome.type === 'amount' || isAmountMetric(metric) || requirement.institution !== undefined) return null;
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
