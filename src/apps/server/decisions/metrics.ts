import { byLabel, type Metric, observing } from '../../../core/base/metrics.js';
import type { ServiceMetrics } from '../../../domain/decisions/api/index.js';

/** Metrics of what was received, made durable and signed. */
export function decisionMetrics(read: () => ServiceMetrics): Metric[] {
  const { counter, gauge } = observing(read);
  return [
    counter('tribune_records_accepted_total', 'Records made durable.', (s) => s.accepted),
    counter('tribune_records_duplicate_total', 'Records that were there already.', (s) => s.duplicates),
    counter('tribune_records_conflict_total', 'Known ids with other content.', (s) => s.conflicts),
    counter('tribune_records_rejected_total', 'Records refused, by code.', (s) => byLabel('code', s.rejectedByCode), [
      'code',
    ]),
    counter('tribune_commits_total', 'Commits to the database.', (s) => s.commits),
    counter('tribune_batches_total', 'Sealed batches.', (s) => s.batches),
    counter('tribune_commit_seconds_sum', 'Time spent in commits.', (s) => s.commitSecondsSum),
    counter('tribune_busy_total', 'Requests told to come again: queue full.', (s) => s.refusedBusy),
    counter('tribune_unavailable_total', 'Requests told to come again: no database.', (s) => s.refusedUnavailable),
    gauge('tribune_queued_bytes', 'Bytes waiting for a commit.', (s) => s.queuedBytes),
    gauge('tribune_queued_records', 'Records waiting for a commit.', (s) => s.queuedRecords),
    gauge('tribune_dedupe_ids', 'Ids held for exact deduplication.', (s) => s.dedupeIds),
    counter('tribune_integrity_events_total', 'Conflicts found within the window.', (s) => s.integrityEvents),
    counter(
      'tribune_late_repeats_total',
      'Ids that came again beyond the window, by content.',
      (s) => byLabel('content', s.lateRepeats ?? {}),
      ['content'],
    ),
    counter('tribune_sequence_gaps_total', 'Missing numbers, by key.', (s) => byLabel('source', s.sequenceGaps), [
      'source',
    ]),
  ];
}
