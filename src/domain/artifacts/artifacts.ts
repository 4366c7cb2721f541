import { TribuneError } from '../../core/base/errors.js';
import { type Acts, defineAct } from '../acts/index.js';
import type { ModelStore, OpenModel } from '../model-store/ports.js';
import { bytesGone, notStored, wasErased } from './errors.js';
import { artifactClassed, artifactErased, artifactEvents, artifactRead, artifactStored } from './events/index.js';
import type { Artifact, ArtifactClass, ArtifactQuery, ArtifactStore, ArtifactTotals, StoredRow } from './ports.js';

const storeArtifact = defineAct('artifact.store', { enters: artifactEvents });
const eraseArtifact = defineAct('artifact.erase', { enters: artifactEvents });

const readArtifact = defineAct('artifact.read', { enters: artifactEvents });

/** The acts that store artifacts, erase them, and give out those that hold persons. */
export const artifactActs = [storeArtifact, eraseArtifact, readArtifact] as const;

const ROW_CHANGED = 'its row was changed, or is not ours: find out who wrote to the database';

/** Number of rows that a check reads at once. */
const ROWS_AT_ONCE = 100;

export interface ArtifactDeps {
  readonly models: Pick<ModelStore, 'receive' | 'open' | 'check' | 'remove' | 'has'>;
  readonly store: ArtifactStore;
  readonly acts: Acts<{ readonly artifacts: ArtifactStore }>;
  readonly nowMs: () => number;
}

/** What a put did: `held` where the same bytes were there, `replaced` where those that had to be there were missing or changed. */
export type PutOutcome = 'stored' | 'replaced' | 'held';

