import { TribuneError } from '../../../core/base/errors.js';
import { TileReader, treeHasher } from '../../../core/ledger/index.js';
import type { Log } from '../../log/api/index.js';
import type { PayloadOf } from '../../log/events/index.js';
import type { DecisionLog, DecisionRef, LedgerStore, SignedCheckpoint } from '../../log/ports/index.js';
import { openStored } from '../../log/read/index.js';
import type { OpenDeps, OpenedBatch } from '../../log/seal/index.js';
import type { Deployment, KnownRegistry } from '../../registry/index.js';
import type { SealedResults } from '../../sealed-results/index.js';
import type { Segments } from '../../segments/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';
import { auditRead } from '../events/index.js';
import type { ErasedListStore } from '../ports/index.js';
import type { RecordKeys } from '../read/audit-row.js';
import { recordKeys } from '../read/record-keys.js';
import type { Repeats } from '../repeats/repeats.js';

/** What audits may ask of the decision service: opened batches and the signed checkpoint that they belong to. */
export interface DecisionHistory {
  /** Gives the signed checkpoint over everything committed so far. */
  head(): Promise<SignedCheckpoint>;
  /** Gives the root of the log at an older size, and the proof that the signed checkpoint only added to it (RFC 6962). */
  proveSize(size: number): Promise<ProvenSize>;
  /** Gives opened batches of the main log in order, from a sequence number on; at most `limit`. */
  opened(fromSeq: number, limit: number): Promise<OpenedBatch[]>;
  /** Gives a deployment as it is registered; undefined for an unknown name. */
  deployment(id: string): Promise<Pick<Deployment, 'outcome'> | undefined>;
  /** Keys under which audits find the decisions of one case, and the candidates of one list, together. */
  readonly keys: RecordKeys;
  /** Number of erased candidates of lists, by the key of the list, of those erased from the first `size` entries. */
  erasedOf(listKeys: readonly string[], size: number): Promise<ReadonlyMap<string, number>>;
  /** Number that the next batch of the main log gets. */
  nextSeq(): Promise<number>;
  /** Sealed segments; null where the store has none. */
  readonly segments: Segments | null;
  /** Results that may show persons, sealed under keys that an erasure destroys. */
  readonly results: SealedResults;
  /** Ids that came again beyond the window; null where the store has none. */
  readonly repeats: Repeats | null;
  /** Places of the records that may be about a subject, in the order of the log: candidates, as their tags are short. */
  placesOf(subject: string): Promise<readonly TagPlace[]>;
  /** The labels and attributes that came after these decisions, in no particular order. */
  refsOf(ids: readonly Uint8Array[]): Promise<readonly DecisionRef[]>;
  /** Writes into the log of reads that payloads and attributes were read. */
  noteRead(read: PayloadOf<typeof auditRead>): Promise<void>;
}

/** A size of the log that a signed checkpoint proves. */
export interface ProvenSize {
  readonly size: number;
  readonly root: Uint8Array;
  readonly head: SignedCheckpoint;
  readonly consistency: readonly Uint8Array[];
}

export interface AccessDeps extends OpenDeps {
  readonly segments: Segments | null;
  readonly results: SealedResults;
  readonly decisions: DecisionLog;
  readonly repeats: Repeats | null;
  readonly ledger: Pick<LedgerStore, 'readFile'>;
  readonly log: Pick<Log, 'publish' | 'checkpoint' | 'record'>;
  readonly registry: Pick<KnownRegistry, 'current'>;
  readonly indexKey: Uint8Array;
  readonly erasedLists: ErasedListStore | null;
  readonly tags: Pick<TagIndex, 'findSubject'>;
}

export function decisionHistory(deps: AccessDeps): DecisionHistory {
  const head = async (): Promise<SignedCheckpoint> => {
    await deps.log.publish();
    const last = deps.log.checkpoint('main');
    if (last !== null) return last;
    throw new TribuneError('DATA_EMPTY', 'nothing was recorded yet', { remedy: 'Send decisions first.' });
  };
  return {
    segments: deps.segments,
    results: deps.results,
    repeats: deps.repeats,
    head,
    proveSize: async (size) => proveSize(size, await head(), deps),
    keys: recordKeys(deps.runtime, deps.indexKey),
    deployment: async (id) => (await deps.registry.current()).deployment(id),
    erasedOf: async (listKeys, size) => (await deps.erasedLists?.countsOf(listKeys, size)) ?? new Map(),
    nextSeq: async () => (await deps.decisions.size('main')).nextSeq,
    async opened(fromSeq, limit) {
      const batches = await deps.decisions.readFrom('main', fromSeq, limit);
      return Promise.all(batches.map((batch) => openStored(deps, batch)));
    },
    placesOf: (subject) => deps.tags.findSubject(subject),
    refsOf: (ids) => deps.decisions.refsOfAll('main', ids),
    noteRead: async (read) => void (await deps.log.record(auditRead(read))),
  };
}

async function proveSize(size: number, head: SignedCheckpoint, { ledger, runtime }: AccessDeps): Promise<ProvenSize> {
  if (!Number.isSafeInteger(size) || size < 1 || size > head.size) {
    throw new TribuneError('INVALID_ARGUMENT', `the log never had the size ${size}; it has ${head.size} entries`, {
      remedy: `Give a size from 1 to ${head.size}, such as data.sources[0].log.size of an earlier audit.json.`,
    });
  }
  const reader = new TileReader(treeHasher(runtime.sha256), (path) => ledger.readFile(head.log, path), head);
  const [root, consistency] = await Promise.all([reader.rootAt(size), reader.consistencyProof(size)]);
  return { size, root, head, consistency };
}
