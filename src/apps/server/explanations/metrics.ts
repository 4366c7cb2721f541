import { type Counter, counter, type Metric, observing } from '../../../core/base/metrics.js';
import type { ExplainedDecisions } from '../../../domain/explained-decisions/index.js';

export interface ExplanationMetrics {
  readonly given: Counter<'view'>;
  readonly refused: Counter<'code'>;
  readonly all: readonly Metric[];
}

/** Numbers about explanations of recorded decisions. */
export function explanationMetrics(explained: Pick<ExplainedDecisions, 'waiting'>): ExplanationMetrics {
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
  return { given, refused, all: [given, refused, waiting] };
}