/** Who stores bytes, and what they are. */
export interface PutBy {
  readonly by: string;
  /** Default: a model, or what the same bytes were stored as. */
  readonly class?: ArtifactClass | undefined;
}

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
   * Stores bytes under their digest. Bytes that were stored as something else become a background when they are stored as one, and never
   * anything else again.
   *
   * @throws TribuneError DIGEST_MISMATCH for bytes with another digest, of which nothing is kept; NOT_FOUND for bytes that were erased; and the errors of `ModelStore.receive`
   */
  async put(
    digest: string,
    pieces: AsyncIterable<Uint8Array>,
    { by, class: kind }: PutBy,
  ): Promise<{ artifact: Artifact; outcome: PutOutcome }> {
    const { models, store, acts, nowMs } = this.#deps;
    const known = await store.artifact(digest);
    demandKept(known);
    const { size, isNew } = await models.receive(digest, pieces);
    if (known !== null) {
      if (isNew) this.#forgetDamage(digest);
      const artifact = kind === 'background' ? await this.#classed(known, by) : known;
      return { artifact, outcome: isNew ? 'replaced' : 'held' };
    }
    const put = await acts.run(storeArtifact, async (tx) => {
      // Another request may have stored the same bytes meanwhile.
      const found = await tx.artifacts.artifact(digest);
      if (found !== null) return { artifact: found, outcome: 'held' as const };
      const artifact: Artifact = { digest, size, storedAtMs: nowMs(), by, class: kind ?? 'model', erasedAtMs: null };
      await tx.artifacts.insertArtifact(artifact);
      tx.enter(artifactStored({ digest, size, ...(kind === undefined ? {} : { class: kind }), by }));
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
    demandKept(artifact);
    try {
      return { ...(await this.#deps.models.open(digest)), artifact };
    } catch (cause) {
      throw isGone(cause) ? bytesGone(digest, cause) : cause;
    }
  }

  /** Enters that somebody is given bytes that hold persons. */
  given(digest: string, { actor, purpose }: { readonly actor: string; readonly purpose: string }): Promise<void> {
    return this.#deps.acts.run(readArtifact, async (tx) => tx.enter(artifactRead({ actor, purpose, digest })));
  }

  /** What is stored under a digest. Throws NOT_FOUND where nothing is. */
  async find(digest: string): Promise<Artifact> {
    const artifact = await this.#deps.store.artifact(digest);
    if (artifact === null) throw notStored(digest);
    return artifact;
  }

  /**
   * Erases the bytes of an artifact: first it is entered that they are, then they are removed, and where that was cut short the next check
   * does it. Again changes nothing.
   *
   * @throws TribuneError NOT_FOUND, STORE_UNAVAILABLE
   */
  async erase(digest: string, { basis, by }: { readonly basis: string; readonly by: string }): Promise<Artifact> {
    const { models, acts, nowMs } = this.#deps;
    const erased = await acts.run(eraseArtifact, async (tx) => {
      const known = await tx.artifacts.artifact(digest);
      if (known === null) throw notStored(digest);
      if (known.erasedAtMs !== null) return known;
      const artifact = { ...known, erasedAtMs: nowMs() };
      await tx.artifacts.updateArtifact(artifact);
      tx.enter(artifactErased({ digest, class: known.class, basis, by }));
      return artifact;
    });
    await models.remove(digest);
    this.#forgetDamage(digest);
    await this.count();
    return erased;
  }

  /** The artifact as one that holds persons. */
  #classed({ digest }: Artifact, by: string): Promise<Artifact> {
    return this.#deps.acts.run(storeArtifact, async (tx) => {
      const known = await tx.artifacts.artifact(digest);
      if (known === null) throw notStored(digest);
      if (known.class === 'background') return known;
      const artifact: Artifact = { ...known, class: 'background' };
      await tx.artifacts.updateArtifact(artifact);
      tx.enter(artifactClassed({ digest, class: artifact.class, by }));
      return artifact;
    });
  }

  /** Rows in the order of their digests; those that somebody changed are named and stand for nothing, so that they keep no other from being seen. */
  list(query: ArtifactQuery): Promise<StoredRow[]> {
    return this.#deps.store.storedRows(query);
  }

  /** Hashes everything that has to be there. Throws `STORE_UNAVAILABLE` when the place of the bytes does not answer. */
  async check(): Promise<ArtifactCheck> {
    const { store, models, nowMs } = this.#deps;
    const damaged: DamagedArtifact[] = [];
    let checked = 0;
    let bytes = 0;
    for await (const { digest, artifact } of rowsOf(store)) {
      if (artifact !== null && artifact.erasedAtMs !== null) {
        await this.#removeLeft(digest);
        continue;
      }
      checked += 1;
      const size = artifact === null ? ROW_CHANGED : await models.check(digest).catch(problemOf);
      if (typeof size === 'number') bytes += size;
      else damaged.push({ digest, problem: size });
    }
    this.#lastCheck = { atMs: nowMs(), checked, bytes, damaged };
    return this.#lastCheck;
  }

  /** Removes bytes whose erasure was entered and cut short before they were gone, also where no check runs. */
  async finishErasures(): Promise<void> {
    for await (const { digest, artifact } of rowsOf(this.#deps.store))
      if (artifact !== null && artifact.erasedAtMs !== null) await this.#removeLeft(digest);
  }

  /** Erases those that are due by a rule; gives the digests of rows that somebody changed, which no rule is applied to. */
  async eraseWhere(
    isDue: (artifact: Artifact) => boolean,
    why: { readonly basis: string; readonly by: string },
  ): Promise<readonly string[]> {
    const changed: string[] = [];
    for await (const { digest, artifact } of rowsOf(this.#deps.store)) {
      if (artifact === null) changed.push(digest);
      else if (artifact.erasedAtMs === null && isDue(artifact)) await this.erase(digest, why);
    }
    return changed;
  }

  async #removeLeft(digest: string): Promise<void> {
    const { models } = this.#deps;
    if (await models.has(digest)) await models.remove(digest);
  }

  /** An artifact that was put again is no longer damaged, although the next check is to come. */
  #forgetDamage(digest: string): void {
    const last = this.#lastCheck;
    if (last === null) return;
    this.#lastCheck = { ...last, damaged: last.damaged.filter((one) => one.digest !== digest) };
  }
}

/** All rows, page by page; one that somebody changed stops nobody. */
async function* rowsOf(store: Pick<ArtifactStore, 'storedRows'>): AsyncGenerator<StoredRow> {
  for (let after: string | undefined; ; ) {
    const page = await store.storedRows({ after, limit: ROWS_AT_ONCE });
    yield* page;
    if (page.length < ROWS_AT_ONCE) return;
    after = page.at(-1)!.digest;
  }
}

function demandKept(artifact: Artifact | null): void {
  if (artifact !== null && artifact.erasedAtMs !== null) throw wasErased(artifact.digest, artifact.erasedAtMs);
}

/** What is wrong with the bytes; an error of the place itself says nothing about them and is thrown. */
function problemOf(cause: unknown): string {
  const isDamage =
    cause instanceof TribuneError && ['STORE_INVALID', 'NOT_FOUND', 'DATA_TOO_LARGE'].includes(cause.code);
  if (isDamage) return cause.message;
  throw cause;
}

const isGone = (cause: unknown): boolean => cause instanceof TribuneError && cause.code === 'NOT_FOUND';
