import { UUID_BYTES } from '../../core/base/uuid.js';
import type { RowCheck } from '../log/check/index.js';
import { changed } from '../log/publish/index.js';
import { isErased, type OpenedBatch, TAG_BYTES } from '../log/seal/index.js';
import type { TagIndexStore, TagRun } from './ports.js';
import { BUCKETS, Buckets, bucketsAtOnce, entriesOf, isNone, placeOf, type TagPlace } from './tag-entries.js';

export interface TagCheckDeps {
  readonly store: TagIndexStore;
  /** Gives the tag of the id at a place, in bytes that the next call overwrites. */
  readonly idTag: (ids: Uint8Array, at: number) => Uint8Array;
  /** Gives the subject tags of a batch, 8 bytes a record, zero where the record was erased. */
  readonly subjectTags: (opened: OpenedBatch) => Uint8Array;
  /** Whether a batch is among those of which no run was made yet. */
  readonly isInTail: (seq: number) => boolean;
  /** Whether a record is erased now. */
  readonly isErasedNow: (place: TagPlace) => Promise<boolean>;
}

type Kind = TagRun['kind'];
type Range = Pick<TagRun, 'firstSeq' | 'lastSeq'>;

/** Buckets of one run that are read at once. */
const AT_ONCE = bucketsAtOnce(1);

/**
 * Makes the index over all time anew, run by run, and compares it with the stored one: a missing tag would hide a record from erasure and
 * export.
 */
export class TagCheck implements RowCheck {
  readonly #deps: TagCheckDeps;
  readonly #runs: readonly RunCheck[];

  private constructor(deps: TagCheckDeps, runs: readonly RunCheck[]) {
    this.#deps = deps;
    this.#runs = runs;
  }

  static async begin(deps: TagCheckDeps): Promise<TagCheck> {
    const runs = await Promise.all(
      (['subject', 'id'] as const).map(async (kind) => new RunCheck(deps, kind, await deps.store.runs('main', kind))),
    );
    return new TagCheck(deps, runs);
  }

  async see(opened: OpenedBatch): Promise<void> {
    const { kind, seq, ids } = opened.batch;
    if (kind !== 'decision') return;
    const tags = this.#deps.subjectTags(opened);
    const [subjects, all] = this.#runs;
    await subjects!.see(seq, (to) => {
      for (let at = 0, position = 0; at < tags.length; at += TAG_BYTES, position++)
        if (!isNone(tags, at)) to.add(tags, at, seq, position);
    });
    await all!.see(seq, (to) => {
      for (let at = 0; at < ids.length; at += UUID_BYTES) to.add(this.#deps.idTag(ids, at), 0, seq, at / UUID_BYTES);
    });
  }

  async finish(): Promise<void> {
    for (const run of this.#runs) await run.finish();
  }
}

/** The runs of one kind, oldest first. */
class RunCheck {
  readonly #deps: TagCheckDeps;
  readonly #kind: Kind;
  readonly #left: Range[];
  #made = new Buckets();

  constructor(deps: TagCheckDeps, kind: Kind, runs: readonly Range[]) {
    this.#deps = deps;
    this.#kind = kind;
    this.#left = [...runs];
  }

  async see(seq: number, add: (to: Buckets) => void): Promise<void> {
    while (this.#left.length > 0 && seq > this.#left[0]!.lastSeq) await this.#compare();
    const run = this.#left[0];
    if (run !== undefined && seq >= run.firstSeq) add(this.#made);
    else if (!(await this.#isElsewhere(seq))) throw this.#fault(`of batch main/${seq} are missing`);
  }

  async finish(): Promise<void> {
    while (this.#left.length > 0) await this.#compare();
  }

  async #compare(): Promise<void> {
    const run = this.#left.shift()!;
    const made = this.#made.finish();
    this.#made = new Buckets();
    for (let from = 0; from < BUCKETS; from += AT_ONCE) {
      const stored = await this.#storedOf(run, from);
      for (let bucket = from; bucket < from + AT_ONCE; bucket++) {
        const bytes = stored.get(bucket) ?? new Uint8Array();
        if (!isSame(bytes, made[bucket]!)) await this.#explain(bytes, made[bucket]!, run);
      }
    }
  }

  async #storedOf({ firstSeq, lastSeq }: Range, from: number): Promise<ReadonlyMap<number, Uint8Array>> {
    const wanted = Array.from({ length: AT_ONCE }, (_, i) => from + i);
    const within = { fromSeq: firstSeq, toSeq: lastSeq };
    const found = await this.#deps.store.buckets('main', this.#kind, wanted, within);
    return new Map(found.filter((one) => one.firstSeq === firstSeq).map(({ bucket, bytes }) => [bucket, bytes]));
  }

  /**
   * Throws unless the difference comes from records that are erased now, or from tags of erased records that an older program left behind.
   */
  async #explain(stored: Uint8Array, made: Uint8Array, { firstSeq, lastSeq }: Range): Promise<void> {
    const [a, b] = [textsOf(stored), textsOf(made)];
    const other = [...entriesOf(stored), ...entriesOf(made)].filter((one) => a.has(textOf(one)) !== b.has(textOf(one)));
    const isTwice = a.size * ENTRY_BYTES !== stored.length;
    for (const entry of isTwice ? [entriesOf(stored)[0]!] : other) {
      const isFine = !isTwice && this.#kind === 'subject' && (await this.#deps.isErasedNow(placeOf(entry)));
      if (!isFine) throw this.#fault(`of batches main/${firstSeq} to ${lastSeq} are not those of their records`);
    }
  }

  /** Whether a batch is in the tail, or in a run that was made of the tail since the check began. */
  async #isElsewhere(seq: number): Promise<boolean> {
    if (this.#deps.isInTail(seq)) return true;
    const runs = await this.#deps.store.runs('main', this.#kind);
    const first = this.#left[0];
    return runs.some(({ firstSeq, lastSeq }) => seq >= firstSeq && seq <= lastSeq && firstSeq !== first?.firstSeq);
  }

  #fault(what: string): Error {
    return changed(`the ${this.#kind === 'id' ? 'ids' : 'subjects'} in the index ${what}`);
  }
}

const ENTRY_BYTES = 16;
const textOf = (entry: Uint8Array): string => String.fromCharCode(...entry);
const textsOf = (bytes: Uint8Array): ReadonlySet<string> => new Set(entriesOf(bytes).map(textOf));

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Whether the record at a position of an opened batch was erased. The mark that its row is bound to shows it, or in a batch without marks
 * its content.
 */
export const isErasedIn = ({ batch, payload }: OpenedBatch, position: number): boolean =>
  batch.erased === null ? payload.contents[position] === null : isErased(batch.erased, position);
