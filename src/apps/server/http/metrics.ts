import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ErrorCode } from '../../../core/base/errors.js';
import type { ServiceMetrics } from '../../../domain/decisions/api/index.js';
import type { LedgerMetrics } from '../../../domain/log/ports/index.js';

/** Upper edges of the latency histogram, seconds. */
const EDGES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NS_PER_S = 1e9;

interface Histogram {
  readonly counts: number[];
  sum: number;
  n: number;
}

/** Counters of the HTTP rim; those of the back end come from the service. */
export class HttpMetrics {
  readonly #requests = new Map<string, number>();
  readonly #seconds = new Map<string, Histogram>();
  readonly #refused = new Map<ErrorCode, number>();
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  /** Families that other parts of the server add. */
  readonly more: (() => string)[] = [];
  /** When the store last said "not now", ms since start; null when it took something since. */
  unavailableAtMs: number | null = null;
  bodyBytes = 0;
  bodiesHeld = 0;

  constructor() {
    this.#delay.enable();
  }

  observe(route: string, method: string, status: number, seconds: number): void {
    // Whatever is posted and taken was written: the store works again.
    if (method === 'POST' && status < 300) this.unavailableAtMs = null;
    const key = labels({ route, method, status: String(status) });
    this.#requests.set(key, (this.#requests.get(key) ?? 0) + 1);
    const histogram = this.#histogram(labels({ route, method }));
    histogram.sum += seconds;
    histogram.n++;
    const bucket = EDGES.findIndex((edge) => seconds <= edge);
    if (bucket >= 0) histogram.counts[bucket]!++;
  }

