import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionLog, LogName, SealedBatch } from '../ports/index.js';
import { type OpenDeps, type OpenedBatch, openBatch } from '../seal/open-batch.js';

/** Opened batches of one log, for the length of one request. */
export class BatchReader {
  readonly #deps: OpenDeps & { readonly decisions: DecisionLog };
  readonly #log: LogName;
  readonly #stored = new Map<number, Promise<SealedBatch>>();
  readonly #opened = new Map<number, Promise<OpenedBatch>>();

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
}

/** Opens a batch that was read. It may have been sealed anew between reading its row and its key: then its new row is read. */
export async function openStored(
  deps: OpenDeps & { readonly decisions: Pick<DecisionLog, 'read'> },
  batch: SealedBatch,
): Promise<OpenedBatch> {
  try {
    return await openBatch(deps, batch);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code !== 'KEY_MISSING') throw cause;
    const again = await deps.decisions.read(batch.log, batch.seq);
    if (again === null) throw missingBatch(batch.log, batch.seq);
    return openBatch(deps, again);
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
