import type { GateStore, KeptDecision } from '../../../domain/gate-records/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

const MENDING = 'Restore the newest backup, and find out who wrote to the database. The log holds every decision.';

interface Row {
  gate: string;
  place: number;
  audited: string;
  content: string;
  seal: Buffer;
}

const COLUMNS = 'gate, place, audited, content, seal';

/** Decisions of gates, in PostgreSQL. What a row says stands under a keyed hash. */
export class PostgresGateStore implements GateStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('gate_decision', deps);
  }

  async last(gate: string): Promise<KeptDecision | null> {
    const text = `select ${COLUMNS} from gate_decision where gate = $1 order by place desc limit 1`;
    return (await this.#read(text, [gate]))[0] ?? null;
  }

  async about(gate: string, of: string): Promise<KeptDecision | null> {
    const text = `select ${COLUMNS} from gate_decision where gate = $1 and audited = $2`;
    return (await this.#read(text, [gate, of]))[0] ?? null;
  }

  async add(decision: KeptDecision): Promise<boolean> {
    const text = `insert into gate_decision (${COLUMNS}) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`;
    const { gate, place, of: audited } = decision;
    const row = { gate, place, audited, content: JSON.stringify(decision) };
    return (await this.#sql.query(text, [gate, place, audited, row.content, this.#seal.of(row)])).length > 0;
  }

  list({ gate, before, limit }: Parameters<GateStore['list']>[0]): Promise<KeptDecision[]> {
    const text = `select ${COLUMNS} from gate_decision where gate = $1 and ($2::integer is null or place < $2)
      order by place desc limit $3`;
    return this.#read(text, [gate, before, limit]);
  }

  gates({ after, limit }: Parameters<GateStore['gates']>[0]): Promise<KeptDecision[]> {
    const text = `select distinct on (gate) ${COLUMNS} from gate_decision where $1::text is null or gate > $1
      order by gate, place desc limit $2`;
    return this.#read(text, [after, limit]);
  }

  async #read(text: string, values: unknown[]): Promise<KeptDecision[]> {
    const rows = await this.#sql.query<Row>(text, values);
    return rows.map(({ seal, ...row }) => {
      if (this.#seal.isOwn(row, seal)) return JSON.parse(row.content) as KeptDecision;
      throw foreignRow(`decision ${row.place} of the gate ${row.gate}`, MENDING);
    });
  }
}
