import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { DecisionLog } from '../../log/ports/index.js';
import { BatchReader, positionOf } from '../../log/read/index.js';
import type { OpenDeps } from '../../log/seal/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';
import { keyOf } from '../ingest/id-statuses.js';
import { locate } from '../read/locate.js';
import type { FollowUpRecords } from '../read/view.js';
import type { Repeats } from '../repeats/repeats.js';

export interface LookupDeps extends OpenDeps {
  readonly decisions: DecisionLog;
  /** Index of the ids of the window. */
  readonly index: IdIndex;
  /** Index of ids and subjects over all time. */
  readonly tags: TagIndex;
  readonly repeats: Repeats | null;
}

/** Decisions of one batch among those that were asked for, by their numbers there, with a reader that holds the batch. */
interface InBatch {
  readonly batches: BatchReader;
  readonly found: readonly { readonly at: number; readonly place: TagPlace }[];
}

/** Finds where decisions stand in the main log, and the labels and attributes about them. */
export class Lookup {
  readonly #deps: LookupDeps;

  constructor(deps: LookupDeps) {
    this.#deps = deps;
  }

  /** Makes a reader of batches for one request. */
  batches(): BatchReader {
    return new BatchReader(this.#deps, 'main');
  }

  /** Finds the record of an id. For an id that came again beyond the window it is the first one, as a later record never replaces it. */
  locate(id: Uint8Array, batches: BatchReader): Promise<TagPlace | null> {
    const { index, tags } = this.#deps;
    return locate(id, { index, tags, batches });
  }

  /**
   * Finds the records of many ids, batch by batch in the order of the log: each batch is read once, and none is held when the next is asked
   * for. Of an id without a record nothing comes.
   */
  async *located(ids: readonly Uint8Array[]): AsyncGenerator<InBatch> {
    const { index, tags } = this.#deps;
    const older = await tags.findIds(ids);
    const candidates = new Map<number, number[]>();
    for (const [at, id] of ids.entries()) {
      for (const seq of new Set([...index.candidates(id), ...(older[at] ?? [])]))
        candidates.set(seq, [...(candidates.get(seq) ?? []), at]);
    }
    const sought = new Set(ids.keys());
    for (const seq of [...candidates.keys()].sort((a, b) => a - b)) {
      const here = candidates.get(seq)!.filter((at) => sought.has(at));
      if (here.length === 0) continue;
      const batches = this.batches();
      // One that cannot be read says so to whoever opens it, for every id that may be in it.
      const batch = await batches.stored(seq).catch(() => null);
      const found = here
        .map((at) => ({ at, place: { seq, position: batch === null ? 0 : positionOf(batch, ids[at]!) } }))
        .filter(({ place }) => place.position >= 0);
      for (const { at } of found) sought.delete(at);
      if (found.length > 0) yield { batches, found };
    }
  }

  /** Finds the first records of those ids that came again beyond the window. */
  async repeated(ids: readonly Uint8Array[]): Promise<ReadonlyMap<string, TagPlace>> {
    const { repeats } = this.#deps;
    const places = new Map<string, TagPlace>();
    if (repeats === null) return places;
    for (const { decision } of await repeats.eventsOf(ids)) {
      const place = places.has(keyOf(decision)) ? null : await repeats.firstOf(decision);
      if (place !== null) places.set(keyOf(decision), place);
    }
    return places;
  }

  /** Finds the labels and attributes that came later about a decision. */
  async later(id: Uint8Array): Promise<FollowUpRecords> {
    const refs = await this.#deps.decisions.refsOf('main', id);
    return {
      labels: refs.filter(({ kind }) => kind === 'label'),
      attributes: refs.filter(({ kind }) => kind === 'attributes'),
    };
  }
}

/** Gives the bytes of an id; null for a text that is not a UUID and so names no decision. */
export function idBytes(id: string): Uint8Array | null {
  const bytes = new Uint8Array(UUID_BYTES);
  return readUuid(id, bytes) ? bytes : null;
}
