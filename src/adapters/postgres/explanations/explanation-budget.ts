import type { Giving, Spent } from '../../../domain/explained-decisions/ports/index.js';
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

interface StandingRow extends Omit<BudgetRow, 'seal' | 'day' | 'actor'> {
  /** Null where nothing was counted today. */
  readonly seal: Buffer | null;
  readonly given_seal: Buffer | null;
  readonly is_counted_nowhere: boolean;
}

/** An explanation as it is looked up beside the budget; null where there is none. */
export interface KeptRow {
  readonly made_at: string;
  readonly offer_until: string | null;
  readonly kept_seal: Buffer | null;
  readonly sealed: Buffer;
}

type Counted = Omit<Spent, 'isGiven'>;

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

  /** Whether a decision may be given: it was given today, or fewer decisions than the budget were. Beside it the row of its explanation, in one look. */
  async look(
    giving: Giving,
    basis: Buffer,
  ): Promise<{ readonly isWithin: boolean; readonly spent: Spent; readonly kept: KeptRow | null }> {
    const { day, actor, decision, budget } = giving;
    const [row] = await this.#sql.query<StandingRow & KeptRow>(LOOK, [day, actor, decision, basis]);
    const spent = this.#standingOf(row!, giving);
    const isWithin = spent.isGiven || spent.given < budget;
    return { isWithin, spent, kept: row!.kept_seal === null ? null : row! };
  }

  async give(giving: Giving, seen: Spent): Promise<boolean> {
    // Each time that something else was given meanwhile, the number is nearer to the budget.
    return (await this.#giveAt(giving, seen)) ?? this.give(giving, await this.#standing(giving));
  }

  /** Counts a decision on top of what was given; null, and nothing, where something else was given or refused since. */
  async #giveAt(giving: Giving, { isGiven, given, isRefused }: Spent): Promise<boolean | null> {
    if (isGiven) return true;
    const { day, actor, decision } = giving;
    if (given >= giving.budget) return false;
    if (given === 0) await this.#forgetBefore(day);
    const seal = this.#given.of({ day, actor, decision });
    const counted = this.#budgetRow(giving, { given: given + 1, isRefused });
    const text = given === 0 ? COUNT_FIRST : COUNT_MORE;
    return (await this.#sql.query(text, [...counted, decision, seal, given])).length > 0 ? true : null;
  }

  /** Keeps that somebody was refused; whether it is the first time of the day. */
  async refuse(day: Day): Promise<boolean> {
    const { given, isRefused } = await this.#standing({ ...day, decision: null });
    if (given === 0) await this.#forgetBefore(day.day);
    if (!isRefused) await this.#sql.query(SAVE_BUDGET, this.#budgetRow(day, { given, isRefused: true }));
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

  /** What a caller was given today, and whether this decision was among it. */
  async #standing({ day, actor, decision }: Day & { readonly decision: string | null }): Promise<Spent> {
    const [row] = await this.#sql.query<StandingRow>(STANDING, [day, actor, decision]);
    return this.#standingOf(row!, { day, actor, decision });
  }

  #standingOf(
    { given_seal: seal, ...budget }: StandingRow,
    { day, actor, decision }: Day & { readonly decision: string | null },
  ): Spent {
    const isGiven = decision !== null && seal !== null;
    if (isGiven && !this.#given.isOwn({ day, actor, decision }, seal)) throw foreign({ actor });
    if (budget.seal !== null) return { isGiven, ...this.#own({ ...budget, day, actor, seal: budget.seal }) };
    if (budget.is_counted_nowhere) throw foreign({ actor });
    return { isGiven, given: 0, isRefused: false };
  }

  #own({ day, actor, given, is_refused: isRefused, seal }: BudgetRow): Counted {
    if (this.#budget.isOwn({ day, actor, given, isRefused }, seal)) return { given, isRefused };
    throw foreign({ actor });
  }

  /** Removes the rows of days before; the first of each caller on a day does it. */
  async #forgetBefore(day: number): Promise<void> {
    for (const table of ['explanation_budget', 'explanation_given'])
      await this.#sql.query(`delete from ${table} where day < $1`, [day]);
  }

  #budgetRow({ day, actor }: Day, { given, isRefused }: Counted): readonly unknown[] {
    return [day, actor, given, isRefused, this.#budget.of({ day, actor, given, isRefused })];
  }
}

const SAVE_BUDGET = `insert into explanation_budget (day, actor, given, is_refused, seal) values ($1, $2, $3, $4, $5)
  on conflict (day, actor) do update set given = excluded.given, is_refused = excluded.is_refused, seal = excluded.seal`;

/** That what was given is still what was seen. */
const AS_SEEN = 'explanation_budget.given = $8 and explanation_budget.is_refused = $4';
const countedBy = (counting: string): string => `with counted as (${counting} ${AS_SEEN} returning 1)
  insert into explanation_given (day, actor, decision, seal) select $1, $2, $6::uuid, $7::bytea from counted returning 1 as n`;
const COUNT_FIRST = countedBy(`${SAVE_BUDGET} where`);
/** Of somebody whose row was seen; where it went with its day meanwhile, it is not made again with the number of before. */
const COUNT_MORE = countedBy('update explanation_budget set given = $3, seal = $5 where day = $1 and actor = $2 and');

/** The number of a caller and the row of one decision in one look; what was given without a number says that the number was removed. */
const STANDING_COLUMNS = `b.given, b.is_refused, b.seal, g.seal as given_seal,
    b.seal is null and exists (select 1 from explanation_given o where o.day = $1 and o.actor = $2) as is_counted_nowhere`;
const STANDING_ROWS = `(select 1) as one
    left join explanation_budget b on b.day = $1 and b.actor = $2
    left join explanation_given g on g.day = $1 and g.actor = $2 and g.decision = $3`;
const STANDING = `select ${STANDING_COLUMNS} from ${STANDING_ROWS}`;
/** The same, beside the explanation of the decision where there is one. */
const LOOK = `select ${STANDING_COLUMNS}, x.made_at, x.offer_until, x.seal as kept_seal, x.sealed
  from ${STANDING_ROWS} left join explanation x on x.decision = $3 and x.basis = $4`;

const foreign = ({ actor }: Pick<Day, 'actor'>): Error =>
  foreignRow(
    `the explanations that were given to ${actor}`,
    'The entries explanation.given in the log of reads say what was given; the rows of a day go with the next.',
  );
