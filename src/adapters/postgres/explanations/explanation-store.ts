import { canonicalJson } from '../../../core/base/canonical-json.js';
import { printUuid } from '../../../core/base/uuid.js';
import type {
  BasisFacts,
  ExplanationStore,
  Giving,
  SealedExplanation,
} from '../../../domain/explained-decisions/ports/index.js';
import type { DerivedStore } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

/** A digest as 32 bytes, because it stands in every row. */
const hashOf = (digest: string): Buffer => Buffer.from(digest.slice('sha256:'.length), 'hex');

/**
 * Explanations in PostgreSQL. An explanation is sealed for its decision and basis; the shared facts of a basis stand under a keyed hash, so
 * that whoever has only the database puts no other names on contributions.
 */
export class PostgresExplanationStore implements ExplanationStore, DerivedStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('explanation_basis', deps);
  }

  async basis(digest: string): Promise<BasisFacts | null> {
    const text = 'select facts, seal from explanation_basis where digest = $1';
    const [row] = await this.#sql.query<{ facts: BasisFacts; seal: Buffer }>(text, [digest]);
    if (row === undefined) return null;
    if (this.#seal.isOwn({ digest, facts: canonicalJson(row.facts) }, row.seal)) return row.facts;
    throw foreignRow(`explanation basis ${digest}`, 'Remove it, and it is made again with the next explanation.');
  }

  async insertBasis(digest: string, facts: BasisFacts): Promise<void> {
    const seal = this.#seal.of({ digest, facts: canonicalJson(facts) });
    const text =
      'insert into explanation_basis (digest, facts, seal) values ($1, $2, $3) on conflict (digest) do nothing';
    await this.#sql.query(text, [digest, JSON.stringify(facts), seal]);
  }

  async explanation(decision: string, basis: string): Promise<SealedExplanation | null> {
    const text = 'select made_at, sealed from explanation where decision = $1 and basis = $2';
    const [row] = await this.#sql.query<{ made_at: string; sealed: Buffer }>(text, [decision, hashOf(basis)]);
    return row === undefined ? null : { decision, basis, madeAtMs: Number(row.made_at), bytes: row.sealed };
  }

  async insertExplanation({ decision, basis, madeAtMs, bytes }: SealedExplanation): Promise<boolean> {
    const text = `insert into explanation (decision, basis, made_at, sealed) values ($1, $2, $3, $4)
      on conflict (decision, basis) do nothing returning 1 as n`;
    return (await this.#sql.query(text, [decision, hashOf(basis), madeAtMs, asBuffer(bytes)])).length > 0;
  }

  async isWithin({ actor, day, decision, budget }: Giving): Promise<boolean> {
    const text = `select count(*) as n, coalesce(bool_or(decision = $3), false) as known from explanation_given
      where day = $1 and actor = $2`;
    const [found] = await this.#sql.query<{ n: string; known: boolean }>(text, [day, actor, decision]);
    return found!.known || Number(found!.n) < budget;
  }

  async give(giving: Giving): Promise<boolean> {
    if (!(await this.isWithin(giving))) return false;
    const { actor, day, decision } = giving;
    await this.#sql.query('delete from explanation_given where day < $1', [day]);
    const text = `insert into explanation_given (day, actor, decision) values ($1, $2, $3) on conflict do nothing`;
    await this.#sql.query(text, [day, actor, decision]);
    return true;
  }

  async refuse({ actor, day }: Pick<Giving, 'actor' | 'day'>): Promise<boolean> {
    await this.#sql.query('delete from explanation_refused where day < $1', [day]);
    const text = 'insert into explanation_refused (day, actor) values ($1, $2) on conflict do nothing returning 1 as n';
    return (await this.#sql.query(text, [day, actor])).length > 0;
  }

  async forget(ids: readonly Uint8Array[]): Promise<void> {
    const decisions = ids.map((id) => printUuid(id));
    await this.#sql.query('delete from explanation where decision = any($1::uuid[])', [decisions]);
    await this.#sql.query('delete from explanation_given where decision = any($1::uuid[])', [decisions]);
  }
}
