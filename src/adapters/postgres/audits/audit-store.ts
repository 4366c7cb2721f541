import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { AuditListQuery, AuditStore, StoredAudit } from '../../../domain/audits/recorded/ports.js';
import type { Keyring, Runtime } from '../../../domain/log/ports/index.js';
import { storeError } from '../engine/fail.js';
import type { Sql } from '../engine/sql-access.js';

interface AuditRow {
  id: string;
  deployment: string;
  made_at: string;
  made_by: string;
  policy_digest: string;
  result_digest: string;
  verdict: StoredAudit['verdict'];
  sight: StoredAudit['sight'];
  log_size: string;
  seal: Buffer;
}

export interface AuditStoreDeps {
  readonly keyring: Keyring;
  readonly runtime: Pick<Runtime, 'hmacSha256'>;
}

/**
 * Audits in PostgreSQL; the texts of policies and results stand once, however many audits name them. A row stands under a keyed hash: whoever
 * has only the database makes none and changes none unnoticed.
 */
export class PostgresAuditStore implements AuditStore {
  readonly #sql: Sql;
  readonly #deps: AuditStoreDeps;

  constructor(sql: Sql, deps: AuditStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
  }

  async insert(audit: StoredAudit, texts: { policy: string; result: string }): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      const text = `insert into audit_text (digest, content) select * from unnest($1::text[], $2::text[]) on conflict (digest) do update set content = excluded.content`;
      await sql.query(text, [
        [audit.policyDigest, audit.resultDigest],
        [texts.policy, texts.result],
      ]);
      await sql.query(
        `insert into audit_run (id, deployment, made_at, made_by, policy_digest, result_digest, verdict, sight, log_size, seal)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
        [
          ...[audit.id, audit.deployment, audit.madeAtMs, audit.by, audit.policyDigest, audit.resultDigest],
          ...[audit.verdict, audit.sight, audit.size, Buffer.from(this.#sealOf(audit))],
        ],
      );
    });
  }

  async find(id: string): Promise<{ audit: StoredAudit; result: string | null } | null> {
    const text = `select audit_run.*, content from audit_run left join audit_text on digest = result_digest where id = $1`;
    const [row] = await this.#sql.query<AuditRow & { content: string | null }>(text, [id]);
    return row === undefined ? null : { audit: this.#audit(row), result: row.content };
  }

  async policy(digest: string): Promise<string | null> {
    const text = 'select content from audit_text where digest = $1';
    const [row] = await this.#sql.query<{ content: string }>(text, [digest]);
    return row?.content ?? null;
  }

  async list({ sight, deployment, before, limit }: AuditListQuery): Promise<StoredAudit[]> {
    const text = `select * from audit_run where ($1::text is null or deployment = $1) and ($2::uuid is null or id < $2)
      and ($4 = 'persons' or sight = 'groups') order by id desc limit $3`;
    return (await this.#sql.query<AuditRow>(text, [deployment ?? null, before ?? null, limit, sight])).map((row) =>
      this.#audit(row),
    );
  }

  #sealOf(audit: StoredAudit): Uint8Array {
    const { keyring, runtime } = this.#deps;
    return runtime.hmacSha256(keyring.indexKey(), utf8(`audit ${canonicalJson(audit)}`));
  }

  #audit(row: AuditRow): StoredAudit {
    const audit = toAudit(row);
    if (equalBytes(row.seal, this.#sealOf(audit))) return audit;
    const remedy = `Find out who wrote to the database; the entry audit.run says what the audit was. GET /v1/audits?before=${audit.id} lists those before it.`;
    throw storeError('STORE_INVALID', `the row of audit ${audit.id} was changed, or is not ours`, remedy);
  }
}

const toAudit = (row: AuditRow): StoredAudit => ({
  id: row.id,
  deployment: row.deployment,
  madeAtMs: Number(row.made_at),
  by: row.made_by,
  policyDigest: row.policy_digest,
  resultDigest: row.result_digest,
  verdict: row.verdict,
  sight: row.sight,
  size: Number(row.log_size),
});
