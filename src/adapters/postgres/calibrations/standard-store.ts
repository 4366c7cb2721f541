import type { Standard, StandardStore } from '../../../domain/calibrations/index.js';
import type { Sql } from '../engine/sql-access.js';
import { foreignRow, RowSeal, type SealDeps } from '../tables/index.js';

interface Columns {
  system: string;
  version: number;
  content: string;
  seal: Buffer;
}

/** What readers go by, in PostgreSQL. Every row stands under a keyed hash. */
export class PostgresStandardStore implements StandardStore {
  readonly #sql: Sql;
  readonly #rows: RowSeal;

  constructor(sql: Sql, deps: SealDeps) {
    this.#sql = sql;
    this.#rows = new RowSeal('standard', deps);
  }

  async insert(standard: Standard): Promise<void> {
    const { system, version } = standard;
    const columns = { system, version, content: JSON.stringify(standard) };
    const text = 'insert into standard (system, version, content, seal) values ($1, $2, $3, $4)';
    await this.#sql.query(text, [...Object.values(columns), this.#rows.of(columns)]);
  }

  async newest(system: string): Promise<Standard | null> {
    return (await this.of(system, 1))[0] ?? null;
  }

  async of(wanted: string, limit: number): Promise<Standard[]> {
    const text = 'select * from standard where system = $1 order by version desc limit $2';
    return (await this.#sql.query<Columns>(text, [wanted, limit])).map(({ system, version, content, seal }) => {
      if (!this.#rows.isOwn({ system, version, content }, seal))
        throw foreignRow(
          `version ${version} of the standard of ${system}`,
          'Write the standard anew: PUT /v1/standards.',
        );
      return JSON.parse(content) as Standard;
    });
  }
}
