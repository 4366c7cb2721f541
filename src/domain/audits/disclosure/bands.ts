import type { Requirement } from '../../../core/policy/index.js';
import type { ClassOutcome, OrderedOutcome, Outcome } from '../../../core/policy/sections/index.js';
import { type Bands, LEAST_CELL } from '../source/disclosure-types.js';

/** Decisions of which a caller who may see no person gets an audit beside those of 0 and 1: words that the deployment declares. */
export type BandedOutcome = OrderedOutcome | ClassOutcome;

/** Words that the name of a band of classes spells out; of more it gives the number. */
const NAMED = 3;

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

/** Names of the bands, as levels or classes are called. */
export function bandNames(bands: Bands, { type }: BandedOutcome): string[] {
  return bands.map((words) => {
    if (words.length === 1) return words[0]!;
    if (type === 'ordered') return `${words[0]} to ${words.at(-1)}`;
    const more = words.length - NAMED;
    return more <= 0 ? words.join(' or ') : `${words.slice(0, NAMED).join(' or ')} or ${more} more`;
  });
}

/** The outcome as it is shown: bands as levels or classes. */
export function shownOutcome(outcome: BandedOutcome, bands: Bands): OrderedOutcome | ClassOutcome {
  const names = bandNames(bands, outcome);
  switch (outcome.type) {
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
    const isDown = outcome.type === 'ordered' && outcome.favourable === 'lower';
    const at = bands.findIndex((words) => (isDown ? words.at(-1) : words[0]) === requirement.atLevel);
    return at < 0 ? null : { ...requirement, atLevel: names[at]! };
  }
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
  outcome.type === 'ordered' || outcome.type === 'class';
