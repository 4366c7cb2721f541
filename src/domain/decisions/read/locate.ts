import { type BatchReader, positionOf } from '../../log/read/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';

/** Finds the decision with an id, first in the index of the window, then in the index over all time. */
export async function locate(
  id: Uint8Array,
  { index, tags, batches }: { readonly index: IdIndex; readonly tags: TagIndex; readonly batches: BatchReader },
): Promise<TagPlace | null> {
  const recent = await firstHolding(id, index.candidates(id), batches);
  if (recent !== null) return recent;
  const places = await tags.findId(id);
  return firstHolding(
    id,
    places.map(({ seq }) => seq),
    batches,
  );
}

async function firstHolding(id: Uint8Array, seqs: readonly number[], batches: BatchReader): Promise<TagPlace | null> {
  for (const seq of seqs.toSorted((a, b) => a - b)) {
    const position = positionOf(await batches.stored(seq), id);
    if (position >= 0) return { seq, position };
  }
  return null;
}
