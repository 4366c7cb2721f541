import type { KeptDecision, SequenceStore } from '../../../domain/audit-sequences/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

const MENDING = 'Restore the newest backup, and find out who wrote to the database. The log holds every decision.';

interface Row {
  sequence: string;
  place: number;
  audited: string;
  content: string;
  seal: Buffer;
}

const COLUMNS = 'sequence, place, audited, content, seal';

/** Decisions of sequences, in PostgreSQL. What a row says stands under a keyed hash. */
export class PostgresSequenceStore implements SequenceStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('audit_sequence_decision', deps);
  }

  async last(sequence: string): Promise<KeptDecision | null> {
    const text = `select ${COLUMNS} from audit_sequence_decision where sequence = $1 order by place desc limit 1`;
    return (await this.#read(text, [sequence]))[0] ?? null;
  }

  async about(sequence: string, of: string): Promise<KeptDecision | null> {
    const text = `select ${COLUMNS} from audit_sequence_decision where sequence = $1 and audited = $2`;
    return (await this.#read(text, [sequence, of]))[0] ?? null;
  }

  async add(decision: KeptDecision): Promise<boolean> {
    const text = `insert into audit_sequence_decision (${COLUMNS}) values ($1, $2, $3, $4, $5) on conflict do nothing returning 1`;
    const { sequence, place, of: audited } = decision;
    const row = { sequence, place, audited, content: JSON.stringify(decision) };
    return (await this.#sql.query(text, [sequence, place, audited, row.content, this.#seal.of(row)])).length > 0;
  }

  list({ sequence, before, limit }: Parameters<SequenceStore['list']>[0]): Promise<KeptDecision[]> {
    const text = `select ${COLUMNS} from audit_sequence_decision where sequence = $1 and ($2::integer is null or place < $2)
      order by place desc limit $3`;
    return this.#read(text, [sequence, before, limit]);
  }

  sequences({ after, limit }: Parameters<SequenceStore['sequences']>[0]): Promise<KeptDecision[]> {
    const text = `select distinct on (sequence) ${COLUMNS} from audit_sequence_decision where $1::text is null or sequence > $1
      order by sequence, place desc limit $2`;
    return this.#read(text, [after, limit]);
  }

  async #read(text: string, values: unknown[]): Promise<KeptDecision[]> {
    const rows = await this.#sql.query<Row>(text, values);
    return rows.map(({ seal, ...row }) => {
      if (this.#seal.isOwn(row, seal)) return JSON.parse(row.content) as KeptDecision;
      throw foreignRow(`decision ${row.place} of the sequence ${row.sequence}`, MENDING);
    });
  }
}
