import { printUuid } from '../../../core/base/uuid.js';
import { explanationIssued } from '../../../domain/explained-decisions/events/index.js';
import type {
  BasisFacts,
  ExplanationStore,
  Giving,
  Looked,
  OfferQuery,
  SealedExplanation,
  Spent,
} from '../../../domain/explained-decisions/ports/index.js';
import type { AnswerStore, SealedAnswer } from '../../../domain/explanation-answers/ports.js';
import type { DerivedStore, MakingEntry } from '../../../domain/log/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, type SealDeps } from '../tables/index.js';
import { ExplanationAnswerRows } from './explanation-answers.js';
import { ExplanationBudget } from './explanation-budget.js';
import { type BasisRow, type ExplanationRow, ExplanationRows, hashOf } from './explanation-rows.js';
import { ExplanationsDue } from './explanations-due.js';

/** What every explanation comes after. */
const FIRST: readonly [string, Buffer] = ['00000000-0000-0000-0000-000000000000', Buffer.alloc(0)];
/** Rows that a check reads at once. */
const PAGE = 1000;
const COLUMNS = 'decision, basis, made_at, offer_until, seal';

/** Explanations in PostgreSQL: sealed for their decision and basis, and every row under a keyed hash. */
export class PostgresExplanationStore extends ExplanationsDue implements ExplanationStore, AnswerStore, DerivedStore {
  readonly entryType = explanationIssued.type;
  readonly #sql: Sql;
  readonly #rows: ExplanationRows;
  readonly #budget: ExplanationBudget;
  readonly #answers: ExplanationAnswerRows;

  constructor(sql: Sql, deps: SealDeps) {
    super(sql);
    this.#sql = sql;
    this.#rows = new ExplanationRows(deps);
    this.#budget = new ExplanationBudget(sql, deps);
    this.#answers = new ExplanationAnswerRows(sql, deps);
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

  async explanationsOf(decisions: readonly string[]): Promise<SealedExplanation[]> {
    const text = `select ${COLUMNS}, sealed from explanation where decision = any($1::uuid[])`;
    const rows = await this.#sql.query<ExplanationRow & { sealed: Buffer }>(text, [decisions]);
    return rows.map((row) => ({ ...this.#rows.explanationOf(row), bytes: row.sealed }));
  }

  async explainedAmong(
    made: readonly Pick<SealedExplanation, 'decision' | 'basis'>[],
  ): Promise<ReadonlyMap<string, 'own' | 'changed'>> {
    if (made.length === 0) return new Map();
    const text = `select ${COLUMNS} from explanation where (decision, basis) in (select * from unnest($1::uuid[], $2::bytea[]))`;
    const values = [made.map(({ decision }) => decision), made.map(({ basis }) => hashOf(basis))];
    const rows = await this.#sql.query<ExplanationRow>(text, values);
    return new Map(rows.map((row) => [row.decision, this.#rows.isOwn(row) ? 'own' : 'changed']));
  }

  async insertExplanations(explanations: readonly SealedExplanation[]): Promise<string[]> {
    const text = `insert into explanation (decision, basis, made_at, offer_until, seal, sealed)
      select * from unnest($1::uuid[], $2::bytea[], $3::bigint[], $4::bigint[], $5::bytea[], $6::bytea[])
      on conflict (decision, basis) do nothing returning decision`;
    const values = [
      explanations.map(({ decision }) => decision),
      explanations.map(({ basis }) => hashOf(basis)),
      explanations.map(({ madeAtMs }) => madeAtMs),
      explanations.map(({ offerUntilMs }) => offerUntilMs),
      explanations.map(({ bytes: _, ...row }) => this.#rows.sealOf(row)),
      explanations.map(({ bytes }) => asBuffer(bytes)),
    ];
    return (await this.#sql.query<{ decision: string }>(text, values)).map(({ decision }) => decision);
  }

  async offers({ atMs, after, limit }: OfferQuery): Promise<SealedExplanation[]> {
    const text = `select ${COLUMNS}, sealed from explanation where offer_until > $1 and (decision, basis) > ($2::uuid, $3::bytea)
      order by decision, basis limit $4`;
    const [decision, basis] = after === null ? FIRST : [after.decision, hashOf(after.basis)];
    const rows = await this.#sql.query<ExplanationRow & { sealed: Buffer }>(text, [atMs, decision, basis, limit]);
    return rows.map((row) => ({ ...this.#rows.explanationOf(row), bytes: row.sealed }));
  }

  saveAnswer(answer: SealedAnswer): Promise<void> {
    return this.#answers.saveAnswer(answer);
  }

  answersOf(decisions: readonly string[]): Promise<SealedAnswer[]> {
    return this.#answers.answersOf(decisions);
  }

  async look(giving: Giving, basis: string): Promise<Looked> {
    const { kept, ...budget } = await this.#budget.look(giving, hashOf(basis));
    if (kept === null) return { ...budget, kept };
    const { made_at, offer_until, kept_seal: seal, sealed } = kept;
    const row = { decision: giving.decision, basis: hashOf(basis), made_at, offer_until, seal: seal! };
    return { ...budget, kept: { ...this.#rows.explanationOf(row), bytes: sealed } };
  }

  give(giving: Giving, seen: Spent): Promise<boolean> {
    return this.#budget.give(giving, seen);
  }

  refuse(refused: Pick<Giving, 'actor' | 'day'>): Promise<boolean> {
    return this.#budget.refuse(refused);
  }

  async forget(ids: readonly Uint8Array[]): Promise<void> {
    const decisions = ids.map((id) => printUuid(id));
    for (const table of ['explanation', 'explanation_due', 'explanation_answer'])
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
    await this.#answers.demandOwn();
    for (const row of await this.#sql.query<BasisRow>('select digest, facts, seal from explanation_basis'))
      this.#rows.factsOf(row);
    const without = `select distinct basis from explanation x
      where not exists (select 1 from explanation_basis b where b.digest = 'sha256:' || encode(x.basis, 'hex')) limit 1`;
    const [orphan] = await this.#sql.query<{ basis: Buffer }>(without);
    if (orphan !== undefined)
      throw foreignRow(`explanation basis sha256:${orphan.basis.toString('hex')}`, 'Restore it from a backup.');
    const text = `select ${COLUMNS} from explanation where (decision, basis) > ($1::uuid, $2::bytea) order by decision, basis limit ${PAGE}`;
    let after = FIRST;
    for (;;) {
      const rows = await this.#sql.query<ExplanationRow>(text, after);
      for (const row of rows) this.#rows.explanationOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [last.decision, last.basis];
    }
  }
}
