import { TribuneError } from '../../../core/base/errors.js';
import { printUuid } from '../../../core/base/uuid.js';
import type { BatchKind } from '../../log/ports/index.js';
import type { BatchReader } from '../../log/read/index.js';
import { idAt, type OpenedBatch } from '../../log/seal/index.js';
import type { TagPlace } from '../../tag-index/index.js';

/**
 * Checks that an index of the database led to the record that was looked for, so that another record, or one of another kind, is never
 * given out. Throws `STORE_INVALID`.
 */
export function demandAbout(
  { batch }: Pick<OpenedBatch, 'batch'>,
  { position }: TagPlace,
  { id, kind }: { readonly id: Uint8Array; readonly kind: BatchKind },
): void {
  const isThere = Number.isInteger(position) && position >= 0 && position < batch.n && batch.kind === kind;
  if (isThere && idAt(batch, position).every((byte, i) => byte === id[i])) return;
  throw new TribuneError(
    'STORE_INVALID',
    `the database leads from ${kind} of ${printUuid(id)} to another record, ${batch.log}/${batch.seq} at ${position}`,
    {
      remedy:
        'Its indexes were changed. The check of every entry, daily and a minute after each start, tells whether the log holds; restore a backup and find out who writes to the database.',
    },
  );
}

/** Opens the record that an index of the database led to, after the check that it is the one that was looked for. */
export async function recordAbout(
  batches: BatchReader,
  place: TagPlace,
  about: { readonly id: Uint8Array; readonly kind: BatchKind },
): ReturnType<BatchReader['record']> {
  demandAbout({ batch: await batches.stored(place.seq) }, place, about);
  return batches.record(place.seq, place.position);
}
