import { defined } from '../../../core/base/defined.js';
import { KeyedMutex } from '../../../core/base/mutex.js';
import { SealedLog } from '../../log/engine/index.js';
import { ledgerEvents } from '../../log/events/index.js';
import { IdPrints } from '../../log/ids/index.js';
import { KeyPages } from '../../log/seal/index.js';
import { type KnownRegistry, registryEvents } from '../../registry/index.js';
import type { Counters } from '../api/metrics.js';
import type { ServiceOptions } from '../api/service-options.js';
import { decisionEvents } from '../events/index.js';
import type { IngestTools } from '../ingest/ingest.js';
import { KeptAnswers } from '../ingest/kept-answers.js';
import { Standings } from '../ingest/standings.js';
import { Producers } from '../producers/producers.js';
import { readSubjects } from '../read/subjects.js';
import { TagIndex } from '../read/tag-index.js';
import { Repeats } from '../segments/repeats.js';
import { Segments } from '../segments/segments.js';
import { Erasures } from '../subjects/erasures.js';
import { Lookup } from './lookup.js';
import { rowChecks } from './row-checks.js';

const DEFAULT_EVENTS = [...ledgerEvents, ...decisionEvents, ...registryEvents];

export interface Parts {
  readonly log: SealedLog;
  readonly tags: TagIndex;
  readonly segments: Segments | null;
  readonly repeats: Repeats | null;
  readonly lookup: Lookup;
  readonly erasures: Erasures;
  readonly kept: KeptAnswers;
  readonly producers: Producers;
  readonly pages: Readonly<Record<'payload' | 'attributes', KeyPages>>;
  readonly ingest: IngestTools;
}

interface PartsTools {
  readonly counters: Counters;
  readonly registry: KnownRegistry;
  readonly onProblem: (cause: unknown) => void;
}

/** Builds what the services stand on, from the stores up; nothing is read yet. */
export function buildParts(options: ServiceOptions, { counters, registry, onProblem }: PartsTools): Parts {
  const { stores, machine, signers, events = DEFAULT_EVENTS } = options;
  const { decisions, keyring, vault } = stores;
  const indexKey = keyring.indexKey();
  const keyTools = { store: stores.keys, keyring, machine };
  const pages = { payload: new KeyPages('payload', keyTools), attributes: new KeyPages('attributes', keyTools) };
  const segments = stores.segments
    ? new Segments({ store: stores.segments, pages: new KeyPages('segment', keyTools), machine, indexKey })
    : null;
  const tags = new TagIndex({
    log: 'main',
    store: stores.tags,
    machine,
    indexKey,
    ...defined({ recordsPerRun: options.recordsPerRun }),
    readSubjects: (seq) => readSubjects(lookup.batches(), seq),
  });
  const repeats = stores.repeats ? new Repeats({ machine, pages, decisions, tags, store: stores.repeats }) : null;
  const log: SealedLog = new SealedLog({
    stores,
    signers,
    machine,
    pages,
    events,
    tuning: options,
    rowChecks: (name) =>
      rowChecks(name, { machine, pages, stores, registry: options.registry, lookup, tags, erasures, repeats }),
    onCommitted: (name, batches) => {
      counters.batches += batches.length;
      if (name === 'main') tags.add(batches);
    },
    onCommit: (seconds) => counters.commit(seconds),
    onProblem,
  });
  const { index, pipeline } = log.engines.main;
  const lookup: Lookup = new Lookup({ machine, pages, decisions, index, tags, repeats });
  const turns = new KeyedMutex();
  const seed = (): number => new DataView(machine.randomBytes(4).buffer).getUint32(0);
  const kept = new KeptAnswers(decisions, machine, seed());
  const erasures: Erasures = new Erasures({
    log: 'main',
    machine,
    pages,
    decisions,
    vault,
    segments,
    repeats: stores.repeats ?? null,
    keyring,
    tags,
    record: (event, id) => log.recordAs(event, id),
    tell: () => log.tell(),
    turns,
    onProblem,
  });
  const standings = new Standings({
    log: 'main',
    decisions,
    index,
    tags,
    clock: machine,
    batches: () => lookup.batches(),
    repeated: (ids) => lookup.repeated(ids),
  });
  const ingest: IngestTools = {
    machine,
    pipeline,
    index,
    kept,
    indexKey,
    prints: new IdPrints(seed()),
    registry: () => registry.current(),
    batches: () => lookup.batches(),
    standings: (ids) => standings.of(ids),
    refs: (ids) => decisions.refsOfAll('main', ids),
    turns,
  };
  const producers = new Producers(stores.producers ?? null, onProblem);
  return { log, tags, segments, repeats, lookup, erasures, kept, producers, pages, ingest };
}
