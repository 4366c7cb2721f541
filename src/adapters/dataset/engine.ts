import { totalmem } from 'node:os';
import type { DuckDBConnection } from '@duckdb/node-api';
import { engineError } from './engine-error.js';
import { DEFAULT_MEMORY_BYTES } from './limits.js';
import { withSpillDirectory } from './spill.js';
import { doubled } from './sql/dialect.js';

export interface EngineOptions {
  /** Bytes, or text such as `512MB`; default: the smaller of 2 GB and half of the machine's memory. Larger data spills to the temporary directory. */
  readonly memoryLimit?: number | string | undefined;
  /** Threads of the engine; default: one per core. */
  readonly threads?: number | undefined;
  /** Where a private directory for spilled data is made, and removed afterwards; default: the system's. */
  readonly temporaryDirectory?: string | undefined;
}

/** A DuckDB that can read the allowed files and nothing else. */
export interface Engine {
  query(sql: string, progress?: (percent: number) => void): Promise<(string | null)[][]>;
  /** Hands over the rows of a large result one by one; `columns` are those of the statement, all of them text. */
  each(
    sql: string,
    columns: readonly string[],
    take: (row: (string | null)[]) => void,
    progress?: (percent: number) => void,
  ): Promise<void>;
  /** From here on the engine may read these files only, write nothing, and no statement can change that. */
  lock(allowedPaths: readonly string[]): Promise<void>;
  readonly connection: DuckDBConnection;
}

/** How often the progress of a long scan is asked for. */
const PROGRESS_INTERVAL_MS = 500;

/** Opens a database (default: in memory), runs `work`, and leaves nothing behind. */
export async function withEngine<T>(
  options: EngineOptions & { database?: string },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  return withSpillDirectory(options.temporaryDirectory, async (spill) => {
    const config: Record<string, string> = {
      memory_limit: memoryText(options.memoryLimit),
      temp_directory: spill,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
      preserve_insertion_order: 'false',
    };
    if (options.threads !== undefined) config.threads = String(options.threads);
    if (options.database !== undefined) config.access_mode = 'READ_ONLY';
    const instance = await DuckDBInstance.create(options.database ?? ':memory:', config);
    try {
      const connection = await instance.connect();
      try {
        return await work(engineOf(connection));
      } finally {
        connection.closeSync();
      }
    } finally {
      instance.closeSync();
    }
  }).catch((error: unknown) => {
    throw engineError(error);
  });
}

function memoryText(limit: number | string | undefined): string {
  if (typeof limit === 'string') return limit;
  const bytes = limit ?? Math.min(DEFAULT_MEMORY_BYTES, Math.floor(totalmem() / 2));
  return `${Math.floor(bytes / 1024)}KiB`;
}

function engineOf(connection: DuckDBConnection): Engine {
  return {
    connection,
    query: (sql, progress) => run(connection, sql, progress),
    each: (sql, columns, take, progress) => reporting(connection, progress, () => each(connection, sql, columns, take)),
    async lock(allowedPaths) {
      const list = allowedPaths.map((path) => doubled(path, "'")).join(', ');
      await connection.run(`SET allowed_paths = [${list}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
    },
  };
}

function run(
  connection: DuckDBConnection,
  sql: string,
  progress?: (percent: number) => void,
): Promise<(string | null)[][]> {
  return reporting(connection, progress, async () => {
    const reader = await connection.runAndReadAll(sql);
    return reader.getRowsJson() as (string | null)[][];
  });
}

/** One JSON text a row crosses from the engine to JavaScript many times faster than a dozen separate values. */
function each(
  connection: DuckDBConnection,
  sql: string,
  columns: readonly string[],
  take: (row: (string | null)[]) => void,
): Promise<void> {
  return stream(
    connection,
    `SELECT CAST(to_json([${columns.map((name) => doubled(name, '"')).join(', ')}]) AS VARCHAR) FROM (${sql}) AS result`,
    take,
  );
}

async function stream(
  connection: DuckDBConnection,
  sql: string,
  take: (row: (string | null)[]) => void,
): Promise<void> {
  const result = await connection.stream(sql);
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    for (const text of chunk.getColumnValues(0)) take(JSON.parse(text as string) as (string | null)[]);
  }
}

async function reporting<T>(
  connection: DuckDBConnection,
  progress: ((percent: number) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (progress === undefined) return work();
  const timer = setInterval(() => progress(Math.max(0, connection.progress.percentage)), PROGRESS_INTERVAL_MS);
  return work().finally(() => clearInterval(timer));
}
