import type { Canary, CanaryQuery, CanaryStore } from '../../../domain/stops/canaries/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';
import { type SwitchColumns, SwitchRow } from './switch-row.js';

interface CanaryColumns {
  id: string;
  content: string;
  seal: Buffer;
}

type SwitchBeside = Omit<SwitchColumns, 'seal'> & { switch_seal: Buffer | null };

const MENDING = 'The log holds every change of it: delete the row, and start it anew where it should be on.';

/** Stores canaries in PostgreSQL, each row under a keyed hash; the switch names those that are on. */
export class PostgresCanaryStore implements CanaryStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;
  readonly #switch: SwitchRow;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('canary', deps);
    this.#switch = new SwitchRow(sql, deps);
  }

  async save(canary: Canary): Promise<void> {
    const { id, deployment, revision, steps, end } = canary;
    const content = JSON.stringify(canary);
    await this.#sql.query(
      `insert into canary (id, deployment, revision, since, ended_at, content, seal) values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (id) do update set revision = $3, ended_at = $5, content = $6, seal = $7`,
      [id, deployment, revision, steps[0].atMs, end?.atMs ?? null, content, this.#seal.of({ content })],
    );
    await this.#switch.change(({ canaries: { [id]: _before, ...others } }) => ({
      canaries: end === null ? { ...others, [id]: revision } : others,
    }));
  }

  async find(id: string): Promise<Canary | null> {
    const [row] = await this.#sql.query<CanaryColumns>('select id, content, seal from canary where id = $1', [id]);
    return row === undefined ? null : this.#read(row);
  }

  async inForce(): Promise<Canary[]> {
    const rows = await this.#sql.query<CanaryColumns & SwitchBeside>(
      `select c.id, c.content, c.seal, w.revision, w.in_force, w.canaries, w.seal as switch_seal
        from stop_switch w left join canary c on c.ended_at is null order by c.since`,
    );
    const { canaries: named } = this.#switch.own({ ...rows[0]!, seal: rows[0]!.switch_seal });
    const canaries = rows.filter(({ id }) => id !== null).map((row) => this.#read(row));
    const isNamed = ({ id, revision }: Canary): boolean => named[id] === revision;
    const lost = Object.keys(named).find((id) => !canaries.some((one) => one.id === id && isNamed(one)));
    const foreign = lost ?? canaries.find((one) => !isNamed(one))?.id;
    if (foreign !== undefined) throw foreignRow(`the canary ${foreign}`, MENDING);
    return canaries;
  }

  async at(deployment: string, atMs: number): Promise<Canary | null> {
    const text = `select id, content, seal from canary
      where deployment = $1 and since <= $2 and (ended_at is null or ended_at > $2) order by since desc limit 1`;
    const [row] = await this.#sql.query<CanaryColumns>(text, [deployment, atMs]);
    return row === undefined ? null : this.#read(row);
  }

  async list({ ended, deployment, before, limit }: CanaryQuery): Promise<Canary[]> {
    const text = `select id, content, seal from canary where ($1 or ended_at is null) and ($2::text is null or deployment = $2)
      and ($3::uuid is null or (since, id) < (select since, id from canary where id = $3))
      order by since desc, id desc limit $4`;
    const rows = await this.#sql.query<CanaryColumns>(text, [ended, deployment, before, limit]);
    return rows.map((row) => this.#read(row));
  }

  #read({ id, content, seal }: CanaryColumns): Canary {
    if (this.#seal.isOwn({ content }, seal)) {
      const canary = JSON.parse(content) as Canary;
      if (canary.id === id) return canary;
    }
    throw foreignRow(`the canary ${id}`, MENDING);
  }
}
