import type { Draw, DrawCounts, DrawStore, Frame } from '../../../domain/oversight/ports/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface FrameRow extends Omit<Frame, 'decisions' | 'drawn'> {
  readonly decisions: string;
  readonly drawn: string;
  readonly seal: Buffer;
}

/** Draws of which no case can be that are kept, the newest: they are read by people. */
const MOST_SET_ASIDE = 1000;

/** Draws of policies in PostgreSQL, each under a keyed hash. */
export class PostgresDrawStore implements DrawStore {
  readonly #sql: Sql;
  readonly #draws: RowSeal;
  readonly #frames: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#draws = new RowSeal('oversight_draw', deps);
    this.#frames = new RowSeal('oversight_frame', deps);
  }

  async add(draws: readonly Draw[], frames: readonly Frame[]): Promise<void> {
    const text = `insert into oversight_draw (decision, content, seal)
      select * from unnest($1::uuid[], $2::text[], $3::bytea[]) on conflict (decision) do nothing`;
    const rows = draws.map((draw) => ({ decision: draw.decision, content: JSON.stringify(draw) }));
    const values = [rows.map(({ decision }) => decision), rows.map(({ content }) => content)];
    if (rows.length > 0) await this.#sql.query(text, [...values, rows.map((row) => this.#draws.of(row))]);
    for (const frame of frames) await this.#addFrame(frame);
  }

  async next(limit: number): Promise<{ readonly draws: readonly Draw[]; readonly changed: readonly string[] }> {
    const text = 'select decision, content, seal from oversight_draw where problem is null order by number limit $1';
    const draws: Draw[] = [];
    const changed: string[] = [];
    for (const { seal, ...row } of await this.#sql.query<{ decision: string; content: string; seal: Buffer }>(text, [
      limit,
    ])) {
      if (this.#draws.isOwn(row, seal)) draws.push(JSON.parse(row.content) as Draw);
      else changed.push(row.decision);
    }
    return { draws, changed };
  }

  async done(decisions: readonly string[]): Promise<void> {
    await this.#sql.query('delete from oversight_draw where decision = any($1::uuid[])', [decisions]);
  }

  async setAside(decision: string, problem: string): Promise<void> {
    await this.#sql.query('update oversight_draw set problem = $2 where decision = $1', [decision, problem]);
    const older = `delete from oversight_draw where problem is not null and number <=
      (select number from oversight_draw where problem is not null order by number desc offset $1 limit 1)`;
    await this.#sql.query(older, [MOST_SET_ASIDE]);
  }

  async counts(): Promise<DrawCounts> {
    const text = `select count(*) filter (where problem is null)::int as waiting, count(problem)::int as without
      from oversight_draw`;
    const [row] = await this.#sql.query<DrawCounts & object>(text);
    return row!;
  }

  async frames(sinceDay: number): Promise<Frame[]> {
    const text = 'select deployment, policy, day, decisions, drawn, seal from oversight_frame where day >= $1';
    return (await this.#sql.query<FrameRow>(text, [sinceDay])).map((row) => this.#own(row));
  }

  async #addFrame({ deployment, policy, day, ...more }: Frame): Promise<void> {
    const select = `select deployment, policy, day, decisions, drawn, seal from oversight_frame
      where day = $1 and deployment = $2 and policy = $3 for update`;
    const [row] = await this.#sql.query<FrameRow>(select, [day, deployment, policy]);
    // A row that somebody changed stays as it is, so that whoever reads it is told, and keeps no decision from being drawn.
    if (row !== undefined && !this.#isOwn(row)) return;
    const before = { decisions: Number(row?.decisions ?? 0), drawn: Number(row?.drawn ?? 0) };
    const decisions = String(before.decisions + more.decisions);
    const drawn = String(before.drawn + more.drawn);
    const text = `insert into oversight_frame (day, deployment, policy, decisions, drawn, seal) values ($1, $2, $3, $4, $5, $6)
      on conflict (day, deployment, policy) do update
      set decisions = excluded.decisions, drawn = excluded.drawn, seal = excluded.seal`;
    const seal = this.#frames.of({ day, deployment, policy, decisions, drawn });
    await this.#sql.query(text, [day, deployment, policy, decisions, drawn, seal]);
  }

  #isOwn({ day, deployment, policy, decisions, drawn, seal }: FrameRow): boolean {
    return this.#frames.isOwn({ day, deployment, policy, decisions, drawn }, seal);
  }

  #own(row: FrameRow): Frame {
    const { day, deployment, policy, decisions, drawn } = row;
    if (this.#isOwn(row)) return { day, deployment, policy, decisions: Number(decisions), drawn: Number(drawn) };
    throw foreignRow(
      `what was drawn from of ${row.deployment}`,
      'Delete it: the estimates of that day rest on what is drawn from then on, and are not to be used.',
    );
  }
}
