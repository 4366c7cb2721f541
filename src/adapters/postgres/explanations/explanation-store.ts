import { printUuid } from '../../../core/base/uuid.js';
import { explanationIssued } from '../../../domain/explained-decisions/events/index.js';
import type {
  BasisFacts,
  ExplanationStore,
  Giving,
  SealedExplanation,
} from '../../../domain/explained-decisions/ports/index.js';
import type { DerivedStore, MakingEntry } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, type SealDeps } from '../tables/index.js';
import { ExplanationBudget } from './explanation-budget.js';
import { type BasisRow, type ExplanationRow, ExplanationRows, hashOf } from './explanation-rows.js';
import { ExplanationsDue } from './explanations-due.js';

/** Rows that a check reads at once. */
const PAGE = 1000;
const COLUMNS = 'decision, basis, made_at, seal';

/** Explanations in PostgreSQL: sealed for their decision and basis, and every row under a keyed hash. */
export class PostgresExplanationStore extends ExplanationsDue implements ExplanationStore, DerivedStore {
  readonly entryType = explanationIssued.type;
  readonly #sql: Sql;
  readonly #rows: ExplanationRows;
  readonly #budget: ExplanationBudget;

  constructor(sql: Sql, deps: SealDeps) {
    super(sql);
    this.#sql = sql;
    this.#rows = new ExplanationRows(deps);
    this.#budget = new ExplanationBudget(sql, deps);
  }

  async basis(digest: string): Promise<BasisFacts | null> {
    const text = 'select digest, facts, seal from explanation_basis where digest = $1';
    const [row] = await this.#sql.query<BasisRow>(text, [digest]);
    return row === undefined ? null : this.#rows.factsOf(row);
  }

  async insertBasis(digest: string, facts: BasisFacts): Promise<void> {
    const text =
      'insert into explanation_basis (digest, facts, seal) values ($1, $2, $3) on conflict (digest) do nothing';
    await this.#sql.query(text, [digest, JSON.stringify(facts), this.#rows.sealOfBasis(digest, facts)]);
  }

  async explanation(decision: string, basis: string): Promise<SealedExplanation | null> {
    const text = `select ${COLUMNS}, sealed from explanation where decision = $1 and basis = $2`;
    const [row] = await this.#sql.query<ExplanationRow & { sealed: Buffer }>(text, [decision, hashOf(basis)]);
    return row === undefined ? null : { ...this.#rows.explanationOf(row), bytes: row.sealed };
  }

  async insertExplanations(explanations: readonly SealedExplanation[]): Promise<string[]> {
    const text = `insert into explanation (decision, basis, made_at, seal, sealed)
      select * from unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bytea[], $5::bytea[])
      on conflict (decision, basis) do nothing returning decision`;
    const values = [
      explanations.map(({ decision }) => decision),
      explanations.map(({ basis }) => hashOf(basis)),
      explanations.map(({ madeAtMs }) => madeAtMs),
      explanations.map(({ bytes: _, ...row }) => this.#rows.sealOf(row)),
      explanations.map(({ bytes }) => asBuffer(bytes)),
    ];
    return (await this.#sql.query<{ decision: string }>(text, values)).map(({ decision }) => decision);
  }

  isWithin(giving: Giving): Promise<boolean> {
    return this.#budget.isWithin(giving);
  }

  give(giving: Giving): Promise<boolean> {
    return this.#budget.give(giving);
  }

  refuse(refused: Pick<Giving, 'actor' | 'day'>): Promise<boolean> {
    return this.#budget.refuse(refused);
  }

  async forget(ids: readonly Uint8Array[]): Promise<void> {
    const decisions = ids.map((id) => printUuid(id));
    for (const table of ['explanation', 'explanation_due'])
      await this.#sql.query(`delete from ${table} where decision = any($1::uuid[])`, [decisions]);
  }

  async missing(entries: readonly MakingEntry[]): Promise<MakingEntry[]> {
    const text = `select e.at from unnest($1::uuid[], $2::bytea[]) with ordinality as e (decision, basis, at)
      where not exists (select 1 from explanation x where x.decision = e.decision and x.basis = e.basis)`;
    const values = [entries.map(({ of }) => of), entries.map(({ basis }) => hashOf(String(basis)))];
    return (await this.#sql.query<{ at: string }>(text, values)).map(({ at }) => entries[Number(at) - 1]!);
  }

  async demandOwn(): Promise<void> {
    await this.#budget.demandOwn();
    for (const row of await this.#sql.query<BasisRow>('select digest, facts, seal from explanation_basis'))
      this.#rows.factsOf(row);
    const without = `select distinct basis from explanation x
      where not exists (select 1 from explanation_basis b where b.digest = 'sha256:' || encode(x.basis, 'hex')) limit 1`;
    const [orphan] = await this.#sql.query<{ basis: Buffer }>(without);
    if (orphan !== undefined)
      throw foreignRow(`explanation basis sha256:${orphan.basis.toString('hex')}`, 'Restore it from a backup.');
    const text = `select ${COLUMNS} from explanation where (decision, basis) > ($1::uuid, $2::bytea) order by decision, basis limit ${PAGE}`;
    let after: readonly [string, Buffer] = ['00000000-0000-0000-0000-000000000000', Buffer.alloc(0)];
    for (;;) {
      const rows = await this.#sql.query<ExplanationRow>(text, after);
      for (const row of rows) this.#rows.explanationOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [last.decision, last.basis];
    }
  }
}