  refused(code: ErrorCode): void {
    this.#refused.set(code, (this.#refused.get(code) ?? 0) + 1);
    if (code === 'STORE_UNAVAILABLE') this.unavailableAtMs = performance.now();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** Prometheus text format 0.0.4. */
  print(service: ServiceMetrics, version: string): string {
    const memory = process.memoryUsage();
    return [
      family('tribune_build_info', 'gauge', 'Version that runs.', [[labels({ version }), 1]]),
      family('tribune_http_requests_total', 'counter', 'Requests by route, method and status.', this.#requests),
      this.#printSeconds(),
      family('tribune_refused_total', 'counter', 'Requests refused, by error code.', byLabel('code', this.#refused)),
      family('tribune_http_body_bytes_total', 'counter', 'Bytes of bodies received.', [['', this.bodyBytes]]),
      family('tribune_http_bodies_held_bytes', 'gauge', 'Bytes of bodies in memory.', [['', this.bodiesHeld]]),
      ...serviceFamilies(service),
      ...this.more.map((print) => print()),
      family('process_start_time_seconds', 'gauge', 'Start of the process, where every counter begins, Unix time.', [
        ['', Math.round(performance.timeOrigin) / 1000],
      ]),
      family('process_resident_memory_bytes', 'gauge', 'Resident memory.', [['', memory.rss]]),
      family('nodejs_heap_used_bytes', 'gauge', 'Heap in use.', [['', memory.heapUsed]]),
      family('process_cpu_seconds_total', 'counter', 'Processor time.', [['', cpuSeconds()]]),
      family('nodejs_eventloop_delay_p99_seconds', 'gauge', 'Delay of the event loop, 99th percentile since start.', [
        ['', this.#delay.percentile(99) / NS_PER_S],
      ]),
    ].join('');
  }

  #histogram(key: string): Histogram {
    let histogram = this.#seconds.get(key);
    if (histogram === undefined) {
      histogram = { counts: EDGES.map(() => 0), sum: 0, n: 0 };
      this.#seconds.set(key, histogram);
    }
    return histogram;
  }

  #printSeconds(): string {
    const name = 'tribune_http_request_seconds';
    const lines = [`# HELP ${name} Time from request to answer.\n# TYPE ${name} histogram\n`];
    for (const [key, { counts, sum, n }] of this.#seconds) {
      const inner = key.slice(1, -1);
      let below = 0;
      EDGES.forEach((edge, i) => {
        below += counts[i]!;
        lines.push(`${name}_bucket{${inner},le="${edge}"} ${below}\n`);
      });
      lines.push(`${name}_bucket{${inner},le="+Inf"} ${n}\n${name}_sum${key} ${sum}\n${name}_count${key} ${n}\n`);
    }
    return lines.join('');
  }
}

export type Sample = readonly [labels: string, value: number];

function serviceFamilies(s: ServiceMetrics): string[] {
  const one = (value: number): Sample[] => [['', value]];
  const many = (label: string, record: Readonly<Record<string, number>>): Sample[] =>
    byLabel(label, new Map(Object.entries(record)));
  return [
    family('tribune_records_accepted_total', 'counter', 'Records made durable.', one(s.accepted)),
    family('tribune_records_duplicate_total', 'counter', 'Records that were there already.', one(s.duplicates)),
    family('tribune_records_conflict_total', 'counter', 'Known ids with other content.', one(s.conflicts)),
    family('tribune_records_rejected_total', 'counter', 'Records refused, by code.', many('code', s.rejectedByCode)),
    family('tribune_commits_total', 'counter', 'Commits to the database.', one(s.commits)),
    family('tribune_batches_total', 'counter', 'Sealed batches.', one(s.batches)),
    family('tribune_commit_seconds_sum', 'counter', 'Time spent in commits.', one(s.commitSecondsSum)),
    family('tribune_busy_total', 'counter', 'Requests told to come again: queue full.', one(s.refusedBusy)),
    family(
      'tribune_unavailable_total',
      'counter',
      'Requests told to come again: no database.',
      one(s.refusedUnavailable),
    ),
    family('tribune_queued_bytes', 'gauge', 'Bytes waiting for a commit.', one(s.queuedBytes)),
    family('tribune_queued_records', 'gauge', 'Records waiting for a commit.', one(s.queuedRecords)),
    family('tribune_log_entries', 'gauge', 'Entries committed, by log.', many('log', s.logSize)),
    family('tribune_published_entries', 'gauge', 'Entries under a signed head, by log.', many('log', s.publishedSize)),
    family('tribune_dedupe_ids', 'gauge', 'Ids held for exact deduplication.', one(s.dedupeIds)),
    family('tribune_integrity_events_total', 'counter', 'Conflicts found within the window.', one(s.integrityEvents)),
    family(
      'tribune_late_repeats_total',
      'counter',
      'Ids that came again beyond the window, by content.',
      many('content', s.lateRepeats ?? {}),
    ),
    family('tribune_sequence_gaps_total', 'counter', 'Missing numbers, by key.', many('source', s.sequenceGaps)),
    ...ledgerFamilies(s.ledger),
  ];
}

const MS_PER_S = 1000;

/** State of heads, witnesses and whole checks. */
function ledgerFamilies({ shownSize, cosignedSize, witnesses, checks, halted }: LedgerMetrics): string[] {
  const byLog = (sizes: Readonly<Record<string, number>>): Sample[] => byLabel('log', new Map(Object.entries(sizes)));
  const ofWitness = (value: (one: LedgerMetrics['witnesses'][number]) => number): Sample[] =>
    witnesses.map((one) => [labels({ log: one.log, witness: one.name }), value(one)]);
  const ofCheck = (value: (one: LedgerMetrics['checks'][number]) => number): Sample[] =>
    checks.map((one) => [labels({ log: one.log }), value(one)]);
  return [
    family('tribune_shown_entries', 'gauge', 'Entries under the checkpoint that is shown.', byLog(shownSize)),
    family('tribune_cosigned_entries', 'gauge', 'Entries under a witnessed checkpoint.', byLog(cosignedSize)),
    family(
      'tribune_witness_signed_entries',
      'gauge',
      'Entries under the newest signature of a witness.',
      ofWitness(({ cosignedSize: size }) => size),
    ),
    family(
      'tribune_witness_signed_timestamp_seconds',
      'gauge',
      'When a witness signed last; 0 before.',
      ofWitness(({ cosignedAtMs }) => (cosignedAtMs ?? 0) / MS_PER_S),
    ),
    family(
      'tribune_witness_failures_total',
      'counter',
      'Requests to a witness without a signature.',
      ofWitness(({ failures }) => failures),
    ),
    family(
      'tribune_witness_alarm',
      'gauge',
      '1 while a witness says that this log is not the one it saw.',
      ofWitness(({ alarm }) => Number(alarm !== null)),
    ),
    family(
      'tribune_ledger_check_ok',
      'gauge',
      '1 when the last check of every entry found what was signed.',
      ofCheck(({ ok }) => Number(ok)),
    ),
    family(
      'tribune_ledger_check_entries',
      'gauge',
      'Entries of the last check.',
      ofCheck(({ entries }) => entries),
    ),
    family(
      'tribune_ledger_check_seconds',
      'gauge',
      'Time the last check took.',
      ofCheck(({ tookMs }) => tookMs / MS_PER_S),
    ),
    family(
      'tribune_ledger_check_timestamp_seconds',
      'gauge',
      'When the last check ended.',
      ofCheck(({ finishedAtMs }) => finishedAtMs / MS_PER_S),
    ),
    family('tribune_ledger_halted', 'gauge', '1 when a log is not what was signed.', [['', Number(halted)]]),
  ];
}

/** One metric with its samples. */
export function family(name: string, type: 'counter' | 'gauge', help: string, samples: Iterable<Sample>): string {
  const lines = [...samples].map(([key, value]) => `${name}${key} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

export const byLabel = (label: string, values: ReadonlyMap<string, number>): Sample[] =>
  [...values].map(([key, value]) => [labels({ [label]: key }), value] as const);

function labels(pairs: Readonly<Record<string, string>>): string {
  const inner = Object.entries(pairs).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return `{${inner.join(',')}}`;
}

const escapeLabel = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
