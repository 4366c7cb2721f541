import type { AnswerStore, SealedAnswer } from '../../../domain/explanation-answers/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { asBuffer } from '../log/as-buffer.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface AnswerRow {
  readonly decision: string;
  readonly at_ms: string;
  readonly seal: Buffer;
  readonly sealed: Buffer;
}

/** What people said of explanations, in PostgreSQL: sealed for their decisions, and every row under a keyed hash. */
export class ExplanationAnswerRows implements AnswerStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('explanation_answer', deps);
  }

  async saveAnswer({ decision, atMs, bytes }: SealedAnswer): Promise<void> {
    const text = `insert into explanation_answer (decision, at_ms, seal, sealed) values ($1, $2, $3, $4)
      on conflict (decision) do update set at_ms = excluded.at_ms, seal = excluded.seal, sealed = excluded.sealed`;
    await this.#sql.query(text, [decision, atMs, this.#seal.of({ decision, atMs }), asBuffer(bytes)]);
  }

  async answersOf(decisions: readonly string[]): Promise<SealedAnswer[]> {
    const text = 'select decision, at_ms, seal, sealed from explanation_answer where decision = any($1::uuid[])';
    return (await this.#sql.query<AnswerRow>(text, [decisions])).map((row) => this.#own(row));
  }

  async demandOwn(): Promise<void> {
    for (const row of await this.#sql.query<AnswerRow>('select * from explanation_answer')) this.#own(row);
  }

  #own({ decision, at_ms, seal, sealed: bytes }: AnswerRow): SealedAnswer {
    const row = { decision, atMs: Number(at_ms) };
    if (this.#seal.isOwn(row, seal)) return { ...row, bytes };
    throw foreignRow(
      `what was said of the explanation of decision ${decision}`,
      'Remove it; the entry explanation.answered says that something was said.',
    );
  }
}
