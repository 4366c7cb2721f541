import type { DecisionService, IngestAnswer } from '../../../src/domain/decisions/api/service-api.js';

const EMPTY: IngestAnswer = { accepted: 0, duplicates: 0, conflicts: [], rejected: [] };

/** A back end that knows nothing and accepts everything, for tests of the rim alone. What it was told stands in `calls`. */
export function idleService(overrides: Partial<DecisionService> = {}): DecisionService & { calls: unknown[][] } {
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
    ...{ id: 'e', status: 'pending' as const, requestedAt: '', basis: 'b', records: 0, batches: 0, epoch: 0 },
    ...{ completedAt: null, ledgerIndex: null, statement: '' },
  };
  const rotation = {
    ...{ log: 'main' as const, oldKey: 'log+0+AQ==', newKey: 'log+1+AQ==', fromSize: 0 },
    ...{ statement: '', retiresAtMs: 0 },
  };
  return {
    calls,
    ingest: note('ingest', { answer: EMPTY, replayed: false }),
    ingestLabels: note('ingestLabels', { answer: EMPTY, replayed: false }),
    ingestAttributes: note('ingestAttributes', { answer: EMPTY, replayed: false }),
    record: note('record', { id: 'x', index: 0 }),
    decision: note('decision', null),
    receipt: note('receipt', { status: 'unknown' as const }),
    opening: note('opening', { status: 'unknown' as const }),
    ledger: {
      fault: null,
      flush: note('flush', undefined),
      tell: note('tell', undefined),
      check: note('check', undefined),
      setPublic: () => undefined,
      rotateKey: note('rotateKey', rotation),
    },
    ledgerFile: note('ledgerFile', null),
    head: () => null,
    verifierKey: () => 'log+00000000+AQ==',
    exportSubject: note('exportSubject', {
      ...{ subject: 's', decisions: [], reviews: [], integrityEvents: [], holds: [], erasures: [] },
      complete: true as const,
    }),
    eraseSubject: note('eraseSubject', certificate),
    erasure: note('erasure', null),
    turnEpoch: note('turnEpoch', { epoch: 1, completed: [] }),
    setHold: note('setHold', hold),
    holds: note('holds', []),
    releaseHold: note('releaseHold', hold),
    integrityEvents: note('integrityEvents', []),
    metrics: () => ({
      ...{ accepted: 0, duplicates: 0, conflicts: 0, rejectedByCode: {}, commits: 0, batches: 0, commitSecondsSum: 0 },
      ...{
        refusedBusy: 0,
        refusedUnavailable: 0,
        queuedBytes: 0,
        queuedRecords: 0,
        logSize: logs,
        publishedSize: logs,
      },
      ...{ dedupeIds: 0, integrityEvents: 0, sequenceGaps: {} },
      ledger: { shownSize: logs, cosignedSize: logs, witnesses: [], checks: [], halted: false },
    }),
    publish: note('publish', undefined),
    verify: note('verify', undefined),
    reloadRegistry: note('reloadRegistry', undefined),
    close: note('close', undefined),
    ...overrides,
  };
}
