import { type BatchReader, positionOf } from '../../log/read/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';

/**
 * Finds the decision with an id. For an id that came again beyond the window it is the first record, as a later one never replaces it; so
 * the index over all time is asked also where the window holds the id.
 */
export async function locate(
  id: Uint8Array,
  { index, tags, batches }: { readonly index: IdIndex; readonly tags: TagIndex; readonly batches: BatchReader },
): Promise<TagPlace | null> {
  const [older = []] = await tags.findIds([id]);
  const seqs = [...new Set([...index.candidates(id), ...older])].sort((a, b) => a - b);
  for (const seq of seqs) {
    const position = positionOf(await batches.stored(seq), id);
    if (position >= 0) return { seq, position };
  }
  return null;
}
