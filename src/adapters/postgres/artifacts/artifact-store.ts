import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { Artifact, ArtifactQuery, ArtifactStore, ArtifactTotals } from '../../../domain/artifacts/ports.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import { storeError } from '../engine/fail.js';
import type { Sql } from '../engine/sql-access.js';

interface ArtifactRow {
  digest: string;
  size: string;
  stored_at: string;
  stored_by: string;
  seal: Buffer;
}

export interface ArtifactStoreDeps {
  readonly keyring: Pick<Keyring, 'indexKey'>;
  readonly runtime: Pick<Runtime, 'hmacSha256'>;
}

/**
 * Artifacts in PostgreSQL, each row under a keyed hash: whoever has only the database can neither say that somebody else stored an artifact
 * nor have bytes given out that nobody stored.
 */
export class PostgresArtifactStore implements ArtifactStore {
  readonly #sql: Sql;
  readonly #deps: ArtifactStoreDeps;

  constructor(sql: Sql, deps: ArtifactStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
  }

  async insertArtifact(artifact: Artifact): Promise<void> {
    const { digest, size, storedAtMs, by } = artifact;
    await this.#sql.query(
      'insert into artifact (digest, size, stored_at, stored_by, seal) values ($1, $2, $3, $4, $5)',
      [digest, size, storedAtMs, by, Buffer.from(this.#sealOf(artifact))],
    );
  }

  async artifact(digest: string): Promise<Artifact | null> {
    const [row] = await this.#sql.query<ArtifactRow>('select * from artifact where digest = $1', [digest]);
    return row === undefined ? null : this.#artifact(row);
  }

  async artifacts({ after, limit }: ArtifactQuery): Promise<Artifact[]> {
    const text = `select * from artifact where $1::text is null or digest > $1 collate "C" order by digest collate "C" limit $2`;
    return (await this.#sql.query<ArtifactRow>(text, [after ?? null, limit])).map((row) => this.#artifact(row));
  }

  async artifactsAmong(digests: readonly string[]): Promise<Artifact[]> {
    const text = 'select * from artifact where digest = any($1::text[])';
    const rows = await this.#sql.query<ArtifactRow>(text, [digests]);
    return rows.map(toArtifact).filter((artifact, i) => equalBytes(rows[i]!.seal, this.#sealOf(artifact)));
  }

  async totals(): Promise<ArtifactTotals> {
    const text = 'select count(*) as artifacts, coalesce(sum(size), 0) as bytes from artifact';
    const [row] = await this.#sql.query<{ artifacts: string; bytes: string }>(text);
    return { artifacts: Number(row!.artifacts), bytes: Number(row!.bytes) };
  }

  #sealOf(artifact: Artifact): Uint8Array {
    const { keyring, runtime } = this.#deps;
    return runtime.hmacSha256(keyring.indexKey(), utf8(`artifact ${canonicalJson(artifact)}`));
  }

  #artifact(row: ArtifactRow): Artifact {
    const artifact = toArtifact(row);
    if (equalBytes(row.seal, this.#sealOf(artifact))) return artifact;
    const remedy = 'Find out who wrote to the database; the entry artifact.stored says who stored which bytes.';
    throw storeError('STORE_INVALID', `the row of artifact ${row.digest} was changed, or is not ours`, remedy);
  }
}

const toArtifact = (row: ArtifactRow): Artifact => ({
  digest: row.digest,
  size: Number(row.size),
  storedAtMs: Number(row.stored_at),
  by: row.stored_by,
});
