import type { DueAudit, DueAuditStore } from '../../../domain/audits/recorded/ports.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

const MENDING = 'Restore the newest backup, and find out who wrote to the database. The log holds what is asked for.';

interface Row {
  cause: string;
  is_over: boolean;
  content: string;
  seal: Buffer;
}

/** Audits that a policy asks for, in PostgreSQL. What a row says stands under a keyed hash. */
export class PostgresDueAuditStore implements DueAuditStore {
  readonly #sql: Sql;
  readonly #seal: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#seal = new RowSeal('audit_due', deps);
  }

  async add(due: DueAudit): Promise<void> {
    const text = 'insert into audit_due (cause, is_over, content, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, this.#valuesOf(due));
  }

  async save(due: DueAudit): Promise<void> {
    const text = 'update audit_due set is_over = $2, content = $3, seal = $4 where cause = $1';
    await this.#sql.query(text, this.#valuesOf(due));
  }

  async open(limit: number): ReturnType<DueAuditStore['open']> {
    const text = 'select cause, is_over, content, seal from audit_due where not is_over order by cause limit $1';
    const rows = await this.#sql.query<Row>(text, [limit]);
    const foreign = rows.find((row) => this.#read(row) === null);
    return {
      due: rows.map((row) => this.#read(row)).filter((due) => due !== null),
      foreign: foreign === undefined ? null : wasChanged(foreign),
    };
  }

  async of(causes: readonly string[]): Promise<ReadonlyMap<string, DueAudit>> {
    const text = 'select cause, is_over, content, seal from audit_due where cause = any($1::uuid[])';
    const rows = await this.#sql.query<Row>(text, [[...causes]]);
    return new Map(
      rows.map((row) => {
        const due = this.#read(row);
        if (due === null) throw wasChanged(row);
        return [row.cause, due];
      }),
    );
  }

  #valuesOf(due: DueAudit): unknown[] {
    const { cause } = due;
    const row = { cause, is_over: isOver(due), content: JSON.stringify(due) };
    return [cause, row.is_over, row.content, this.#seal.of(row)];
  }

  #read({ seal, ...row }: Row): DueAudit | null {
    return this.#seal.isOwn(row, seal) ? (JSON.parse(row.content) as DueAudit) : null;
  }
}

const isOver = ({ state }: DueAudit): boolean => state === 'kept' || state === 'failed';

const wasChanged = ({ cause }: Row): Error => foreignRow(`the audit that the reaction ${cause} asks for`, MENDING);
