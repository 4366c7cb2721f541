import { totalmem } from 'node:os';
import type { Chunk } from '../duckdb/chunk.js';
import { Connection } from '../duckdb/connection.js';
import { DEFAULT_MEMORY_BYTES } from '../limits/limits.js';
import { doubled } from '../sql/dialect.js';
import { engineError } from './engine-error.js';
import { withSpillDirectory } from './spill.js';

export interface EngineOptions {
  /**
   * Memory limit in bytes, or as text such as `512MB`; default: the smaller of 2 GB and half of the machine's memory. Larger data spill to
   * the temporary directory.
   */
  readonly memoryLimit?: number | string | undefined;
  /** Number of threads of the engine; default one per core. */
  readonly threads?: number | undefined;
  /** Parent of a private directory for spilled data, which is removed afterwards; default: the system's. */
  readonly temporaryDirectory?: string | undefined;
}

/** A DuckDB that can read the allowed files and nothing else. */
export interface Engine {
  query(sql: string, progress?: (percent: number) => void): Promise<(string | null)[][]>;
  /** Passes the rows of a large result on one by one; `columns` are those of the statement, all of them text. */
  each(
    sql: string,
    columns: readonly string[],
    take: (row: (string | null)[]) => void,
    progress?: (percent: number) => void,
  ): Promise<void>;
  /** Locks the engine: it may read these files only, write nothing, and no statement can change that. */
  lock(allowedPaths: readonly string[]): Promise<void>;
  /** Passes a large result on in the engine's own form, for results of many numbers. */
  chunks(sql: string, take: (chunk: Chunk) => void, progress?: (percent: number) => void): Promise<void>;
  readonly connection: Connection;
}

/** Interval at which the progress of a long scan is read. */
const PROGRESS_INTERVAL_MS = 500;

/** Opens a database (default: in memory), runs `work`, and leaves nothing behind. */
export async function withEngine<T>(
  options: EngineOptions & { database?: string },
  work: (engine: Engine) => Promise<T>,
): Promise<T> {
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
    const connection = await Connection.open(options.database ?? ':memory:', config);
    try {
      return await work(engineOf(connection));
    } finally {
      connection.closeSync();
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

function engineOf(connection: Connection): Engine {
  return {
    connection,
    query: (sql, progress) => reporting(connection, progress, () => connection.texts(sql)),
    each: (sql, columns, take, progress) => reporting(connection, progress, () => each(connection, sql, columns, take)),
    chunks: (sql, take, progress) => reporting(connection, progress, () => connection.stream(sql, take)),
    async lock(allowedPaths) {
      const list = allowedPaths.map((path) => doubled(path, "'")).join(', ');
      await connection.run(`SET allowed_paths = [${list}]`);
      await connection.run('SET enable_external_access = false');
      await connection.run('SET lock_configuration = true');
    },
  };
}

/** Passes rows on as one JSON text each, which crosses from the engine to JavaScript faster than a dozen separate texts. */
function each(
  connection: Connection,
  sql: string,
  columns: readonly string[],
  take: (row: (string | null)[]) => void,
): Promise<void> {
  const list = columns.map((name) => doubled(name, '"')).join(', ');
  return connection.stream(`SELECT CAST(to_json([${list}]) AS VARCHAR) FROM (${sql}) AS result`, (chunk) => {
    const texts = chunk.texts(0);
    for (let row = 0; row < chunk.rows; row++) take(JSON.parse(texts.at(row)!) as (string | null)[]);
  });
}

async function reporting<T>(
  connection: Connection,
  progress: ((percent: number) => void) | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (progress === undefined) return work();
  const timer = setInterval(() => progress(Math.max(0, connection.progress)), PROGRESS_INTERVAL_MS);
  return work().finally(() => clearInterval(timer));
}
