import { UUID_BYTES } from '../../core/base/uuid.js';
import { defineFollower, type Follower, type Stretch, type Taken } from '../followers/index.js';
import type { CommittedBatch } from '../log/commit/index.js';
import type { DecisionLog, LogName, Runtime } from '../log/ports/index.js';
import { subjectTag, TAG_BYTES } from '../log/seal/index.js';
import { mix } from '../recent-ids/index.js';
import { IdBuckets } from './id-buckets.js';
import type { SeqRange, TagFollowingStores, TagIndexStore, TagRun } from './ports.js';
import { TagCheck, type TagCheckDeps } from './tag-check.js';
import {
  BUCKETS,
  Buckets,
  bucketsAtOnce,
  ENTRY_BYTES,
  entriesOf,
  hasTag,
  isNone,
  positionOf,
  seqOf,
  type TagPlace,
  WantedTags,
} from './tag-entries.js';
import { TailIds } from './tail-ids.js';

export type { TagPlace } from './tag-entries.js';

/** Number of records in one run: 4 MB of tags, about 1,024 entries a bucket. */
const RUN_RECORDS = 1 << 18;
/** Number of batches that are read at once at the start. */
const LOAD_BATCHES = 64;
/**
 * From this many records in the tail on, a run is made soon after the start: until then their subjects are only found by opening payloads.
 */
const RUN_AT_START = 1 << 14;
/** Number of records tagged before other requests get a turn. */
const SLICE_RECORDS = 4096;
/**
 * Number of records read for a run, some milliseconds of work, before other requests get a turn. A rest of 10 ms instead did not help them: during
 * the run over 60,000 records single labels took 19 ms in the median and 48 ms in the 95th percentile with turns, 20 ms and 43 ms with rests
 * (four runs each, alternating, on 2 busy cores), and the run itself 1.5 s with turns, 2.2 s with rests.
 */
const READ_RECORDS = 512;
/** Number of bytes of buckets searched, about a millisecond of work, before other requests get a turn. */
const SLICE_BYTES = 1 << 20;

interface TailBatch {
  readonly seq: number;
  readonly ids: Uint8Array;
  /** Tags of the subjects, 8 bytes a record, zero where there is none; null as long as they were not read out of the batch. */
  tags: Uint8Array | Promise<Uint8Array> | null;
}

export interface TagIndexDeps {
  readonly log: LogName;
  readonly store: TagIndexStore;
  readonly runtime: Runtime;
  readonly indexKey: Uint8Array;
  /** Reads the subjects of a batch out of its payloads. */
  readonly readSubjects: (seq: number) => Promise<readonly string[]>;
  /** Resolves when no run is being written to the store. */
  readonly settled: () => Promise<void>;
  /** Number of records in one run. */
  readonly recordsPerRun?: number;
}

/**
 * Finds the records of a subject and the record of an id, over all time. Runs in the database hold keyed 8-byte tags; the newest batches,
 * of which no run was made yet, are the tail in memory. Two subjects or ids can have the same tag, so every place found is a candidate: the
 * caller must look at the record before acting on it.
 */
export class TagIndex {
  readonly #deps: TagIndexDeps;
  readonly #seed: number;
  #tail: TailBatch[] = [];
  #tailRecords = 0;
  readonly #tailIds: TailIds;
  readonly #idBuckets: IdBuckets;
  readonly #idTagBytes = new Uint8Array(TAG_BYTES);
  readonly #idTagView = new DataView(this.#idTagBytes.buffer);

  constructor(deps: TagIndexDeps) {
    this.#deps = deps;
    this.#seed = new DataView(deps.indexKey.buffer, deps.indexKey.byteOffset).getUint32(0);
    this.#tailIds = new TailIds(this.#seed);
    this.#idBuckets = new IdBuckets(deps.store, deps.log);
  }

  /** Reads the batches that no run covers; later batches are handed over with `add`. */
  async load(decisions: Pick<DecisionLog, 'readFrom'>): Promise<void> {
    const { store, log } = this.#deps;
    for (let seq = Math.min(await store.indexedTo(log, 'id'), await store.indexedTo(log, 'subject')); ; ) {
      const batches = await decisions.readFrom(log, seq, LOAD_BATCHES);
      this.add(batches.map((batch) => ({ batch, tags: null })));
      if (batches.length < LOAD_BATCHES) break;
      seq = batches.at(-1)!.seq + 1;
    }
  }

