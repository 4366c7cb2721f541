import type { Artifact, ArtifactStore, StoredRow } from '../../../domain/artifacts/ports.js';
import { SAVE, saveMaps } from './memory-transactions.js';

/** Rows of artifacts, in memory. */
export class MemoryArtifactStore implements ArtifactStore {
  readonly #artifacts = new Map<string, Artifact>();

  [SAVE](): () => void {
    return saveMaps([this.#artifacts]);
  }

  async insertArtifact(artifact: Artifact): Promise<void> {
    this.#artifacts.set(artifact.digest, { ...artifact });
  }

  updateArtifact(artifact: Artifact): Promise<void> {
    return this.insertArtifact(artifact);
  }

  async artifact(digest: string): Promise<Artifact | null> {
    return this.#artifacts.get(digest) ?? null;
  }

  async storedRows({ after = '', limit }: { after?: string | undefined; limit: number }): Promise<StoredRow[]> {
    const sorted = [...this.#artifacts.values()].toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
    const page = sorted.filter(({ digest }) => digest > after).slice(0, limit);
    return page.map((artifact) => ({ digest: artifact.digest, artifact }));
  }

  async artifactsAmong(digests: readonly string[]): Promise<Artifact[]> {
    return [...this.#artifacts.values()].filter(
      ({ digest, erasedAtMs }) => erasedAtMs === null && digests.includes(digest),
    );
  }

  async totals(): Promise<{ artifacts: number; bytes: number }> {
    const all = [...this.#artifacts.values()].filter(({ erasedAtMs }) => erasedAtMs === null);
    return { artifacts: all.length, bytes: all.reduce((sum, { size }) => sum + size, 0) };
  }
}
