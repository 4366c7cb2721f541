import { TribuneError } from '../../../core/errors.js';
import type { DecisionLog, KeptHead } from '../ports.js';
import { type OpenedBatch, type OpenTools, openBatch } from '../seal/open-batch.js';
import type { Segments } from '../segments/segments.js';
import type { DecisionService, LogEvent } from '../service-api.js';

/** What audits may ask of the decision service: batches, opened, and the signed head that they belong to. */
export interface AuditAccess {
  /** The signed head over everything committed so far. */
  head(): Promise<KeptHead>;
  /** Batches of the main log in order, from a sequence number on, opened; at most `limit`. */
  opened(fromSeq: number, limit: number): Promise<OpenedBatch[]>;
  /** Sealed segments; null where the store keeps none. */
  readonly segments: Segments | null;
  /** Notes in the log of reads that payloads and attributes were read. */
  noteRead(payload: LogEvent['payload']): Promise<void>;
}

export interface AuditableService extends DecisionService {
  auditAccess(): AuditAccess;
}

export interface AccessTools extends OpenTools {
  readonly segments: Segments | null;
  readonly decisions: DecisionLog;
  readonly publish: () => Promise<void>;
  readonly head: () => KeptHead | null;
  readonly record: (event: LogEvent) => Promise<unknown>;
}

export function auditAccess(tools: AccessTools): AuditAccess {
  const open = async (batch: Parameters<typeof openBatch>[1]): Promise<OpenedBatch> => {
    try {
      return await openBatch(tools, batch);
    } catch (cause) {
      // Sealed anew by an erasure between reading its row and its key.
      const again =
        (cause as TribuneError).code === 'KEY_MISSING' ? await tools.decisions.read('main', batch.seq) : null;
      if (again === null) throw cause;
      return openBatch(tools, again);
    }
  };
  return {
    segments: tools.segments,
    async head() {
      await tools.publish();
      const head = tools.head();
      if (head !== null) return head;
      throw new TribuneError('DATA_EMPTY', 'nothing was recorded yet', { remedy: 'Send decisions first.' });
    },
    async opened(fromSeq, limit) {
      const batches = await tools.decisions.readFrom('main', fromSeq, limit);
      return Promise.all(batches.map(open));
    },
    noteRead: async (payload) => void (await tools.record({ type: 'read.audit', payload })),
  };
}
