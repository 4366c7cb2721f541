import { type Counter, counter, type Metric, observing } from '../../../core/base/metrics.js';
import type { AdverseQueue } from '../../../domain/explained-decisions/adverse/index.js';
import type { ExplainedDecisions } from '../../../domain/explained-decisions/index.js';

export interface ExplanationMetrics {
  readonly given: Counter<'view'>;
  readonly refused: Counter<'code'>;
  readonly all: readonly Metric[];
}

/** Number of explanations that a receiver was told of. */
export const toldReady = (): Counter<'outcome'> =>
  counter('tribune_explanations_told_total', 'Ready explanations that the webhook was told of, by what came of it.', [
    'outcome',
  ]);

/** Numbers about explanations of recorded decisions. */
export function explanationMetrics({
  explained,
  queue,
  told,
}: {
  readonly explained: Pick<ExplainedDecisions, 'waiting'>;
  readonly queue: Pick<AdverseQueue, 'totals'>;
  readonly told: Counter<'outcome'>;
}): ExplanationMetrics {
  const given = counter('tribune_explanations_given_total', 'Explanations that were given, by view.', ['view']);
  const refused = counter('tribune_explanations_refused_total', 'Explanations that were not given, by error.', [
    'code',
  ]);
  const making = observing(() => explained.waiting);
  const waiting = making.gauge(
    'tribune_explanations_waiting',
    'Explanations that are being made or wait for it.',
    (n) => n,
  );
  const queued = observing(() => queue.totals);
  const due = queued.gauge(
    'tribune_explanations_due',
    'Adverse decisions that wait to be explained without anybody asking.',
    (totals) => totals.due,
  );
  const aside = queued.gauge(
    'tribune_explanations_set_aside',
    'Adverse decisions that were to be explained and cannot be, or wait because the endpoint of their version is away.',
    (totals) => totals.aside,
  );
  return { given, refused, all: [given, refused, waiting, due, aside, told] };
}
