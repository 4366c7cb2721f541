import { finishAll } from '../../core/base/closing.js';
import { DAY_MS, MINUTE_MS } from '../../core/base/durations.js';
import type { Followers } from '../followers/index.js';
import { defineJob, type Job } from '../jobs/index.js';
import type { Log } from '../log/api/index.js';
import { KnownRegistry, type RegistryView } from '../registry/index.js';
import { Counters } from './api/metrics.js';
import type { DecisionIngest, DecisionReading, ServiceMetrics, SubjectRights } from './api/service-api.js';
import type { ServiceOptions } from './api/service-options.js';
import { type DecisionHistory, decisionHistory } from './history/access.js';
import type { ProducerState } from './ports/index.js';
import { Ingestion } from './services/decision-ingest.js';
import { Reading } from './services/decision-reading.js';
import type { DecisionServices } from './services/decision-services.js';
import { buildServiceParts, type ServiceParts } from './services/service-parts.js';
import { Rights } from './services/subject-rights.js';
import { isEpochOver } from './subjects/epoch-time.js';
import type { Erasures } from './subjects/erasures.js';

export type { ServiceOptions } from './api/service-options.js';
export type { DecisionServices } from './services/decision-services.js';

const HOUSEKEEPING_MS = MINUTE_MS;

/**
 * Opens the services over their stores: recovers both logs, checks them against their checkpoints, loads the ids of the window.
 * Throws `LEDGER_INVALID` when a log is not the one that was signed.
 *
 * @example
 * const store = await openStore({ dataDir });
 * const services = await openDecisionService({
 *   stores: store,
 *   registry: store.registry,
 *   signers: store.signers,
 *   runtime: nodeRuntime,
 * });
 * await services.ingest.decisions(body, { form: 'ndjson', source: 'key-1' });
 */
export async function openDecisionService(options: ServiceOptions): Promise<DecisionServices> {
  const services = new OpenedServices(options);
  await services.open();
  return services;
}

/** Composes the services, opens and closes the stores and logs they work on, and does the regular housekeeping. */
class OpenedServices implements DecisionServices {
  readonly ingest: DecisionIngest;
  readonly reading: DecisionReading;
  readonly subjects: SubjectRights;
  readonly log: Log;
  readonly followers: Followers;
  readonly history: DecisionHistory;
  readonly erasures: Erasures;
  readonly #options: ServiceOptions;
  readonly #parts: ServiceParts;
  readonly #registry: KnownRegistry;
  readonly #counters = new Counters();

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#registry = new KnownRegistry(options.registry);
    const counters = this.#counters;
    const onProblem = (cause: unknown): void => this.#problem(cause);
    this.#parts = buildServiceParts(options, { counters, registry: this.#registry, onProblem });
    const { log, followers, lookup, tags, repeats, segments, results, erasures, producers, pages, ingest } =
      this.#parts;
    const { runtime } = options;
    const { decisions, ledger, erasedLists = null, dataPlaces = null } = options.stores;
    this.log = log;
    this.followers = followers;
    this.erasures = erasures;
    this.ingest = new Ingestion({ ingest, counters, producers });
    const { indexKey } = ingest;
    const { main: engine } = log.engines;
    this.reading = new Reading({ runtime, log, engine, lookup, decisions, repeats, indexKey });
    this.subjects = new Rights({ runtime, log, lookup, decisions, repeats, erasures, dataPlaces });
    const registry = this.#registry;
    this.history = decisionHistory({
      decisions,
      runtime,
      pages,
      segments,
      results,
      repeats,
      ledger,
      log,
      registry,
      indexKey,
      erasedLists,
      tags,
    });
  }

  async open(): Promise<void> {
    const { log, followers, idempotentAnswers, tags, repeats, producers, erasures } = this.#parts;
    const { runtime } = this.#options;
    await this.#registry.current();
    const windowStart = this.#windowStart();
    try {
      await log.open(windowStart);
      await idempotentAnswers.load(windowStart);
      await tags.load(this.#options.stores.decisions);
      await followers.open();
      await repeats?.open();
      await producers.open(runtime);
      await log.start();
      await erasures.resume();
    } catch (cause) {
      await finishAll([() => log.abandon(), () => producers.close(), () => followers.close()]).catch(() => undefined);
      throw cause;
    }
  }

  metrics(): ServiceMetrics {
    const { log, producers, repeats } = this.#parts;
    const { main, reads } = log.engines;
    return {
      ...this.#counters.read(),
      queuedBytes: main.pipeline.queued.bytes,
      queuedRecords: main.pipeline.queued.records,
      logSize: { main: main.pipeline.size, reads: reads.pipeline.size },
      publishedSize: { main: main.checkpoint?.size ?? 0, reads: reads.checkpoint?.size ?? 0 },
      dedupeIds: main.index.size,
      sequenceGaps: producers.gaps(),
      ...(repeats === null ? {} : { lateRepeats: repeats.counts }),
      ledger: log.metrics(),
    };
  }

  jobs(): readonly Job[] {
    return [defineJob({ name: 'housekeeping', everyMs: HOUSEKEEPING_MS, run: () => this.#maintain() })];
  }

  producers(): readonly ProducerState[] {
    return this.#parts.producers.list();
  }

  async reloadRegistry(): Promise<void> {
    this.#registry.changed();
    try {
      await this.#registry.current();
    } catch (cause) {
      this.#problem(cause);
    }
  }

  registry(): RegistryView | Promise<RegistryView> {
    return this.#registry.current();
  }

  async close(): Promise<void> {
    const { log, followers, producers } = this.#parts;
    await log.close({ beside: [() => producers.close(), () => followers.close()] });
  }

  async #maintain(): Promise<void> {
    const { log, idempotentAnswers, erasures } = this.#parts;
    const { stores, runtime, epochMs = DAY_MS } = this.#options;
    const windowStart = this.#windowStart();
    log.engines.main.index.dropBefore(windowStart);
    idempotentAnswers.dropBefore(windowStart);
    await stores.decisions.dropAnswersBefore(windowStart);
    await log.maintain();
    await erasures.resume();
    if (isEpochOver(runtime.nowMs(), stores.keyring.epochStartedAtMs(), epochMs)) await erasures.turnEpoch();
  }

  #windowStart(): number {
    return this.#options.runtime.nowMs() - (this.#options.windowMs ?? DAY_MS);
  }

  #problem(cause: unknown): void {
    this.#options.onProblem?.(cause instanceof Error ? cause : new Error(String(cause)));
  }
}
