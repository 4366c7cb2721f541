import { refused } from '../groups/index.js';

/** The least and the most that something may be. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

export interface CollectionPrice {
  /** What one person costs to find, ask and label. */
  readonly perPerson: Span;
  /** What is added for making sources alike, as a share of the cost; default none. */
  readonly overhead?: Span;
}

/**
 * What it costs to collect people, from the least to the most: ends are multiplied with ends, since a middle says nothing of either.
 *
 * @throws TribuneError INVALID_ARGUMENT for ends that are no numbers from 0, or in the wrong order
 * @example collectionCost({ low: 1e6, high: 1e6 }, { perPerson: { low: 50, high: 200 }, overhead: { low: 0.3, high: 0.5 } }); // { low: 65e6, high: 300e6 }
 */
export function collectionCost(people: Span, { perPerson, overhead = { low: 0, high: 0 } }: CollectionPrice): Span {
  for (const [name, { low, high }] of Object.entries({ people, perPerson, overhead }))
    if (!(low >= 0 && high >= low && Number.isFinite(high)))
      throw refused(`${name} from ${low} to ${high}`, 'Give numbers from 0, the least first.');
  return {
    low: people.low * perPerson.low * (1 + overhead.low),
    high: people.high * perPerson.high * (1 + overhead.high),
  };
}
