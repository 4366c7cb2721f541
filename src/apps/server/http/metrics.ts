import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { ErrorCode } from '../../../core/base/errors.js';
import { counter, histogram, type Metric, observing, printMetrics } from '../../../core/base/metrics.js';

/** Upper edges of the latency histogram, seconds. */
const EDGES = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NS_PER_S = 1e9;

/** Every metric of this server: those of HTTP and of the process stand here, rooms add theirs. */
export class HttpMetrics {
  readonly #requests = counter('tribune_http_requests_total', 'Requests by route, method and status.', [
    'route',
    'method',
    'status',
  ]);
  readonly #seconds = histogram('tribune_http_request_seconds', 'Time from request to answer.', {
    labels: ['route', 'method'],
    edges: EDGES,
  });
  readonly #refused = counter('tribune_refused_total', 'Requests refused, by error code.', ['code']);
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });
  readonly #metrics: Metric[] = [];
  /** Time when the store last failed a request, ms since start; null when it has accepted something since. */
  unavailableAtMs: number | null = null;
  bodyBytes = 0;
  bodiesHeld = 0;

  constructor() {
    this.#delay.enable();
    const own = observing(() => this);
    this.add(
      this.#requests,
      this.#seconds,
      this.#refused,
      own.counter('tribune_http_body_bytes_total', 'Bytes of bodies received.', (http) => http.bodyBytes),
      own.gauge('tribune_http_bodies_held_bytes', 'Bytes of bodies in memory.', (http) => http.bodiesHeld),
      ...processMetrics(() => this.#delay.percentile(99) / NS_PER_S),
    );
  }

  /** All metrics that are shown. */
  get declared(): readonly Metric[] {
    return this.#metrics;
  }

  /** Adds metrics of another part of the server. */
  add(...metrics: readonly Metric[]): void {
    this.#metrics.push(...metrics);
  }

  observe(route: string, method: string, status: number, seconds: number): void {
    // A POST that succeeded was written, so the store works again.
    if (method === 'POST' && status < 300) this.unavailableAtMs = null;
    this.#requests.add(1, { route, method, status: String(status) });
    this.#seconds.observe(seconds, { route, method });
  }

  refused(code: ErrorCode): void {
    this.#refused.add(1, { code });
    if (code === 'STORE_UNAVAILABLE') this.unavailableAtMs = performance.now();
  }

  stop(): void {
    this.#delay.disable();
  }

  /** Prints all metrics in the Prometheus text format 0.0.4. */
  print(): string {
    return printMetrics(this.#metrics);
  }
}

function processMetrics(delaySeconds: () => number): Metric[] {
  const memory = observing(() => process.memoryUsage());
  const own = observing(() => null);
  return [
    own.gauge(
      'process_start_time_seconds',
      'Start of the process, where every counter begins, Unix time.',
      () => Math.round(performance.timeOrigin) / 1000,
    ),
    memory.gauge('process_resident_memory_bytes', 'Resident memory.', ({ rss }) => rss),
    memory.gauge('nodejs_heap_used_bytes', 'Heap in use.', ({ heapUsed }) => heapUsed),
    own.counter('process_cpu_seconds_total', 'Processor time.', cpuSeconds),
    own.gauge(
      'nodejs_eventloop_delay_p99_seconds',
      'Delay of the event loop, 99th percentile since start.',
      delaySeconds,
    ),
  ];
}

const cpuSeconds = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
