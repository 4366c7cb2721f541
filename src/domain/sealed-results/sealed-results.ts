import { utf8 } from '../../core/base/bytes.js';
import { Mutex } from '../../core/base/mutex.js';
import type { Runtime, SealedPart } from '../log/ports/index.js';
import type { KeyPages } from '../log/seal/index.js';
import type { ErasedExtent, ExpiredExtent, ResultSource, ResultStore, StoredResult } from './ports.js';

/** Longest result that is opened, so that a damaged one takes no more memory: the longest text of the engine. */
const MAX_RESULT_BYTES = 512 * 1024 * 1024;

/** What binds a sealed result to its row. */
export interface ResultLabel {
  readonly id: string;
  /** Digest of the result. */
  readonly resultDigest: string;
}

/** What a result was made of. */
export interface ResultScope extends ResultSource {
  /** The moment when reading began, by `SealedResults.mark`. */
  readonly mark: number;
}

export interface SealedResultsDeps {
  /** Null where nothing stores results. */
  readonly store: ResultStore | null;
  readonly pages: KeyPages;
  readonly runtime: Runtime;
}

/** Number of erasures that are remembered for results under way. A reading that outlasts them counts as one that may hold whom they erased. */
const MOST_ERASURES = 10_000;

interface PastErasure {
  readonly erasure: string;
  readonly extents: readonly ErasedExtent[];
}

const aadOf = ({ id, resultDigest }: ResultLabel): Uint8Array => utf8(`tribune.audit-result/v1 ${id} ${resultDigest}`);

/** Seals a result under a key that is used once. */
export const sealResult = (
  runtime: Pick<Runtime, 'seal' | 'compress'>,
  key: Uint8Array,
  { label, text }: { readonly label: ResultLabel; readonly text: string },
): Uint8Array => runtime.seal(key, aadOf(label), runtime.compress(utf8(text)));

/**
 * Seals results that may show persons under keys of their own, in pages like those of the batches. Erasing a person destroys the keys of the
 * results that may hold them, and a turn of the epoch wraps the other keys anew, so what is promised of a batch holds for them.
 */
export class SealedResults {
  readonly #deps: SealedResultsDeps;
  /** Erasures of this process, the newest last; what began to read before one may hold whom it erased. */
  readonly #erased: PastErasure[] = [];
  /** Number of erasures that are no longer remembered. */
  #dropped = 0;
  /** A result is stored and an erasure destroys results one after the other, so that none slips past. */
  readonly #turns = new Mutex();

  constructor(deps: SealedResultsDeps) {
    this.#deps = deps;
  }

  /** Marks the moment before decisions are read. */
  mark(): number {
    return this.#dropped + this.#erased.length;
  }

  /**
   * Seals a result and has it stored. When somebody it may hold was erased since its reading began, nothing of it is sealed, and `store`
   * receives that erasure instead.
   */
  store<T>(
    { label, text, scope }: { readonly label: ResultLabel; readonly text: string; readonly scope: ResultScope },
    store: (sealed: SealedPart | { readonly erasure: string }) => Promise<T>,
  ): Promise<T> {
    return this.#turns.run(async () => {
      const since = this.#erasedSince(scope);
      if (since !== undefined) return store({ erasure: since.erasure });
      const { pages, runtime } = this.#deps;
      await pages.reserve(1);
      const { page, slot, key } = pages.take();
      return store({ page, slot, bytes: sealResult(runtime, key, { label, text }) });
    });
  }

  /** Opens a result. Throws when its key was destroyed, or it is not the one that was sealed under this label. */
  async open(label: ResultLabel, part: SealedPart): Promise<string> {
    const { pages, runtime } = this.#deps;
    const plain = runtime.decompress(runtime.open(await pages.key(part), aadOf(label), part.bytes), MAX_RESULT_BYTES);
    return new TextDecoder().decode(plain);
  }

  /**
   * Destroys the results that may hold some of the erased decisions. It is called once the decisions are gone from the log, and may be
   * called again after it was cut short.
   *
   * @returns the number of results that this erasure destroyed, those of earlier calls included
   */
  forget(erasure: string, extents: readonly ErasedExtent[]): Promise<number> {
    return this.#turns.run(async () => {
      this.#remember({ erasure, extents });
      return this.#destroy(erasure, await this.#held((source) => extents.some((one) => mayHold(source, one))));
    });
  }

  /**
   * Destroys the results that were made of decisions past their time alone, as a result is kept no longer than the last decision that it may
   * show. It may be called again after it was cut short.
   *
   * @returns the number of results that this erasure destroyed, those of earlier calls included
   */
  expire(erasure: string, extents: readonly ExpiredExtent[]): Promise<number> {
    return this.#turns.run(async () => this.#destroy(erasure, await this.#madeOf(extents)));
  }

  /** Number of results that were made of decisions past their time alone. */
  async madeOf(extents: readonly ExpiredExtent[]): Promise<number> {
    return (await this.#madeOf(extents)).length;
  }

  #madeOf(extents: readonly ExpiredExtent[]): Promise<StoredResult[]> {
    return this.#held(({ deployment, size }) =>
      extents.some((one) => one.deployment === deployment && size <= one.endIndex),
    );
  }

  async #held(isMeant: (source: ResultSource) => boolean): Promise<StoredResult[]> {
    return (await this.#deps.store?.resultsOf(isMeant)) ?? [];
  }

  async #destroy(erasure: string, held: readonly StoredResult[]): Promise<number> {
    const { store, pages } = this.#deps;
    if (store === null) return 0;
    if (held.length > 0) {
      await pages.destroy(held);
      await store.forgetResults(
        held.map(({ id }) => id),
        erasure,
      );
    }
    return store.forgottenBy(erasure);
  }

  #erasedSince(scope: ResultScope): PastErasure | undefined {
    if (scope.mark < this.#dropped) return this.#erased[0];
    const since = this.#erased.slice(scope.mark - this.#dropped);
    return since.find(({ extents }) => extents.some((one) => mayHold(scope, one)));
  }

  #remember(past: PastErasure): void {
    this.#erased.push(past);
    while (this.#erased.length > MOST_ERASURES) {
      this.#erased.shift();
      this.#dropped++;
    }
  }

  /** Wraps the keys anew for the next epoch. */
  rewrap(): Promise<void> {
    return this.#deps.pages.rewrap();
  }
}

/** Whether something made of the first entries of a log may hold decisions that were erased. */
const mayHold = ({ deployment, size }: ResultSource, erased: ErasedExtent): boolean =>
  deployment === erased.deployment && size > erased.firstIndex;
