import { SECOND_MS } from '../../../core/base/durations.js';
import { byLabel, type Metric, observing, type Sample } from '../../../core/base/metrics.js';
import type { ServiceMetrics } from '../../../domain/decisions/api/index.js';
import type { LedgerMetrics } from '../../../domain/log/ports/index.js';

type Witness = LedgerMetrics['witnesses'][number];
type Check = LedgerMetrics['checks'][number];

/** Metrics of the logs: entries, checkpoints, witnesses and full checks. */
export function ledgerMetrics(read: () => ServiceMetrics): Metric[] {
  const { counter, gauge } = observing(read);
  const ofWitness =
    (value: (one: Witness) => number) =>
    ({ ledger }: ServiceMetrics): Sample<'log' | 'witness'>[] =>
      ledger.witnesses.map((one) => [{ log: one.log, witness: one.name }, value(one)]);
  const ofCheck =
    (value: (one: Check) => number) =>
    ({ ledger }: ServiceMetrics): Sample<'log'>[] =>
      ledger.checks.map((one) => [{ log: one.log }, value(one)]);
  const witness = ['log', 'witness'] as const;
  const log = ['log'] as const;
  return [
    gauge('tribune_log_entries', 'Entries committed, by log.', (s) => byLabel('log', s.logSize), log),
    gauge(
      'tribune_published_entries',
      'Entries under a checkpoint, by log.',
      (s) => byLabel('log', s.publishedSize),
      log,
    ),
    gauge(
      'tribune_shown_entries',
      'Entries under the checkpoint that is shown.',
      ({ ledger }) => byLabel('log', ledger.shownSize),
      log,
    ),
    gauge(
      'tribune_cosigned_entries',
      'Entries under a witnessed checkpoint.',
      ({ ledger }) => byLabel('log', ledger.cosignedSize),
      log,
    ),
    gauge(
      'tribune_witness_signed_entries',
      'Entries under the newest signature of a witness.',
      ofWitness(({ cosignedSize }) => cosignedSize),
      witness,
    ),
    gauge(
      'tribune_witness_signed_timestamp_seconds',
      'When a witness signed last; 0 before.',
      ofWitness(({ cosignedAtMs }) => (cosignedAtMs ?? 0) / SECOND_MS),
      witness,
    ),
    counter(
      'tribune_witness_failures_total',
      'Requests to a witness without a signature.',
      ofWitness(({ failures }) => failures),
      witness,
    ),
    gauge(
      'tribune_witness_alarm',
      '1 while a witness says that this log is not the one it saw.',
      ofWitness(({ alarm }) => Number(alarm !== null)),
      witness,
    ),
    gauge(
      'tribune_ledger_check_ok',
      '1 when the last check of every entry found what was signed.',
      ofCheck(({ ok }) => Number(ok)),
      log,
    ),
    gauge(
      'tribune_ledger_check_entries',
      'Entries of the last check.',
      ofCheck(({ entries }) => entries),
      log,
    ),
    gauge(
      'tribune_ledger_check_seconds',
      'Time the last check took.',
      ofCheck(({ tookMs }) => tookMs / SECOND_MS),
      log,
    ),
    gauge(
      'tribune_ledger_check_timestamp_seconds',
      'When the last check ended.',
      ofCheck(({ finishedAtMs }) => finishedAtMs / SECOND_MS),
      log,
    ),
    gauge('tribune_ledger_halted', '1 when a log is not what was signed.', ({ ledger }) => Number(ledger.halted)),
  ];
}
