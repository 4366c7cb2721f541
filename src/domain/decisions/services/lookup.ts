import { readUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { DecisionLog } from '../../log/ports/index.js';
import { BatchReader } from '../../log/read/index.js';
import type { OpenDeps } from '../../log/seal/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';
import { keyOf } from '../ingest/id-statuses.js';
import { locate } from '../read/locate.js';
import type { FollowUpRecords } from '../read/view.js';
import type { Repeats } from '../segments/repeats.js';

export interface LookupDeps extends OpenDeps {
  readonly decisions: DecisionLog;
  /** Index of the ids of the window. */
  readonly index: IdIndex;
  /** Index of ids and subjects over all time. */
  readonly tags: TagIndex;
  readonly repeats: Repeats | null;
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
