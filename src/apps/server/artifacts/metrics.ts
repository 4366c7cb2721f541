import { type Counter, counter, type Metric, observing } from '../../../core/base/metrics.js';
import type { Artifacts } from '../../../domain/artifacts/index.js';

export interface ArtifactMetrics {
  readonly received: Counter<'outcome'>;
  readonly refused: Counter<'code'>;
  readonly all: readonly Metric[];
}

/** Numbers about the bytes of models. */
export function artifactMetrics(artifacts: Pick<Artifacts, 'totals' | 'lastCheck'>): ArtifactMetrics {
  const received = counter('tribune_artifacts_received_total', 'Artifacts that were put, by what became of them.', [
    'outcome',
  ]);
  const refused = counter('tribune_artifacts_refused_total', 'Artifacts that were not stored or not given, by error.', [
    'code',
  ]);
  const totals = observing(() => artifacts.totals);
  const check = observing(() => artifacts.lastCheck);
  return {
    received,
    refused,
    all: [
      totals.gauge('tribune_artifacts', 'Artifacts that are stored.', (seen) => seen.artifacts),
      totals.gauge('tribune_artifact_bytes', 'Bytes of the artifacts that are stored.', ({ bytes }) => bytes),
      check.gauge('tribune_artifacts_damaged', 'Artifacts that the last check found changed or gone.', (last) =>
        last === null ? [] : last.damaged.length,
      ),
      check.gauge('tribune_artifacts_checked_seconds', 'Time of the last check since the start.', (last) =>
        last === null ? [] : last.atMs / 1000,
      ),
      received,
      refused,
    ],
  };
}
