import { equalBytes, utf8 } from '../../../core/base/bytes.js';
import { canonicalJson } from '../../../core/base/canonical-json.js';
import type {
  AuditListQuery,
  AuditStore,
  AuditTexts,
  ReadWindow,
  StoredAudit,
} from '../../../domain/audits/recorded/ports.js';
import type { ResultSource, ResultStore, StoredResult } from '../../../domain/decisions/ports/index.js';
import type { Keyring, Runtime, SealedPart } from '../../../domain/log/ports/index.js';
import { storeError } from '../engine/fail.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';

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
  page: string | null;
  slot: number | null;
  erasure: string | null;
  read_window: string | null;
  decisions: string | null;
  seal: Buffer;
}

/** The columns of an audit without its sealed result. */
const COLUMNS =
  'id, deployment, made_at, made_by, policy_digest, result_digest, verdict, sight, log_size, page, slot, erasure, read_window, decisions, seal';

export interface AuditStoreDeps {
  readonly keyring: Keyring;
  readonly runtime: Pick<Runtime, 'hmacSha256'>;
}

/**
 * Audits in PostgreSQL; the texts of policies, and of results that show no person, stand once, however many audits name them. A result that may
 * show persons stands sealed in the row of its audit. A row stands under a keyed hash: whoever has only the database makes none and changes
 * none unnoticed.
 */
export class PostgresAuditStore implements AuditStore, ResultStore {
  readonly #sql: Sql;
  readonly #deps: AuditStoreDeps;

  constructor(sql: Sql, deps: AuditStoreDeps) {
    this.#sql = sql;
    this.#deps = deps;
  }

  async insert(audit: StoredAudit, { policy, result }: AuditTexts): Promise<void> {
    const texts: [digest: string, content: string][] = [[audit.policyDigest, policy]];
    if (typeof result === 'string') texts.push([audit.resultDigest, result]);
    const sealed = typeof result === 'string' ? null : result;
    await this.#sql.transaction(async (sql) => {
      const text = `insert into audit_text (digest, content) select * from unnest($1::text[], $2::text[]) on conflict (digest) do update set content = excluded.content`;
      await sql.query(text, [texts.map(([digest]) => digest), texts.map(([, content]) => content)]);
      await sql.query(
        `insert into audit_run (id, deployment, made_at, made_by, policy_digest, result_digest, verdict, sight, log_size, seal,
           page, slot, sealed, erasure, read_window, decisions)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)`,
        [
          ...[audit.id, audit.deployment, audit.madeAtMs, audit.by, audit.policyDigest, audit.resultDigest],
          ...[audit.verdict, audit.sight, audit.size, Buffer.from(this.#sealOf(audit))],
          ...[sealed?.page, sealed?.slot, sealed === null ? null : asBuffer(sealed.bytes), audit.erasure],
          audit.window === undefined ? null : JSON.stringify(audit.window),
          audit.decisions,
        ],
      );
    });
  }

  async find(id: string): Promise<{ audit: StoredAudit; result: AuditTexts['result'] } | null> {
    const text = `select audit_run.*, content from audit_run left join audit_text on digest = result_digest and sight = 'groups'
      where id = $1`;
    const [row] = await this.#sql.query<AuditRow & { sealed: Buffer | null; content: string | null }>(text, [id]);
    if (row === undefined) return null;
    const { sealed, content } = row;
    const result = sealed === null ? content : { page: Number(row.page), slot: row.slot!, bytes: sealed };
    return { audit: this.#audit(row), result };
  }

  /** A row that somebody changed counts as one that may hold anybody. */
  async resultsOf(isMeant: (source: ResultSource) => boolean): Promise<StoredResult[]> {
    const rows = await this.#sql.query<AuditRow>(`select ${COLUMNS} from audit_run where sealed is not null`);
    const isListed = (row: AuditRow): boolean => {
      const audit = toAudit(row);
      return !this.#isOwn(audit, row) || isMeant(audit);
    };
    return rows.filter(isListed).map(({ id, page, slot }) => ({ id, page: Number(page), slot: slot! }));
  }

  async forgetResults(ids: readonly string[], erasure: string): Promise<void> {
    await this.#sql.transaction(async (sql) => {
      const text = `select ${COLUMNS} from audit_run where id = any($1::uuid[]) for update`;
      for (const row of await sql.query<AuditRow>(text, [ids])) {
        const audit = toAudit(row);
        const seal = this.#isOwn(audit, row) ? Buffer.from(this.#sealOf({ ...audit, erasure })) : row.seal;
        const update = `update audit_run set page = null, slot = null, sealed = null, erasure = $2, seal = $3 where id = $1`;
        await sql.query(update, [row.id, erasure, seal]);
      }
    });
  }

  async forgottenBy(erasure: string): Promise<number> {
    const text = 'select count(*) as n from audit_run where erasure = $1';
    const [row] = await this.#sql.query<{ n: string }>(text, [erasure]);
    return Number(row!.n);
  }

  /**
   * Seals the results that a program without seals left as text, when the schema is brought up to date, and removes the texts.
   *
   * @param seal seals one result; it gets the row and the text
   */
  async sealTexts(seal: (audit: StoredAudit, text: string) => Promise<SealedPart>): Promise<void> {
    const text = `select ${COLUMNS}, content from audit_run join audit_text on digest = result_digest
      where sight = 'persons' and sealed is null and erasure is null order by id limit 1`;
    for (;;) {
      const [row] = await this.#sql.query<AuditRow & { content: string }>(text);
      if (row === undefined) break;
      const { page, slot, bytes } = await seal(toAudit(row), row.content);
      const update = 'update audit_run set page = $2, slot = $3, sealed = $4 where id = $1';
      await this.#sql.query(update, [row.id, page, slot, asBuffer(bytes)]);
    }
    await this.#sql.query(`delete from audit_text t where not exists (select from audit_run r where r.policy_digest = t.digest)
      and not exists (select from audit_run r where r.result_digest = t.digest and r.sight = 'groups')`);
  }

  async policy(digest: string): Promise<string | null> {
    const text = 'select content from audit_text where digest = $1';
    const [row] = await this.#sql.query<{ content: string }>(text, [digest]);
    return row?.content ?? null;
  }

  async list({ sight, deployment, before, limit }: AuditListQuery): Promise<StoredAudit[]> {
    const text = `select ${COLUMNS} from audit_run where ($1::text is null or deployment = $1) and ($2::uuid is null or id < $2)
      and ($4 = 'persons' or sight = 'groups') order by id desc limit $3`;
    return (await this.#sql.query<AuditRow>(text, [deployment ?? null, before ?? null, limit, sight])).map((row) =>
      this.#audit(row),
    );
  }

  #sealOf(audit: StoredAudit): Uint8Array {
    const { keyring, runtime } = this.#deps;
    return runtime.hmacSha256(keyring.indexKey(), utf8(`audit ${canonicalJson(audit)}`));
  }

  #isOwn(audit: StoredAudit, { seal }: Pick<AuditRow, 'seal'>): boolean {
    return equalBytes(seal, this.#sealOf(audit));
  }

  #audit(row: AuditRow): StoredAudit {
    const audit = toAudit(row);
    if (this.#isOwn(audit, row)) return audit;
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
  ...(row.erasure === null ? {} : { erasure: row.erasure }),
  ...(row.read_window === null ? {} : { window: JSON.parse(row.read_window) as ReadWindow }),
  ...(row.decisions === null ? {} : { decisions: Number(row.decisions) }),
});
