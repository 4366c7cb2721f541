import { defined } from '../../../core/base/defined.js';
import { KeyedMutex } from '../../../core/base/mutex.js';
import { Acts } from '../../acts/index.js';
import { EndSource } from '../../end-door/index.js';
import { Followers } from '../../followers/index.js';
import { GateSource } from '../../gate-door/index.js';
import { SealedLog } from '../../log/engine/index.js';
import { ledgerEvents } from '../../log/events/index.js';
import { openStored } from '../../log/read/index.js';
import { KeyPages } from '../../log/seal/index.js';
import { Producers } from '../../producers/index.js';
import { IdFingerprints } from '../../recent-ids/index.js';
import { registryEvents } from '../../registry/events/index.js';
import type { KnownRegistry } from '../../registry/index.js';
import { RuleSource } from '../../rule-door/index.js';
import { SealedResults } from '../../sealed-results/index.js';
import { Segments } from '../../segments/index.js';
import { TagIndex } from '../../tag-index/index.js';
import type { Counters } from '../api/metrics.js';
import type { ServiceOptions } from '../api/service-options.js';
import { decisionEvents } from '../events/index.js';
import { IdStatuses } from '../ingest/id-statuses.js';
import { IdempotentAnswers } from '../ingest/idempotent-answers.js';
import type { IngestDeps } from '../ingest/ingest.js';
import { readSubjects } from '../read/subjects.js';
import { Repeats } from '../repeats/repeats.js';
import { decisionActs } from '../subjects/acts.js';
import { Erasures } from '../subjects/erasures.js';
import { Lookup } from './lookup.js';
import { rowChecks } from './row-checks.js';

const DEFAULT_EVENTS = [...ledgerEvents, ...decisionEvents, ...registryEvents];

export interface ServiceParts {
  readonly log: SealedLog;
  readonly followers: Followers;
  readonly tags: TagIndex;
  readonly segments: Segments | null;
  readonly results: SealedResults;
  readonly repeats: Repeats | null;
  readonly lookup: Lookup;
  readonly erasures: Erasures;
  readonly idempotentAnswers: IdempotentAnswers;
  readonly producers: Producers;
  readonly pages: Readonly<Record<'payload' | 'attributes', KeyPages>>;
  readonly ingest: IngestDeps;
}

interface ServicePartDeps {
  readonly counters: Counters;
  readonly registry: KnownRegistry;
  readonly onProblem: (cause: unknown) => void;
}

/** Builds the parts that the services work with, from the stores up; nothing is read yet. */
export function buildServiceParts(
  options: ServiceOptions,
  { counters, registry, onProblem }: ServicePartDeps,
): ServiceParts {
  const { stores, runtime, signers, events = DEFAULT_EVENTS } = options;
  const { decisions, keyring, erasures: erasureStore } = stores;
  const indexKey = keyring.indexKey();
  const keyDeps = { store: stores.keys, keyring, runtime };
  const pages = { payload: new KeyPages('payload', keyDeps), attributes: new KeyPages('attributes', keyDeps) };
  const segments = stores.segments
    ? new Segments({ store: stores.segments, pages: new KeyPages('segment', keyDeps), runtime, indexKey })
    : null;
  const results = new SealedResults({
    store: stores.results ?? null,
    pages: new KeyPages('result', keyDeps),
    runtime,
  });
  const followers = new Followers({
    clock: runtime,
    decisions,
    store: stores.followers,
    open: (batch) => openStored({ runtime, pages, decisions }, batch),
    onProblem,
  });
  const tags = new TagIndex({
    log: 'main',
    store: stores.tags,
    runtime,
    indexKey,
    settled: () => followers.settled('tags'),
    ...defined({ recordsPerRun: options.recordsPerRun }),
    readSubjects: (seq) => readSubjects(lookup.batches(), seq),
  });
  const repeats = stores.repeats
    ? new Repeats({ runtime, pages, decisions, tags, store: stores.repeats, followers })
    : null;
  for (const one of [tags, repeats]) if (one !== null) followers.add(one.follower(), stores.transactions);
  const log: SealedLog = new SealedLog({
    stores,
    signers,
    runtime,
    pages,
    events,
    tuning: options,
    rowChecks: (name) =>
      rowChecks(name, {
        runtime,
        pages,
        stores,
        registry: options.registry,
        lookup,
        tags,
        erasures,
        repeats,
        followers,
      }),
    onCommitted: (name, batches) => {
      counters.batches += batches.length;
      if (name === 'main') tags.add(batches);
      followers.committed(name, batches);
    },
    onCommit: (seconds) => counters.commit(seconds),
    onProblem,
  });
  const { index, pipeline } = log.engines.main;
  const lookup: Lookup = new Lookup({ runtime, pages, decisions, index, tags, repeats });
  const turns = new KeyedMutex();
  const seed = (): number => new DataView(runtime.randomBytes(4).buffer).getUint32(0);
  const idempotentAnswers = new IdempotentAnswers(decisions, runtime, seed());
  const erasures: Erasures = new Erasures({
    log: 'main',
    runtime,
    pages,
    decisions,
    erasures: erasureStore,
    segments,
    results,
    repeats: stores.repeats ?? null,
    erasedLists: stores.erasedLists ?? null,
    erasedIds: stores.erasedIds ?? null,
    derived: stores.derived ?? null,
    dataPlaces: stores.dataPlaces ?? null,
    keyring,
    tags,
    record: (event, id) => log.recordAs(event, id),
    acts: new Acts({ transactions: stores.transactions, log, runtime, acts: decisionActs }),
    turns,
    onSealedAnew: (name, seq) => followers.sealedAnew(name, seq),
    onProblem,
  });
  const idStatuses = new IdStatuses({
    log: 'main',
    decisions,
    index,
    tags,
    clock: runtime,
    batches: () => lookup.batches(),
    repeated: (ids) => lookup.repeated(ids),
  });
  const ingest: IngestDeps = {
    runtime,
    pipeline,
    index,
    idempotentAnswers,
    indexKey,
    fingerprints: new IdFingerprints(seed()),
    registry: () => registry.current(),
    gates: options.gates ?? new GateSource(),
    rules: options.rules ?? new RuleSource(),
    ends: options.ends ?? new EndSource(),
    batches: () => lookup.batches(),
    idStatuses: (ids) => idStatuses.of(ids),
    deployments: (ids) => idStatuses.deploymentsOf(ids),
    refs: (ids) => decisions.refsOfAll('main', ids),
    turns,
  };
  const producers = new Producers(stores.producers ?? null, onProblem);
  return {
    log,
    followers,
    tags,
    segments,
    results,
    repeats,
    lookup,
    erasures,
    idempotentAnswers,
    producers,
    pages,
    ingest,
  };
}
