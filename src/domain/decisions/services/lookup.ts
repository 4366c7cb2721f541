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
  /** Ids of the window. */
  readonly index: IdIndex;
  /** Ids and subjects over all time. */
  readonly tags: TagIndex;
  readonly repeats: Repeats | null;
}

/** Where decisions stand in the main log, and what was said about them later. */
export class Lookup {
  readonly #deps: LookupDeps;

  constructor(deps: LookupDeps) {
    this.#deps = deps;
  }

  /** A reader of batches for one request. */
  batches(): BatchReader {
    return new BatchReader(this.#deps, 'main');
  }

  /** Of an id that came again beyond the window the record that came first: nothing takes its place. */
  async locate(id: Uint8Array, batches: BatchReader): Promise<TagPlace | null> {
    const { index, tags, repeats } = this.#deps;
    return (await repeats?.firstOf(id)) ?? locate(id, { index, tags, batches });
  }

  /** Where the first records of those of some ids are that came again beyond the window. */
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

  /** Labels and attributes that came later about a decision. */
  async later(id: Uint8Array): Promise<FollowUpRecords> {
    const refs = await this.#deps.decisions.refsOf('main', id);
    return {
      labels: refs.filter(({ kind }) => kind === 'label'),
      attributes: refs.filter(({ kind }) => kind === 'attributes'),
    };
  }
}

/** The bytes of an id; null for what is no UUID and so the id of nothing. */
export function idBytes(id: string): Uint8Array | null {
  const bytes = new Uint8Array(UUID_BYTES);
  return readUuid(id, bytes) ? bytes : null;
}
