import type { Due, DueCount, DueStore } from '../../../domain/explained-decisions/ports/index.js';
import type { Sql } from '../engine/sql-access.js';

interface DueRow {
  readonly decision: string;
  readonly deployment: string;
  readonly decided_at: string;
}

/** Decisions that are due in PostgreSQL. A row says that there is work; what comes of it stands under seals of its own. */
export class ExplanationsDue implements DueStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async addDue(due: readonly Due[]): Promise<void> {
    const text = `insert into explanation_due (decision, deployment, decided_at)
      select * from unnest($1::uuid[], $2::text[], $3::bigint[]) on conflict (decision) do nothing`;
    const values = [
      due.map(({ decision }) => decision),
      due.map(({ deployment }) => deployment),
      due.map(({ decidedAtMs }) => decidedAtMs),
    ];
    await this.#sql.query(text, values);
  }

  async dueCounts(day: number): Promise<DueCount[]> {
    const text = `select d.deployment, count(*)::int as due, coalesce(max(m.made), 0)::int as made
      from explanation_due d left join explanation_day m on m.deployment = d.deployment and m.day = $1
      where d.problem is null group by d.deployment order by d.deployment`;
    const rows = await this.#sql.query<{ deployment: string; due: number; made: number }>(text, [day]);
    return rows.map(({ deployment, due, made: madeToday }) => ({ deployment, due, madeToday }));
  }

  async nextDue(
    deployment: string,
    { order, limit }: { readonly order: 'oldest' | 'newest'; readonly limit: number },
  ): Promise<Due[]> {
    const direction = order === 'oldest' ? 'asc' : 'desc';
    const text = `select decision, deployment, decided_at from explanation_due where deployment = $1 and problem is null
      order by decided_at ${direction}, decision limit $2`;
    const rows = await this.#sql.query<DueRow>(text, [deployment, limit]);
    return rows.map(({ decided_at: decidedAtMs, ...row }) => ({ ...row, decidedAtMs: Number(decidedAtMs) }));
  }

  async doneDue({
    deployment,
    decisions,
    made,
    day,
  }: {
    readonly deployment: string;
    readonly decisions: readonly string[];
    readonly made: number;
    readonly day: number;
  }): Promise<void> {
    await this.#sql.query('delete from explanation_due where decision = any($1::uuid[])', [decisions]);
    await this.#sql.query('delete from explanation_day where day < $1', [day]);
    const text = `insert into explanation_day (day, deployment, made) values ($1, $2, $3)
      on conflict (day, deployment) do update set made = explanation_day.made + excluded.made`;
    await this.#sql.query(text, [day, deployment, made]);
  }

  async setAside(failed: readonly { readonly decision: string; readonly problem: string }[]): Promise<void> {
    const text = `update explanation_due d set problem = f.problem
      from unnest($1::uuid[], $2::text[]) as f (decision, problem) where d.decision = f.decision`;
    await this.#sql.query(text, [failed.map(({ decision }) => decision), failed.map(({ problem }) => problem)]);
  }

  async takeUp(problems: readonly string[], limit: number): Promise<void> {
    // Drawn, so that those of an endpoint that never comes back keep no others from their turn.
    const text = `update explanation_due set problem = null where decision in
      (select decision from explanation_due where problem = any($1::text[]) order by random() limit $2)`;
    await this.#sql.query(text, [problems, limit]);
  }

  async dueTotals(): Promise<{ readonly due: number; readonly aside: number }> {
    const text =
      'select count(*) filter (where problem is null)::int as due, count(problem)::int as aside from explanation_due';
    const [row] = await this.#sql.query<{ due: number; aside: number }>(text);
    return row!;
  }
}