  add(batches: readonly Pick<CommittedBatch, 'batch' | 'tags'>[]): void {
    for (const { batch, tags } of batches) {
      if (batch.kind === 'decision') this.addTail({ seq: batch.seq, ids: batch.ids, tags });
    }
  }

  addTail(batch: TailBatch): void {
    this.#tail.push(batch);
    this.#tailRecords += batch.ids.length / UUID_BYTES;
  }

  /** Gives for each of many ids the batches that may hold it. Each bucket is read once for all of them. */
  async findIds(ids: readonly Uint8Array[]): Promise<number[][]> {
    const found: number[][] = ids.map(() => []);
    const wanted = new WantedTags();
    ids.forEach((id, i) => void wanted.add(this.#idTag(id, 0), i));
    // The tail is looked at first: a batch that leaves it meanwhile is then found in the runs, so none is missed.
    await this.#tailIds.catchUp(() => this.#tail, this.#deps.runtime);
    ids.forEach((id, i) => void found[i]!.push(...this.#tailIds.seqsOf(id)));
    let sinceTurn = 0;
    for await (const entries of this.#idBuckets.of(wanted.buckets)) {
      for (let at = 0; at < entries.length; at += ENTRY_BYTES)
        for (const i of wanted.at(entries, at)) found[i]!.push(seqOf(entries.subarray(at, at + ENTRY_BYTES)));
      sinceTurn += entries.length;
      if (sinceTurn < SLICE_BYTES) continue;
      sinceTurn = 0;
      await this.#deps.runtime.turn();
    }
    return found.map((seqs) => [...new Set(seqs)]);
  }

  /** Gives the places of records that may be about the subject, in the order of the log. */
  async findSubject(subject: string): Promise<TagPlace[]> {
    const tag = this.#subjectTag(subject);
    const places: TagPlace[] = [];
    // The tail is looked at first: a batch that leaves it meanwhile is then found in the runs, so none is missed.
    for (const batch of [...this.#tail]) {
      const tags = batch.tags instanceof Uint8Array ? batch.tags : await this.#tagsOf(batch);
      for (const position of positionsOf(tags, tag)) places.push({ seq: batch.seq, position });
    }
    const all = [...places, ...(await this.#findInRuns(tag))];
    const byPlace = new Map(all.map((place) => [`${place.seq}/${place.position}`, place]));
    return [...byPlace.values()].sort((a, b) => a.seq - b.seq || a.position - b.position);
  }

  /** Gives the bucket that holds the tags of a subject. */
  bucketOf(subject: string): number {
    return this.#subjectTag(subject)[0]!;
  }

  /**
   * Removes the subject tags of the records at these places (positions by batch).
   *
   * @param only the bucket they are all in, where that is known.
   */
  async forgetPlaces(places: ReadonlyMap<number, ReadonlySet<number>>, only: number | null = null): Promise<void> {
    // A run that is just being written still holds the tags, so it is waited for and then cleaned like the others.
    await this.#deps.settled();
    const isGone = (entry: Uint8Array): boolean => places.get(seqOf(entry))?.has(positionOf(entry)) === true;
    let [fromSeq, toSeq] = [Number.POSITIVE_INFINITY, 0];
    for (const seq of places.keys()) [fromSeq, toSeq] = [Math.min(fromSeq, seq), Math.max(toSeq, seq)];
    const buckets = only === null ? Array.from({ length: BUCKETS }, (_, bucket) => bucket) : [only];
    // The tail is cleaned before the runs, so a run that begins from here on is made without these tags.
    for (const batch of this.#tail) forgetTags(batch, places.get(batch.seq));
    for (const bucket of buckets) await this.#removeEntries(bucket, isGone, { fromSeq, toSeq });
  }

  async #removeEntries(bucket: number, isGone: (entry: Uint8Array) => boolean, within: SeqRange): Promise<void> {
    const { store, log } = this.#deps;
    for (const { firstSeq, bytes } of await store.bucket(log, 'subject', bucket, within)) {
      const kept = entriesOf(bytes).filter((entry) => !isGone(entry));
      if (kept.length * ENTRY_BYTES === bytes.length) continue;
      const left = new Uint8Array(kept.length * ENTRY_BYTES);
      kept.forEach((entry, i) => void left.set(entry, i * ENTRY_BYTES));
      await store.replaceBucket(log, 'subject', { firstSeq, bucket }, left);
    }
  }

  /**
   * Gives the tags of all ids of all time, a bucket at a time, as runs of 16-byte entries. An entry that just moved from the tail to a run
   * may come twice.
   */
  async *idBuckets(): AsyncIterable<readonly Uint8Array[]> {
    // The tail is copied first: a batch that leaves it meanwhile is then found in the runs, so none is missed.
    const tail = new Buckets();
    for (const { seq, ids } of this.#tail) {
      for (let at = 0; at < ids.length; at += UUID_BYTES) {
        tail.add(this.#idTag(ids, at), 0, seq, at / UUID_BYTES);
      }
    }
    const inTail = tail.finish();
    const { store, log } = this.#deps;
    const atOnce = bucketsAtOnce((await store.runs(log, 'id')).length);
    for (let from = 0; from < BUCKETS; from += atOnce) {
      const wanted = Array.from({ length: Math.min(atOnce, BUCKETS - from) }, (_, i) => from + i);
      const pieces = new Map(wanted.map((bucket) => [bucket, [inTail[bucket]!]]));
      for (const { bucket, bytes } of await store.buckets(log, 'id', wanted)) pieces.get(bucket)!.push(bytes);
      yield* pieces.values();
    }
  }

  /** Begins a comparison of the stored runs with the batches, which the caller then hands over in order. */
  startCheck(deps: Pick<TagCheckDeps, 'subjectTags' | 'isErasedNow'>): Promise<TagCheck> {
    return TagCheck.begin({
      ...deps,
      store: this.#deps.store,
      idTag: (ids, at) => this.#idTag(ids, at),
      isInTail: (seq) => this.#tail.some((batch) => batch.seq === seq),
    });
  }

  /** Declares the follower that makes runs of the tail as soon as it is long enough. */
  follower(): Follower<TagFollowingStores> {
    const { log, recordsPerRun = RUN_RECORDS } = this.#deps;
    return defineFollower({
      name: 'tags',
      log,
      from: 'beginning',
      wants: 'places',
      pace: { isDue: ({ atStart }) => this.#tailRecords >= (atStart ? RUN_AT_START : recordsPerRun) },
      take: (stretch) => this.#makeRuns(stretch),
    });
  }

  async #makeRuns({ to }: Pick<Stretch, 'to'>): Promise<Taken<TagFollowingStores>> {
    // Batches before the follower's own place are taken as well: the runs, not the place, say which batches they cover.
    const batches = this.#tail.filter(({ seq }) => seq < to.seq);
    if (batches.length === 0) return {};
    const { store, log } = this.#deps;
    // The runs of ids and of subjects may end at different batches, where an older program was killed between the two.
    const indexed = { id: await store.indexedTo(log, 'id'), subject: await store.indexedTo(log, 'subject') };
    const subjects = new Buckets();
    const ids = new Buckets();
    let sinceYield = 0;
    let sinceRead = 0;
    for (const batch of batches) {
      if (batch.tags === null) sinceRead += batch.ids.length / UUID_BYTES;
      const tags = await this.#tagsOf(batch);
      if (sinceRead >= READ_RECORDS) {
        sinceRead = 0;
        await this.#deps.runtime.turn();
      }
      const to = { subjects: batch.seq < indexed.subject ? null : subjects, ids: batch.seq < indexed.id ? null : ids };
      this.#addAll(batch, tags, to);
      sinceYield += batch.ids.length / UUID_BYTES;
      if (sinceYield < SLICE_RECORDS) continue;
      sinceYield = 0;
      await this.#deps.runtime.turn();
    }
    const lastSeq = batches.at(-1)!.seq;
    const runs = [
      { kind: 'subject', made: subjects },
      { kind: 'id', made: ids },
    ] as const;
    const added = runs.flatMap(({ kind, made }): TagRun[] => {
      const first = batches.find(({ seq }) => seq >= indexed[kind]);
      return first === undefined ? [] : [{ log, kind, firstSeq: first.seq, lastSeq, buckets: made.finish() }];
    });
    return {
      write: ({ tags }) => tags.insertRuns(added),
      committed: () => {
        for (const run of added) if (run.kind === 'id') this.#idBuckets.add(run);
        this.#tail = this.#tail.slice(batches.length);
        this.#tailRecords = this.#tail.reduce((sum, batch) => sum + batch.ids.length / UUID_BYTES, 0);
      },
    };
  }

  /**
   * Adds the entries of one batch. It is a method of its own because the engine would compile the loop anew for every run if it stood in
   * the function that waits.
   */
  #addAll(
    { seq, ids }: TailBatch,
    tags: Uint8Array,
    to: { readonly subjects: Buckets | null; readonly ids: Buckets | null },
  ): void {
    for (let position = 0, at = 0; at < ids.length; position++, at += UUID_BYTES) {
      const tagAt = position * TAG_BYTES;
      if (to.subjects !== null && !isNone(tags, tagAt)) to.subjects.add(tags, tagAt, seq, position);
      to.ids?.add(this.#idTag(ids, at), 0, seq, position);
    }
  }

  /** Gives the places of a subject that stand in runs. */
  async #findInRuns(tag: Uint8Array): Promise<TagPlace[]> {
    const runs = await this.#deps.store.bucket(this.#deps.log, 'subject', tag[0]!);
    return runs.flatMap(({ bytes }) =>
      entriesOf(bytes)
        .filter((entry) => hasTag(entry, tag))
        .map((entry) => ({ seq: seqOf(entry), position: positionOf(entry) })),
    );
  }

  /** Gives the subject tags of a batch. They are read once for all callers, and again after a failure. */
  #tagsOf(batch: TailBatch): Uint8Array | Promise<Uint8Array> {
    if (batch.tags !== null) return batch.tags;
    const reading = this.#readTags(batch.seq);
    storeTags(batch, reading);
    return reading;
  }

  async #readTags(seq: number): Promise<Uint8Array> {
    const subjects = await this.#deps.readSubjects(seq);
    const tags = new Uint8Array(subjects.length * TAG_BYTES);
    subjects.forEach((subject, i) => {
      if (subject !== '') tags.set(this.#subjectTag(subject), i * TAG_BYTES);
    });
    return tags;
  }

  #subjectTag(subject: string): Uint8Array {
    return subjectTag(this.#deps.runtime, this.#deps.indexKey, subject);
  }

  /** Gives the tag of an id, in bytes that the next call overwrites. */
  #idTag(ids: Uint8Array, at: number): Uint8Array {
    this.#idTagView.setUint32(0, mix(this.#seed, ids, at));
    this.#idTagView.setUint32(4, mix(~this.#seed, ids, at));
    return this.#idTagBytes;
  }
}

/** Stores the tags in the batch once they are read, unless another reading or an erasure replaced this one meanwhile. */
function storeTags(batch: TailBatch, reading: Promise<Uint8Array>): void {
  batch.tags = reading;
  const settle = (tags: Uint8Array | null): void => {
    if (batch.tags === reading) batch.tags = tags;
  };
  reading.then(settle, () => settle(null));
}

/**
 * Clears the tags of erased records. Tags that are just being read may still come from the content before the erasure, so they are cleared
 * once they are there.
 */
function forgetTags(batch: TailBatch, positions: ReadonlySet<number> = new Set()): void {
  const { tags } = batch;
  if (tags === null || positions.size === 0) return;
  const forget = (known: Uint8Array): Uint8Array => {
    for (const position of positions) known.fill(0, position * TAG_BYTES, (position + 1) * TAG_BYTES);
    return known;
  };
  if (tags instanceof Uint8Array) forget(tags);
  else storeTags(batch, tags.then(forget));
}

function positionsOf(tags: Uint8Array, tag: Uint8Array): number[] {
  const positions: number[] = [];
  for (let at = 0; at < tags.length; at += TAG_BYTES) {
    let i = 0;
    while (i < TAG_BYTES && tags[at + i] === tag[i]) i++;
    if (i === TAG_BYTES) positions.push(at / TAG_BYTES);
  }
  return positions;
}
