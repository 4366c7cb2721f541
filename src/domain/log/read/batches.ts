import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, LogName, SealedBatch } from '../ports/index.js';
import {
  type OpenDeps,
  type OpenedBatch,
  type OpenedRecord,
  openBatch,
  openedRecord,
  openRecord,
} from '../seal/open-batch.js';

/** What reading a batch again needs. */
type RereadDeps = OpenDeps & { readonly decisions: Pick<DecisionLog, 'read'> };

/** A record with the batch that it stands in; null when it was erased. */
interface RecordOfBatch {
  readonly batch: SealedBatch;
  readonly record: OpenedRecord | null;
}

/** Opened batches of one log, for the length of one request. */
export class BatchReader {
  readonly #deps: OpenDeps & { readonly decisions: DecisionLog };
  readonly #log: LogName;
  readonly #stored = new Map<number, Promise<SealedBatch>>();
  readonly #opened = new Map<number, Promise<OpenedBatch>>();
  /** Batches of which one record was opened alone. */
  readonly #alone = new Map<number, { readonly position: number; readonly opening: Promise<RecordOfBatch> }>();

  constructor(deps: OpenDeps & { readonly decisions: DecisionLog }, log: LogName) {
    this.#deps = deps;
    this.#log = log;
  }

  stored(seq: number): Promise<SealedBatch> {
    const batch = this.#stored.get(seq) ?? this.#load(seq);
    this.#stored.set(seq, batch);
    return batch;
  }

  opened(seq: number): Promise<OpenedBatch> {
    const batch = this.#opened.get(seq) ?? this.#open(seq);
    this.#opened.set(seq, batch);
    return batch;
  }

  /**
   * One record of a batch, null when it was erased. The first of a batch is opened alone; whoever asks for a second one wants many, and the
   * batch is opened whole.
   */
  async record(seq: number, position: number): Promise<RecordOfBatch> {
    const alone = this.#alone.get(seq);
    if (alone === undefined && !this.#opened.has(seq)) {
      const opening = this.#openAlone(seq, position);
      this.#alone.set(seq, { position, opening });
      return opening;
    }
    if (alone?.position === position) return alone.opening;
    const opened = await this.opened(seq);
    return { batch: opened.batch, record: openedRecord(this.#deps.runtime, opened, position) };
  }

  /** A batch as stored, after a check that it is what was stored there. */
  async verified(seq: number): Promise<SealedBatch> {
    return (await this.opened(seq)).batch;
  }

  async #load(seq: number): Promise<SealedBatch> {
    const batch = await this.#deps.decisions.read(this.#log, seq);
    if (batch !== null) return batch;
    throw missingBatch(this.#log, seq);
  }

  async #open(seq: number): Promise<OpenedBatch> {
    return openStored(this.#deps, await this.stored(seq));
  }

  async #openAlone(seq: number, position: number): Promise<RecordOfBatch> {
    return openNewest(this.#deps, await this.stored(seq), async (batch) => ({
      batch,
      record: await openRecord(this.#deps, batch, position),
    }));
  }
}

/** Opens a batch that was read. It may have been sealed anew between reading its row and its key: then its new row is read. */
export const openStored = (deps: RereadDeps, batch: SealedBatch): Promise<OpenedBatch> =>
  openNewest(deps, batch, (one) => openBatch(deps, one));

async function openNewest<T>(
  { decisions }: RereadDeps,
  batch: SealedBatch,
  open: (batch: SealedBatch) => Promise<T>,
): Promise<T> {
  try {
    return await open(batch);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'KEY_MISSING') throw cause;
    const again = await decisions.read(batch.log, batch.seq);
    if (again === null) throw missingBatch(batch.log, batch.seq);
    return open(again);
  }
}

export const missingBatch = (log: LogName, seq: number): TribuneError =>
  new TribuneError('STORE_INVALID', `batch ${log}/${seq} is missing from the database`, {
    remedy: 'Rows were deleted: restore the database from a backup and run `tribune verify`.',
  });

/**
 * Position of an id in a batch; -1 when it is not in it. Ids are compared from the end, because those made in the same second begin alike.
 */
export function positionOf({ ids, n }: Pick<SealedBatch, 'ids' | 'n'>, id: Uint8Array): number {
  const last = id.length - 1;
  const lastByte = id[last];
  for (let position = 0, end = last; position < n; position++, end += id.length) {
    if (ids[end] !== lastByte) continue;
    let i = 1;
    while (i <= last && ids[end - i] === id[last - i]) i++;
    if (i > last) return position;
  }
  return -1;
}
