/** Classes of cases, the most urgent first. */
export const QUEUES = ['legal', 'appeal', 'uncertain', 'fairness', 'quality'] as const;
export type Queue = (typeof QUEUES)[number];

/** Meaning of each class. */
export const QUEUE_WORDS: Readonly<Record<Queue, string>> = {
  legal: 'a deadline in law, a stop or an incident',
  appeal: 'somebody contests a decision',
  uncertain: 'the model is not sure, or does not know such a person',
  fairness: 'drawn more often, so that errors in a group become known',
  quality: 'drawn at random',
};

/** What each class had of the claims so far, and its case that has the least time left. */
export interface QueueState {
  readonly queue: Queue;
  readonly taken: number;
  /** Due time less the time that handling takes, of the first case that waits; null where none does. */
  readonly firstMs: number | null;
}

export type Shares = Readonly<Partial<Record<Queue, number>>>;

/** At least a tenth goes to cases that were drawn, or nothing would be known of errors that nobody contests. Ours. */
export const DEFAULT_SHARES: Shares = { fairness: 0.1, quality: 0.1 };

/**
 * The classes in the order in which a claim looks for a case: first those that have had less than their reserved share, the most behind first; then
 * by the time that is left. Classes without a case are left out.
 */
export function queueOrder(states: readonly QueueState[], shares: Shares = DEFAULT_SHARES): Queue[] {
  const claims = states.reduce((sum, { taken }) => sum + taken, 0) + 1;
  const waiting = states.filter(({ firstMs }) => firstMs !== null);
  const behind = ({ queue, taken }: QueueState): number => Math.max(0, (shares[queue] ?? 0) * claims - taken);
  return waiting
    .toSorted(
      (a, b) => behind(b) - behind(a) || a.firstMs! - b.firstMs! || QUEUES.indexOf(a.queue) - QUEUES.indexOf(b.queue),
    )
    .map(({ queue }) => queue);
}
