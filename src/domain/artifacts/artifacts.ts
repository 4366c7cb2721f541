import { TribuneError } from '../../core/base/errors.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { ModelStore, OpenModel } from '../model-store/ports.js';
import { bytesGone, notStored } from './errors.js';
import { artifactEvents, artifactStored } from './events/index.js';
import type { Artifact, ArtifactQuery, ArtifactStore, ArtifactTotals } from './ports.js';

const storeArtifact = defineAct('artifact.store', { enters: artifactEvents });

/** The acts that store artifacts. */
export const artifactActs = [storeArtifact] as const;

/** Number of rows that a check reads at once. */
const ROWS_AT_ONCE = 100;

export interface ArtifactDeps {
  readonly models: Pick<ModelStore, 'receive' | 'open' | 'check'>;
  readonly store: ArtifactStore;
  readonly acts: Acts<{ readonly artifacts: ArtifactStore }>;
  readonly nowMs: () => number;
}

/** What a put did: `held` where the same bytes were there, `replaced` where those that had to be there were missing or changed. */
export type PutOutcome = 'stored' | 'replaced' | 'held';

/** An artifact whose bytes are missing, changed or too many. */
export interface DamagedArtifact {
  readonly digest: string;
  readonly problem: string;
}

/** Result of hashing everything that is stored. */
export interface ArtifactCheck {
  readonly atMs: number;
  readonly checked: number;
  /** Bytes that were found whole. */
  readonly bytes: number;
  readonly damaged: readonly DamagedArtifact[];
}

/**
 * The bytes of models that the service holds, each with a row that says who stored it and an entry of the log. Bytes are durable before row
 * and entry are written, so that no row stands for bytes that never came.
 */
export class Artifacts {
  readonly #deps: ArtifactDeps;
  #totals: ArtifactTotals = { artifacts: 0, bytes: 0 };
  #lastCheck: ArtifactCheck | null = null;

  constructor(deps: ArtifactDeps) {
    this.#deps = deps;
  }

  /** Everything stored, as of the last change that this service made. */
  get totals(): ArtifactTotals {
    return this.#totals;
  }

  /** The last check since the start; null before the first. */
  get lastCheck(): ArtifactCheck | null {
    return this.#lastCheck;
  }

  /** Counts what is stored, for `totals`. */
  async count(): Promise<void> {
    this.#totals = await this.#deps.store.totals();
  }

  /**
   * Stores bytes under their digest.
   *
   * @throws TribuneError DIGEST_MISMATCH for bytes with another digest, of which nothing is kept; and the errors of `ModelStore.receive`
   */
  async put(
    digest: string,
    pieces: AsyncIterable<Uint8Array>,
    by: string,
  ): Promise<{ artifact: Artifact; outcome: PutOutcome }> {
    const { models, store, acts, nowMs } = this.#deps;
    const known = await store.artifact(digest);
    const { size, isNew } = await models.receive(digest, pieces);
    if (known !== null) {
      if (isNew) this.#forgetDamage(digest);
      return { artifact: known, outcome: isNew ? 'replaced' : 'held' };
    }
    const put = await acts.run(storeArtifact, async (tx) => {
      // Another request may have stored the same bytes meanwhile.
      const found = await tx.artifacts.artifact(digest);
      if (found !== null) return { artifact: found, outcome: 'held' as const };
      const artifact: Artifact = { digest, size, storedAtMs: nowMs(), by };
      await tx.artifacts.insertArtifact(artifact);
      tx.enter(artifactStored({ digest, size, by }));
      return { artifact, outcome: 'stored' as const };
    });
    await this.count();
    return put;
  }

  /**
   * Opens the bytes of an artifact; they are hashed before they are given.
   *
   * @throws TribuneError NOT_FOUND, STORE_INVALID for bytes that were changed or are gone
   */
  async open(digest: string): Promise<OpenModel & { readonly artifact: Artifact }> {
    const artifact = await this.#deps.store.artifact(digest);
    if (artifact === null) throw notStored(digest);
    try {
      return { ...(await this.#deps.models.open(digest)), artifact };
    } catch (cause) {
      throw isGone(cause) ? bytesGone(digest, cause) : cause;
    }
  }

  list(query: ArtifactQuery): Promise<Artifact[]> {
    return this.#deps.store.artifacts(query);
  }

  /** Hashes everything that has to be there. Throws `STORE_UNAVAILABLE` when the place of the bytes does not answer. */
  async check(): Promise<ArtifactCheck> {
    const { store, models, nowMs } = this.#deps;
    const damaged: DamagedArtifact[] = [];
    let checked = 0;
    let bytes = 0;
    let after: string | undefined;
    for (;;) {
      const page = await store.artifacts({ after, limit: ROWS_AT_ONCE });
      for (const { digest } of page) {
        checked += 1;
        const size = await models.check(digest).catch((cause: unknown) => problemOf(cause));
        if (typeof size === 'number') bytes += size;
        else damaged.push({ digest, problem: size });
      }
      if (page.length < ROWS_AT_ONCE) break;
      after = page.at(-1)!.digest;
    }
    this.#lastCheck = { atMs: nowMs(), checked, bytes, damaged };
    return this.#lastCheck;
  }

  /** An artifact that was put again is no longer damaged, although the next check is to come. */
  #forgetDamage(digest: string): void {
    const last = this.#lastCheck;
    if (last === null) return;
    this.#lastCheck = { ...last, damaged: last.damaged.filter((one) => one.digest !== digest) };
  }
}

/** What is wrong with the bytes; an error of the place itself says nothing about them and is thrown. */
function problemOf(cause: unknown): string {
  const isDamage =
    cause instanceof TribuneError && ['STORE_INVALID', 'NOT_FOUND', 'DATA_TOO_LARGE'].includes(cause.code);
  if (isDamage) return cause.message;
  throw cause;
}

const isGone = (cause: unknown): boolean => cause instanceof TribuneError && cause.code === 'NOT_FOUND';
