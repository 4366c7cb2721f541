import type { JobRecord, JobStore } from '../../../domain/jobs/ports.js';
import type { Sql } from '../engine/sql-access.js';

interface JobRow {
  name: string;
  started_at: string | null;
  ended_at: string | null;
  result: string | null;
  failures_in_row: number;
  next_run_at: string;
}

/** Stores the rows of jobs in PostgreSQL. */
export class PostgresJobStore implements JobStore {
  readonly #sql: Sql;

  constructor(sql: Sql) {
    this.#sql = sql;
  }

  async load(): Promise<JobRecord[]> {
    const text = 'select name, started_at, ended_at, result, failures_in_row, next_run_at from job order by name';
    const rows = await this.#sql.query<JobRow>(text);
    return rows.map((row) => ({
      name: row.name,
      startedAtMs: timeOf(row.started_at),
      endedAtMs: timeOf(row.ended_at),
      result: row.result,
      failuresInRow: row.failures_in_row,
      nextRunAtMs: Number(row.next_run_at),
    }));
  }

  async save(records: readonly JobRecord[]): Promise<void> {
    const text = `insert into job (name, started_at, ended_at, result, failures_in_row, next_run_at)
      select * from unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::integer[], $6::bigint[])
      on conflict (name) do update
      set started_at = excluded.started_at, ended_at = excluded.ended_at, result = excluded.result,
        failures_in_row = excluded.failures_in_row, next_run_at = excluded.next_run_at`;
    await this.#sql.query(text, [
      records.map(({ name }) => name),
      records.map(({ startedAtMs }) => startedAtMs),
      records.map(({ endedAtMs }) => endedAtMs),
      records.map(({ result }) => result),
      records.map(({ failuresInRow }) => failuresInRow),
      records.map(({ nextRunAtMs }) => nextRunAtMs),
    ]);
  }
}

const timeOf = (text: string | null): number | null => (text === null ? null : Number(text));
