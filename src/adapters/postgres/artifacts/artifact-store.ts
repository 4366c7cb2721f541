import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import type {
  Artifact,
  ArtifactClass,
  ArtifactQuery,
  ArtifactStore,
  ArtifactTotals,
  StoredRow,
} from '../../../domain/artifacts/ports.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import { storeError } from '../engine/fail.js';
import type { Sql } from '../engine/sql-access.js';

interface ArtifactRow {
  digest: string;
  size: string;
  stored_at: string;
  stored_by: string;
  class: ArtifactClass;
  erased_at: string | null;
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
    const text =
      'insert into artifact (digest, size, stored_at, stored_by, class, erased_at, seal) values ($1, $2, $3, $4, $5, $6, $7)';
    await this.#sql.query(text, this.#columnsOf(artifact));
  }

  async updateArtifact(artifact: Artifact): Promise<void> {
    const text =
      'update artifact set size = $2, stored_at = $3, stored_by = $4, class = $5, erased_at = $6, seal = $7 where digest = $1';
    await this.#sql.query(text, this.#columnsOf(artifact));
  }

  async artifact(digest: string): Promise<Artifact | null> {
    const [row] = await this.#sql.query<ArtifactRow>('select * from artifact where digest = $1', [digest]);
    return row === undefined ? null : this.#artifact(row);
  }

  async storedRows(query: ArtifactQuery): Promise<StoredRow[]> {
    const rows = await this.#page(query);
    return rows.map((row) => ({ digest: row.digest, artifact: this.#isOwn(row) ? toArtifact(row) : null }));
  }

  async artifactsAmong(digests: readonly string[]): Promise<Artifact[]> {
    const text = 'select * from artifact where digest = any($1::text[]) and erased_at is null';
    const rows = await this.#sql.query<ArtifactRow>(text, [digests]);
    return rows.filter((row) => this.#isOwn(row)).map(toArtifact);
  }

  async totals(): Promise<ArtifactTotals> {
    const text = 'select count(*) as artifacts, coalesce(sum(size), 0) as bytes from artifact where erased_at is null';
    const [row] = await this.#sql.query<{ artifacts: string; bytes: string }>(text);
    return { artifacts: Number(row!.artifacts), bytes: Number(row!.bytes) };
  }

  #page({ after, limit }: ArtifactQuery): Promise<ArtifactRow[]> {
    const text = `select * from artifact where $1::text is null or digest > $1 collate "C" order by digest collate "C" limit $2`;
    return this.#sql.query<ArtifactRow>(text, [after ?? null, limit]);
  }

  #isOwn(row: ArtifactRow): boolean {
    return equalBytes(row.seal, this.#sealOf(toArtifact(row)));
  }

  #columnsOf(artifact: Artifact): unknown[] {
    const { digest, size, storedAtMs, by, class: kind, erasedAtMs } = artifact;
    return [digest, size, storedAtMs, by, kind, erasedAtMs, Buffer.from(this.#sealOf(artifact))];
  }

  /** Rows of before there were classes are models that nobody erased: their hash is still the right one. */
  #sealOf({ class: kind, erasedAtMs, ...rest }: Artifact): Uint8Array {
    const { keyring, runtime } = this.#deps;
    const sealed = {
      ...rest,
      ...(kind === 'model' ? {} : { class: kind }),
      ...(erasedAtMs === null ? {} : { erasedAtMs }),
    };
    return runtime.hmacSha256(keyring.indexKey(), utf8(`artifact ${canonicalJson(sealed)}`));
  }

  #artifact(row: ArtifactRow): Artifact {
    if (this.#isOwn(row)) return toArtifact(row);
    const remedy = 'Find out who wrote to the database; the entry artifact.stored says who stored which bytes.';
    throw storeError('STORE_INVALID', `the row of artifact ${row.digest} was changed, or is not ours`, remedy);
  }
}

const toArtifact = (row: ArtifactRow): Artifact => ({
  digest: row.digest,
  size: Number(row.size),
  storedAtMs: Number(row.stored_at),
  by: row.stored_by,
  class: row.class,
  erasedAtMs: row.erased_at === null ? null : Number(row.erased_at),
});
