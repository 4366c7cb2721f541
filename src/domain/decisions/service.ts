import type { Timer } from '../../core/base/clock.js';
import { DAY_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { KeyedMutex } from '../../core/base/mutex.js';
import { printUuid, readUuid, UUID_BYTES } from '../../core/base/uuid.js';
import { openHashLanes, printVerifierKey, treeHasher } from '../../core/ledger/index.js';
import type { RowCheck } from '../log/check/index.js';
import { closeParts, finishAll } from '../log/closing/index.js';
import { DEFAULT_LIMITS, type WorkResult } from '../log/commit/index.js';
import { LedgerCare, LogEngine } from '../log/engine/index.js';
import { EventCatalogue, ledgerEvents } from '../log/events/index.js';
import { IdPrints } from '../log/ids/index.js';
import type { KeptHead, LogEvent, LogName, Machine, PartName, PendingEvent } from '../log/ports/index.js';
import { BatchReader } from '../log/read/index.js';
import { eventRecords, inlineSealer, KeyPages, type OpenedBatch, subjectTag, TAG_BYTES } from '../log/seal/index.js';
import { KnownRegistry, registryEvents } from '../registry/index.js';
import { Counters } from './api/metrics.js';
import type {
  DecisionView,
  IngestOptions,
  IngestResult,
  OpeningAnswer,
  Reader,
  ReceiptAnswer,
  ServiceMetrics,
  SubjectExport,
  Visibility,
} from './api/service-api.js';
import type { ServiceOptions } from './api/service-options.js';
import { type AuditAccess, type AuditableService, auditAccess } from './audit/access.js';
import { StateCheck } from './check/state.js';
import { decisionEvents, decisionRead, openingRead, subjectRead } from './events/index.js';
import { type IngestTools, ingest } from './ingest/ingest.js';
import { KeptAnswers } from './ingest/kept-answers.js';
import { seenNumber } from './ingest/kept-with.js';
import type { ItemKind } from './ingest/read-items.js';
import { keyOf, Standings } from './ingest/standings.js';
import type { DecisionStores } from './ports/index.js';
import { Producers } from './producers/producers.js';
import { demandAbout } from './read/about.js';
import { locate } from './read/locate.js';
import { openingOf } from './read/opening.js';
import { readSubjects, subjectsOf } from './read/subjects.js';
import { isErasedIn } from './read/tag-check.js';
import { TagIndex, type TagPlace } from './read/tag-index.js';
import { type LaterRecords, viewDecision } from './read/view.js';
import { Repeats } from './segments/repeats.js';
import { Segments } from './segments/segments.js';
import { isEpochOver } from './subjects/epoch-time.js';
import { Erasures } from './subjects/erasures.js';
import { exportSubject } from './subjects/export-subject.js';

export type { ServiceOptions } from './api/service-options.js';

/** Half of the second that publishing may take: the rest is for writing tiles. */
const PUBLISH_INTERVAL_MS = 400;
const HOUSEKEEPING_MS = 60_000;
const LOGS = ['main', 'reads'] as const;
const DEFAULT_EVENTS = [...ledgerEvents, ...decisionEvents, ...registryEvents];

/**
 * Opens the service over its stores: recovers both logs, checks them against their signed heads, loads the ids of the window.
 * Throws `LEDGER_INVALID` when a log is not the one that was signed.
 *
 * @example
 * const store = await openStore({ dataDir });
 * const service = await openDecisionService({ stores: store, registry: store.registry, signers: store.signers, machine: nodeMachine });
 */
export async function openDecisionService(options: ServiceOptions): Promise<AuditableService> {
  const service = new Service(options);
  await service.open();
  return service;
}

class Service implements AuditableService {
  readonly #options: ServiceOptions;
  readonly #machine: Machine;
  readonly #stores: DecisionStores;
  readonly #pages: Readonly<Record<PartName, KeyPages>>;
  readonly #events: EventCatalogue;
  readonly #counters = new Counters();
  readonly #engines: Readonly<Record<LogName, LogEngine>>;
  readonly #care: LedgerCare;
  readonly #tags: TagIndex;
  readonly #erasures: Erasures;
  readonly #segments: Segments | null;
  readonly #kept: KeptAnswers;
  readonly #repeats: Repeats | null;
  readonly #producers: Producers;
  readonly #ingestTools: IngestTools;
  readonly #turns = new KeyedMutex();
  readonly #registry: KnownRegistry;
  #housekeeping: Timer | null = null;
  #housework: Promise<void> = Promise.resolve();

  constructor(options: ServiceOptions) {
    this.#options = options;
    this.#registry = new KnownRegistry(options.registry);
    const { stores, machine, events = DEFAULT_EVENTS } = options;
    this.#events = new EventCatalogue(events);
    this.#machine = machine;
    this.#stores = stores;
    const keyTools = { store: stores.keys, keyring: stores.keyring, machine };
    this.#pages = { payload: new KeyPages('payload', keyTools), attributes: new KeyPages('attributes', keyTools) };
    const { segments: store } = stores;
    this.#segments = store
      ? new Segments({ store, pages: new KeyPages('segment', keyTools), machine, indexKey: stores.keyring.indexKey() })
      : null;
    const indexKey = stores.keyring.indexKey();
    this.#tags = new TagIndex({
      log: 'main',
      store: stores.tags,
      machine,
      indexKey,
      ...(options.recordsPerRun === undefined ? {} : { recordsPerRun: options.recordsPerRun }),
      readSubjects: (seq) => readSubjects(this.#batches('main'), seq),
    });
    this.#engines = { main: this.#engine('main'), reads: this.#engine('reads') };
    this.#care = new LedgerCare({
      ...{ engines: this.#engines, stores, machine, hasher: treeHasher(machine.sha256), options: options.ledger ?? {} },
      record: (event: PendingEvent) => this.#record(event, event.id),
      pages: this.#pages,
      rowChecks: async (log) => (log === 'main' ? this.#rowChecks() : []),
      onProblem: (cause) => this.#problem(cause),
    });
    this.#kept = new KeptAnswers(stores.decisions, machine, new DataView(machine.randomBytes(4).buffer).getUint32(0));
    this.#erasures = new Erasures({
      ...{ log: 'main', machine, pages: this.#pages, decisions: stores.decisions, vault: stores.vault },
      ...{ segments: this.#segments, repeats: stores.repeats ?? null },
      ...{ keyring: stores.keyring, tags: this.#tags },
      record: (event, id) => this.#record(event, id),
      tell: () => this.#care.tell(),
      turns: this.#turns,
      onProblem: (cause) => this.#problem(cause),
    });
    const { repeats, decisions } = stores;
    const repeatTools = { machine, pages: this.#pages, decisions, tags: this.#tags };
    this.#producers = new Producers(stores.producers ?? null, (cause) => this.#problem(cause));
    this.#repeats = repeats ? new Repeats({ ...repeatTools, store: repeats }) : null;
    const standings = new Standings({
      ...{ log: 'main', decisions, index: this.#engines.main.index, tags: this.#tags, clock: machine },
      batches: () => this.#batches('main'),
      repeated: (ids) => this.#repeated(ids),
    });
    this.#ingestTools = {
      machine,
      pipeline: this.#engines.main.pipeline,
      index: this.#engines.main.index,
      kept: this.#kept,
      indexKey,
      prints: new IdPrints(new DataView(machine.randomBytes(4).buffer).getUint32(0)),
      registry: () => this.#registry.current(),
      batches: () => this.#batches('main'),
      standings: (ids) => standings.of(ids),
      refs: (ids) => decisions.refsOfAll('main', ids),
      turns: this.#turns,
    };
  }

  async open(): Promise<void> {
    await this.#registry.current();
    const windowStart = this.#windowStart();
    const opened: LogEngine[] = [];
    try {
      for (const log of LOGS) {
        await this.#engines[log].open(windowStart);
        opened.push(this.#engines[log]);
      }
      await this.#openRest(windowStart);
    } catch (cause) {
      // Where it cannot start, nothing of it goes on signing.
      const steps = [this.#care, ...opened, this.#producers].map((part) => () => part.close());
      await finishAll(steps).catch(() => undefined);
      throw cause;
    }
  }

  async #openRest(windowStart: number): Promise<void> {
    await this.#kept.load(windowStart);
    await this.#tags.load(this.#stores.decisions);
    await this.#repeats?.open();
    await this.#producers.open(this.#machine);
    await this.#care.open();
    await this.#erasures.resume();
    this.#housekeeping = this.#machine.every(HOUSEKEEPING_MS, () => {
      this.#housework = this.#keepHouse().catch((cause) => this.#problem(cause));
    });
  }

  ingest(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('decision', body, options);
  }

  ingestLabels(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('label', body, options);
  }

  ingestAttributes(body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    return this.#ingest('attributes', body, options);
  }

  record(event: LogEvent): Promise<{ id: string; index: number }> {
    return this.#record(event);
  }

  async decision(id: string, visible: Visibility, reader: Reader): Promise<DecisionView | null> {
    const bytes = idBytes(id);
    const batches = this.#batches('main');
    const place = bytes === null ? null : await this.#locate(bytes, batches);
    if (bytes === null || place === null) return null;
    demandAbout(await batches.opened(place.seq), place, { id: bytes, kind: 'decision' });
    await this.#logRead(decisionRead, id, { visible, reader });
    return viewDecision(
      { log: 'main', machine: this.#machine, batches },
      { place, later: await this.#later(bytes) },
      visible,
    );
  }

  async receipt(id: string): Promise<ReceiptAnswer> {
    const bytes = idBytes(id);
    const batches = this.#batches('main');
    const place = bytes === null ? null : await this.#locate(bytes, batches);
    if (bytes === null || place === null) return { status: 'unknown' };
    const opened = await batches.opened(place.seq);
    demandAbout(opened, place, { id: bytes, kind: 'decision' });
    const { firstIndex, leaves } = opened.batch;
    const leaf = Uint8Array.of(1, ...leaves.subarray(place.position * 32, (place.position + 1) * 32));
    const text = await this.#engines.main.receipt(firstIndex + place.position, leaf);
    return text === null ? { status: 'pending' } : { status: 'ready', text };
  }

  async opening(id: string, visible: Visibility, reader: Reader): Promise<OpeningAnswer> {
    const bytes = idBytes(id);
    const batches = this.#batches('main');
    const place = bytes === null ? null : await this.#locate(bytes, batches);
    if (bytes === null || place === null) return { status: 'unknown' };
    const opened = await batches.opened(place.seq);
    demandAbout(opened, place, { id: bytes, kind: 'decision' });
    await this.#logRead(openingRead, id, { visible, reader });
    return openingOf(this.#machine, { opened, place }, visible);
  }

  ledgerFile(log: LogName, path: string): Promise<Uint8Array | null> {
    return this.#engines[log].file(path);
  }

  head(log: LogName): KeptHead | null {
    return this.#engines[log].head;
  }

  verifierKey(log: LogName): string {
    return printVerifierKey(this.#options.signers[log].key);
  }

  get ledger(): LedgerCare {
    return this.#care;
  }

  async exportSubject(subject: string, reader: Reader): Promise<SubjectExport> {
    const visible = { payload: true, attributes: true };
    await this.#logRead(subjectRead, printUuid(this.#erasures.subjectTag(subject)), { visible, reader });
    const tools = { log: 'main', machine: this.#machine, batches: this.#batches('main') } as const;
    const held = { decisions: this.#stores.decisions, erasures: this.#erasures, repeats: this.#repeats };
    return exportSubject(subject, { ...tools, ...held, later: (id) => this.#later(id) });
  }

  eraseSubject(subject: string, request: { basis: string; requestedBy: string }) {
    return this.#erasures.erase(subject, request);
  }

  erasure(id: string) {
    return this.#erasures.certificate(id);
  }

  turnEpoch() {
    return this.#erasures.turnEpoch();
  }

  setHold(subject: string, hold: { owner: string; reason: string; reviewAt: string }) {
    return this.#erasures.setHold(subject, hold);
  }

  holds() {
    return this.#erasures.holds();
  }

  releaseHold(id: string, by: string) {
    return this.#erasures.releaseHold(id, by);
  }

  async integrityEvents(limit: number) {
    const events = await this.#stores.decisions.integrityEvents('main', limit);
    const repeats = (await this.#repeats?.events(limit)) ?? [];
    return [...events, ...repeats].sort((a, b) => b.detectedAtMs - a.detectedAtMs).slice(0, limit);
  }

  metrics(): ServiceMetrics {
    const { main, reads } = this.#engines;
    return {
      ...this.#counters.read(),
      queuedBytes: main.pipeline.queued.bytes,
      queuedRecords: main.pipeline.queued.records,
      logSize: { main: main.pipeline.size, reads: reads.pipeline.size },
      publishedSize: { main: main.head?.size ?? 0, reads: reads.head?.size ?? 0 },
      dedupeIds: main.index.size,
      sequenceGaps: this.#producers.gaps(),
      ...(this.#repeats === null ? {} : { lateRepeats: this.#repeats.counts }),
      ledger: this.#care.metrics(),
    };
  }

  producers = () => this.#producers.list();

  retentionAccess = () => ({ access: this.auditAccess(), erasures: this.#erasures });

  auditAccess(): AuditAccess {
    return auditAccess({
      ...{ decisions: this.#stores.decisions, machine: this.#machine, pages: this.#pages },
      ...{ segments: this.#segments, repeats: this.#repeats, ledger: this.#stores.ledger },
      ...{ publish: () => this.publish(), head: () => this.head('main') },
      record: (event) => this.#record(event),
    });
  }

  async publish(): Promise<void> {
    for (const log of LOGS) await this.#engines[log].publish();
  }

  async verify(): Promise<void> {
    await this.#care.verify();
  }

  async reloadRegistry(): Promise<void> {
    this.#registry.changed();
    try {
      await this.#registry.current();
    } catch (cause) {
      this.#problem(cause);
    }
  }

  async close(): Promise<void> {
    this.#housekeeping?.cancel();
    await closeParts({
      engines: this.#engines,
      before: [() => this.#care.close(), () => this.#housework],
      producers: this.#producers,
    });
  }

  #engine(log: LogName): LogEngine {
    const { stores, machine, signers, limits, publishIntervalMs = PUBLISH_INTERVAL_MS } = this.#options;
    const { sealer = inlineSealer(machine, stores.keyring.indexKey()) } = this.#options;
    return new LogEngine({
      ...{ log, stores, machine, publishIntervalMs, pages: this.#pages, signer: signers[log] },
      ...{ hasher: treeHasher(machine.sha256, openHashLanes()), sealer, ledger: this.#options.ledger ?? {} },
      limits: { ...DEFAULT_LIMITS, ...limits },
      onCommitted: (batches) => {
        this.#counters.batches += batches.length;
        if (log === 'main') this.#tags.add(batches);
      },
      onCommit: (seconds) => this.#counters.commit(seconds),
      onAlarm: (alarm) => this.#care.alarm(log, alarm),
      onProblem: (cause) => this.#problem(cause),
    });
  }

  async #ingest(kind: ItemKind, body: Uint8Array, options: IngestOptions): Promise<IngestResult> {
    try {
      const result = await ingest(this.#ingestTools, kind, body, options);
      if (!result.replayed) this.#counters.answer(result.answer);
      const seen = seenNumber(options, this.#machine.nowMs());
      if (seen !== null) this.#producers.see(seen);
      return result;
    } catch (cause) {
      this.#counters.refused(cause);
      throw cause;
    }
  }

  async #record(event: LogEvent, given = this.#care.newId()): Promise<{ id: string; index: number }> {
    const { log } = this.#events.demand(event);
    const id = idBytes(given)!;
    const records = eventRecords(event.type, id, event.payload);
    const work = { records, keptAnswer: null, integrityEvents: [], bytes: records.source.length };
    const result: WorkResult = await this.#engines[log].pipeline.submit(work);
    if (result.status === 'committed') return { id: printUuid(id), index: result.firstIndex };
    throw new TribuneError('INTERNAL', 'an event was asked to look its id up again', { remedy: 'Report this.' });
  }

  /** What is derived from the entries of the main log, and what they tell of. */
  async #rowChecks(): Promise<RowCheck[]> {
    const { decisions, vault, ledger, outbox } = this.#stores;
    const tools = { machine: this.#machine, pages: this.#pages };
    const tags = await this.#tags.startCheck({
      subjectTags: (opened) => this.#subjectTags(opened),
      isErasedNow: async ({ seq, position }) => isErasedIn(await this.#batches('main').opened(seq), position),
    });
    const { registry } = this.#options;
    const stores = { decisions, vault, ledger, outbox };
    const state = new StateCheck({ ...tools, stores, registry, erasures: this.#erasures });
    return [tags, state, ...(this.#repeats === null ? [] : [this.#repeats.check()])];
  }

  #subjectTags(opened: OpenedBatch): Uint8Array {
    const tags = new Uint8Array(opened.batch.n * TAG_BYTES);
    subjectsOf(opened).forEach((subject, i) => {
      if (subject !== '') tags.set(subjectTag(this.#machine, this.#stores.keyring.indexKey(), subject), i * TAG_BYTES);
    });
    return tags;
  }

  async #logRead(
    type: typeof decisionRead | typeof openingRead | typeof subjectRead,
    of: string,
    { visible, reader }: { visible: Visibility; reader: Reader },
  ): Promise<void> {
    if (!visible.payload && !visible.attributes) return;
    const { actor, purpose } = reader;
    await this.#record(type({ actor, purpose, of, payload: visible.payload, attributes: visible.attributes }));
  }

  #batches(log: LogName): BatchReader {
    return new BatchReader({ machine: this.#machine, pages: this.#pages, decisions: this.#stores.decisions }, log);
  }

  /** Of an id that came again beyond the window the record that came first: nothing takes its place. */
  async #locate(id: Uint8Array, batches: BatchReader): Promise<TagPlace | null> {
    const first = await this.#repeats?.firstOf(id);
    if (first) return first;
    return locate(id, { index: this.#engines.main.index, tags: this.#tags, batches });
  }

  /** Where the first records of those of some ids are that came again beyond the window. */
  async #repeated(ids: readonly Uint8Array[]): Promise<ReadonlyMap<string, TagPlace>> {
    const places = new Map<string, TagPlace>();
    for (const { decision } of (await this.#repeats?.eventsOf(ids)) ?? []) {
      const place = places.has(keyOf(decision)) ? null : await this.#repeats!.firstOf(decision);
      if (place !== null) places.set(keyOf(decision), place);
    }
    return places;
  }

  async #later(id: Uint8Array): Promise<LaterRecords> {
    const refs = await this.#stores.decisions.refsOf('main', id);
    return {
      labels: refs.filter(({ kind }) => kind === 'label'),
      attributes: refs.filter(({ kind }) => kind === 'attributes'),
    };
  }

  async #keepHouse(): Promise<void> {
    const windowStart = this.#windowStart();
    this.#engines.main.index.dropBefore(windowStart);
    this.#kept.dropBefore(windowStart);
    await this.#stores.decisions.dropAnswersBefore(windowStart);
    await this.#care.keepHouse();
    await this.#erasures.resume();
    const { epochMs = DAY_MS } = this.#options;
    if (isEpochOver(this.#machine.nowMs(), this.#stores.keyring.epochStartedAtMs(), epochMs)) {
      await this.#erasures.turnEpoch();
    }
  }

  #windowStart = (): number => this.#machine.nowMs() - (this.#options.windowMs ?? DAY_MS);

  #problem(cause: unknown): void {
    this.#options.onProblem?.(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function idBytes(id: string): Uint8Array | null {
  const bytes = new Uint8Array(UUID_BYTES);
  return readUuid(id, bytes) ? bytes : null;
}
