import type { Clock } from '../../../core/base/clock.js';
import { UUID_BYTES } from '../../../core/base/uuid.js';
import type { BatchColumns, DecisionLog, LogName } from '../../log/ports/index.js';
import { type BatchReader, missingBatch, positionOf } from '../../log/read/index.js';
import { isErased } from '../../log/seal/index.js';
import type { IdIndex } from '../../recent-ids/index.js';
import type { TagIndex, TagPlace } from '../../tag-index/index.js';
import { envelopesOf } from '../read/audit-row.js';
import { mapInSlices } from '../read/slices.js';

/** Whether a decision is in the log, and whether labels and attributes about it may still be taken. */
export type IdStatus = 'known' | 'unknown' | 'erased';

export interface IdStatusDeps {
  readonly log: LogName;
  readonly decisions: Pick<DecisionLog, 'columnsOf' | 'erasedOf'>;
  readonly index: IdIndex;
  readonly clock: Pick<Clock, 'turn'>;
  readonly tags: TagIndex;
  /** Makes a reader for batches without marks of erasure, which must be opened. */
  readonly batches: () => BatchReader;
  /** Gives the place of the first record for ids that came again beyond the window, by `keyOf`; mostly no id did. */
  readonly repeated: (ids: readonly Uint8Array[]) => Promise<ReadonlyMap<string, TagPlace>>;
}

/** Number of batches whose ids are kept in memory: with 512 ids each, 16 MB; as many for the names of deployments. */
const MAX_CACHED = 2048;
/** Number of batches asked for at once: 2 MB of ids. */
const AT_ONCE = 256;

/** Makes a string of an id, as a key of maps. */
export const keyOf = (ids: Uint8Array, at = 0): string => String.fromCharCode(...ids.subarray(at, at + UUID_BYTES));

/**
 * Tells for many ids at once whether their decisions are there. The columns of a batch show it, so a batch is only opened when it has no
 * marks of erasure. Ids of a batch never change, so those of the last batches stay in memory.
 */
export class IdStatuses {
  readonly #deps: IdStatusDeps;
  readonly #cache = new Map<number, BatchColumns>();
  readonly #deployments = new Map<number, readonly string[]>();

  constructor(deps: IdStatusDeps) {
    this.#deps = deps;
  }

  /** Gives the status of each id, in the order of the ids. */
  async of(ids: readonly Uint8Array[]): Promise<IdStatus[]> {
    return this.#statusAt(await this.#firstPlaces(ids));
  }

  /** Gives the deployment of each decision, in the order of the ids; null where there is no decision. */
  async deploymentsOf(ids: readonly Uint8Array[]): Promise<(string | null)[]> {
    const places = await this.#firstPlaces(ids);
    const deployments: (string | null)[] = [];
    for (const place of places) deployments.push(place === null ? null : await this.#deploymentAt(place));
    return deployments;
  }

  async #deploymentAt({ seq, position }: TagPlace): Promise<string> {
    const known = this.#deployments.get(seq);
    if (known !== undefined) return known[position]!;
    const opened = await this.#deps.batches().opened(seq);
    const envelopeAt = envelopesOf(opened);
    const all = Array.from({ length: opened.batch.n }, (_, at) => envelopeAt(at).deployment);
    this.#deployments.set(seq, all);
    if (this.#deployments.size > MAX_CACHED) this.#deployments.delete(this.#deployments.keys().next().value!);
    return all[position]!;
  }

  /** Finds the place of each id; of an id that came again, that of its first record. */
  async #firstPlaces(ids: readonly Uint8Array[]): Promise<(TagPlace | null)[]> {
    const [places, firsts] = await Promise.all([this.#places(ids), this.#deps.repeated(ids)]);
    return places.map((place, i) => (firsts.size === 0 ? place : (firsts.get(keyOf(ids[i]!)) ?? place)));
  }

  /** Finds the place of each id: first among the ids of the window, then over all time. */
  async #places(ids: readonly Uint8Array[]): Promise<readonly (TagPlace | null)[]> {
    const { index, tags, clock } = this.#deps;
    const places = await this.#placesAmong(ids, await mapInSlices(ids, clock, (id) => index.candidates(id)));
    const lost = places.flatMap((place, i) => (place === null ? [i] : []));
    if (lost.length > 0) {
      const older = lost.map((i) => ids[i]!);
      const found = await this.#placesAmong(older, await tags.findIds(older));
      found.forEach((place, i) => {
        places[lost[i]!] = place;
      });
    }
    return places;
  }

  /** Finds for each id the first of its candidate batches that really holds it. */
  async #placesAmong(
    ids: readonly Uint8Array[],
    candidates: readonly (readonly number[])[],
  ): Promise<(TagPlace | null)[]> {
    const columns = await this.#load(candidates.flat());
    return mapInSlices(ids, this.#deps.clock, (id, i) => {
      for (const seq of inOrder(candidates[i]!)) {
        const batch = columns.get(seq);
        const position = batch === undefined ? -1 : positionOf(batch, id);
        if (position >= 0) return { seq, position };
      }
      return null;
    });
  }

  async #statusAt(places: readonly (TagPlace | null)[]): Promise<IdStatus[]> {
    const { decisions, log } = this.#deps;
    const seqs = [...new Set(places.flatMap((place) => place?.seq ?? []))];
    const marks = new Map<number, (position: number) => boolean>();
    for (const chunk of chunksOf(seqs)) {
      for (const { seq, erased } of await decisions.erasedOf(log, chunk))
        marks.set(seq, erased === null ? await this.#erasedInside(seq) : (position) => isErased(erased, position));
    }
    return places.map((place) => {
      if (place === null) return 'unknown';
      const isGone = marks.get(place.seq);
      if (isGone === undefined) throw missingBatch(log, place.seq);
      return isGone(place.position) ? 'erased' : 'known';
    });
  }

  async #erasedInside(seq: number): Promise<(position: number) => boolean> {
    const { payload } = await this.#deps.batches().opened(seq);
    const gone = new Set(payload.contents.flatMap((content, position) => (content === null ? [position] : [])));
    return (position) => gone.has(position);
  }

  async #load(wanted: readonly number[]): Promise<ReadonlyMap<number, BatchColumns>> {
    const { decisions, log } = this.#deps;
    const found = new Map<number, BatchColumns>();
    const missing: number[] = [];
    for (const seq of new Set(wanted)) {
      const known = this.#cache.get(seq);
      if (known === undefined) missing.push(seq);
      else found.set(seq, known);
    }
    for (const chunk of chunksOf(missing)) {
      for (const batch of await decisions.columnsOf(log, chunk)) {
        found.set(batch.seq, batch);
        this.#cache.set(batch.seq, batch);
        if (this.#cache.size > MAX_CACHED) this.#cache.delete(this.#cache.keys().next().value!);
      }
    }
    return found;
  }
}

/** Sorts candidate batches; mostly there is only one, so nothing is copied. */
const inOrder = (seqs: readonly number[]): readonly number[] =>
  seqs.length < 2 ? seqs : seqs.toSorted((a, b) => a - b);

function* chunksOf(seqs: readonly number[]): Iterable<readonly number[]> {
  for (let i = 0; i < seqs.length; i += AT_ONCE) yield seqs.slice(i, i + AT_ONCE);
}
