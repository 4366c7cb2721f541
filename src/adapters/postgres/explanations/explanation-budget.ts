import type { Giving } from '../../../domain/explained-decisions/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface BudgetRow {
  readonly day: number;
  readonly actor: string;
  readonly given: number;
  readonly is_refused: boolean;
  readonly seal: Buffer;
}

interface GivenRow {
  readonly day: number;
  readonly actor: string;
  readonly decision: string;
  readonly seal: Buffer;
}

interface Spent {
  readonly given: number;
  readonly isRefused: boolean;
}

type Day = Pick<Giving, 'actor' | 'day'>;

/**
 * Who was given explanations of how many decisions today. The number and each decision stand under keyed hashes, so that nobody with only the
 * database sets the number back; the rows of a day go with the next.
 */
export class ExplanationBudget {
  readonly #sql: Sql;
  readonly #budget: RowSeal;
  readonly #given: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#budget = new RowSeal('explanation_budget', deps);
    this.#given = new RowSeal('explanation_given', deps);
  }

  /** Whether a decision may be given: it was given today, or fewer decisions than the budget were. */
  async isWithin(giving: Giving): Promise<boolean> {
    return (await this.#isGiven(giving)) || (await this.#spent(giving)).given < giving.budget;
  }

  async give(giving: Giving): Promise<boolean> {
    if (await this.#isGiven(giving)) return true;
    const { day, actor, decision } = giving;
    const { given, isRefused } = await this.#spent(giving);
    if (given >= giving.budget) return false;
    if (given === 0) await this.#forgetBefore(day);
    await this.#save(giving, { given: given + 1, isRefused });
    const seal = this.#given.of({ day, actor, decision });
    const text = 'insert into explanation_given (day, actor, decision, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, [day, actor, decision, seal]);
    return true;
  }

  /** Keeps that somebody was refused; whether it is the first time of the day. */
  async refuse(day: Day): Promise<boolean> {
    const { given, isRefused } = await this.#spent(day);
    if (given === 0) await this.#forgetBefore(day.day);
    if (!isRefused) await this.#save(day, { given, isRefused: true });
    return !isRefused;
  }

  /** Demands that each row is one that the service wrote and that none is missing, but for all of one caller together. Throws STORE_INVALID. */
  async demandOwn(): Promise<void> {
    const counted = await this.#sql.query<BudgetRow & { found: number }>(
      `select day, actor, coalesce(b.given, 0) as given, coalesce(is_refused, false) as is_refused, b.seal, coalesce(g.found, 0) as found
       from explanation_budget b full join
         (select day, actor, count(*)::int as found from explanation_given group by day, actor) g using (day, actor)`,
    );
    for (const row of counted) {
      if (this.#own(row).given !== row.found) throw foreign(row);
    }
    for (const { seal, ...row } of await this.#sql.query<GivenRow>(
      'select day, actor, decision, seal from explanation_given',
    )) {
      if (!this.#given.isOwn(row, seal)) throw foreign(row);
    }
  }

  async #isGiven({ day, actor, decision }: Giving): Promise<boolean> {
    const text = 'select seal from explanation_given where day = $1 and actor = $2 and decision = $3';
    const [row] = await this.#sql.query<Pick<GivenRow, 'seal'>>(text, [day, actor, decision]);
    if (row === undefined) return false;
    if (this.#given.isOwn({ day, actor, decision }, row.seal)) return true;
    throw foreign({ actor });
  }

  async #spent({ day, actor }: Day): Promise<Spent> {
    const text = `select day, actor, given, is_refused, seal from explanation_budget where day = $1 and actor = $2`;
    const [row] = await this.#sql.query<BudgetRow>(text, [day, actor]);
    if (row !== undefined) return this.#own(row);
    const given = 'select 1 as n from explanation_given where day = $1 and actor = $2 limit 1';
    if ((await this.#sql.query(given, [day, actor])).length > 0) throw foreign({ actor });
    return { given: 0, isRefused: false };
  }

  #own({ day, actor, given, is_refused: isRefused, seal }: BudgetRow): Spent {
    if (this.#budget.isOwn({ day, actor, given, isRefused }, seal)) return { given, isRefused };
    throw foreign({ actor });
  }

  /** Removes the rows of days before; the first of each caller on a day does it. */
  async #forgetBefore(day: number): Promise<void> {
    for (const table of ['explanation_budget', 'explanation_given'])
      await this.#sql.query(`delete from ${table} where day < $1`, [day]);
  }

  async #save({ day, actor }: Day, { given, isRefused }: Spent): Promise<void> {
    const text = `insert into explanation_budget (day, actor, given, is_refused, seal) values ($1, $2, $3, $4, $5)
      on conflict (day, actor) do update set given = excluded.given, is_refused = excluded.is_refused, seal = excluded.seal`;
    await this.#sql.query(text, [day, actor, given, isRefused, this.#budget.of({ day, actor, given, isRefused })]);
  }
}

const foreign = ({ actor }: Pick<Day, 'actor'>): Error =>
  foreignRow(
    `the explanations that were given to ${actor}`,
    'The entries explanation.given in the log of reads say what was given; the rows of a day go with the next.',
  );
