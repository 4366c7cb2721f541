import type { RoutedServices } from '../../../src/apps/server/base/deps.js';
import type {
  DecisionIngest,
  DecisionReading,
  IngestAnswer,
  SubjectRights,
} from '../../../src/domain/decisions/api/service-api.js';
import type { Log } from '../../../src/domain/log/api/index.js';

const EMPTY: IngestAnswer = { accepted: 0, duplicates: 0, conflicts: [], rejected: [] };

interface Overrides {
  readonly ingest?: Partial<DecisionIngest>;
  readonly reading?: Partial<DecisionReading>;
  readonly subjects?: Partial<SubjectRights>;
  readonly log?: Partial<Log>;
}

/** Services that know nothing and accept everything, for tests of the rim alone. What they were told stands in `calls`. */
export function idleService({
  ingest,
  reading,
  subjects,
  log,
}: Overrides = {}): RoutedServices & { calls: unknown[][] } {
  const calls: unknown[][] = [];
  const note =
    <T>(name: string, answer: T) =>
    async (...args: unknown[]): Promise<T> => {
      calls.push([name, ...args]);
      return answer;
    };
  const logs = { main: 0, reads: 0 };
  const hold = {
    id: 'h',
    subjectTag: new Uint8Array(),
    owner: 'o',
    reason: 'r',
    reviewAtMs: 0,
    setAtMs: 0,
    releasedAtMs: null,
  };
  const certificate = {
    id: 'e',
    status: 'pending' as const,
    requestedAt: '',
    basis: 'b',
    records: 0,
    batches: 0,
    epoch: 0,
    completedAt: null,
    ledgerIndex: null,
    statement: '',
  };
  const rotation = {
    log: 'main' as const,
    oldKey: 'log+0+AQ==',
    newKey: 'log+1+AQ==',
    fromSize: 0,
    statement: '',
    retiresAtMs: 0,
  };
  return {
    calls,
    ingest: {
      decisions: note('ingest', { answer: EMPTY, replayed: false }),
      labels: note('ingestLabels', { answer: EMPTY, replayed: false }),
      attributes: note('ingestAttributes', { answer: EMPTY, replayed: false }),
      ...ingest,
    },
    reading: {
      decision: note('decision', null),
      receipt: note('receipt', { status: 'unknown' as const }),
      opening: note('opening', { status: 'unknown' as const }),
      material: note('material', null),
      materials: async function* () {},
      drawn: note('drawn', { of: 0, ids: [] }),
      integrityEvents: note('integrityEvents', []),
      ...reading,
    },
    subjects: {
      export: note('exportSubject', {
        subject: 's',
        decisions: [],
        reviews: [],
        integrityEvents: [],
        holds: [],
        erasures: [],
        dataSets: [],
        complete: true as const,
      }),
      erase: note('eraseSubject', certificate),
      certificate: note('erasure', null),
      turnEpoch: note('turnEpoch', { epoch: 1, completed: [] }),
      setHold: note('setHold', hold),
      holdDecision: note('holdDecision', hold),
      holds: note('holds', []),
      releaseHold: note('releaseHold', hold),
      ...subjects,
    },
    log: {
      record: note('record', { id: 'x', index: 0 }),
      file: note('ledgerFile', null),
      checkpoint: () => null,
      verifierKey: () => 'log+00000000+AQ==',
      publish: note('publish', undefined),
      verify: note('verify', undefined),
      fault: null,
      flush: note('flush', undefined),
      flushEvents: note('flushEvents', undefined),
      isSaved: note('isSaved', true),
      check: note('check', undefined),
      setPublic: () => undefined,
      rotateKey: note('rotateKey', rotation),
      ...log,
    },
    metrics: () => ({
      accepted: 0,
      duplicates: 0,
      conflicts: 0,
      rejectedByCode: {},
      commits: 0,
      batches: 0,
      commitSecondsSum: 0,
      refusedBusy: 0,
      refusedUnavailable: 0,
      queuedBytes: 0,
      queuedRecords: 0,
      logSize: logs,
      publishedSize: logs,
      dedupeIds: 0,
      integrityEvents: 0,
      sequenceGaps: {},
      ledger: {
        shownSize: logs,
        cosignedSize: logs,
        showsWithinMs: logs,
        witnesses: [],
        checks: [],
        halted: false,
      },
    }),
    producers: () => [],
  };
}
