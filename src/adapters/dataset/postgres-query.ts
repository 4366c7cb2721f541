import type { Client } from 'pg';
import { TribuneError } from '../../core/base/errors.js';
import { DISTINCT_SCORE_LIMIT } from '../../core/fairness/tally/index.js';
import { outcomePlan, type ReadPlan, readPlan } from '../../core/policy/bind/index.js';
import type { SourcedOutcome, SourcedTally, TallyPlan } from '../../domain/audits/source/index.js';
import { checkColumns } from './check-columns.js';
import { placeOf } from './data-table.js';
import { DEFAULT_STATEMENT_TIMEOUT_MS } from './limits/limits.js';
import type { ColumnKind } from './sql/columns.js';
import { postgres } from './sql/postgres.js';
import type { SqlOptions } from './sql-options.js';
import { tallyStatement } from './statement/statement.js';
import { outcomeCollector, resultCollector, type TextFields } from './tally/read-result.js';

/** Longest wait for a connection. */
const CONNECT_TIMEOUT_MS = 15_000;

/** Object identifiers of PostgreSQL's types (pg_type.dat), which never change. Columns of other types are read through their text. */
const KIND_BY_TYPE: Readonly<Record<number, ColumnKind>> = {
  16: 'boolean',
  20: 'integer',
  21: 'integer',
  23: 'integer',
  25: 'text',
  700: 'real',
  701: 'real',
  1043: 'text',
  1700: 'real',
};

/** The tally of a query on a PostgreSQL server: one read-only transaction, one snapshot, a time limit, the aggregation on the server. */
export function tallyPostgres(
  options: SqlOptions,
  plan: TallyPlan,
  progress?: (message: string) => void,
): Promise<SourcedTally> {
  const read = readPlan(plan.policy, plan);
  return queried(options, read, resultCollector(read), progress);
}

/** As `tallyPostgres`, of decisions that are not 0 or 1. */
export function outcomePostgres(
  options: SqlOptions,
  plan: Omit<TallyPlan, 'scores'>,
  progress?: (message: string) => void,
): Promise<SourcedOutcome> {
  const read = outcomePlan(plan.policy, plan);
  return queried(options, read, outcomeCollector(read), progress);
}

interface Collector<Made> {
  add(row: TextFields): void;
  finish(): Made;
}

async function queried<Made extends { readonly tally: { readonly rowsRead: number } }>(
  options: SqlOptions,
  read: ReadPlan,
  collector: Collector<Made>,
  progress: ((message: string) => void) | undefined,
): Promise<{ tally: Made['tally']; sources: SourcedTally['sources'] }> {
  const address = withoutCredentials(options.database);
  return withClient(options, address, async (client) => {
    const relation = `(\n${options.query}\n) AS source`;
    const found = await describe(client, relation);
    const columns = found.map(({ name }) => name);
    checkColumns(read, columns, 'the query');
    progress?.(`querying ${address}`);
    const source = {
      from: relation,
      column: (name: string) => ({
        sql: postgres.quoteName(name),
        kind: found[placeOf(columns, name, 'the query')]!.kind,
      }),
      file: null,
    };
    const distinctScoreLimit = options.distinctScoreLimit ?? DISTINCT_SCORE_LIMIT;
    const { rows } = await select(client, tallyStatement(read, postgres, source, { distinctScoreLimit }));
    for (const row of rows as (string | null)[][]) collector.add(row);
    const { tally } = collector.finish();
    return { tally, sources: [{ path: address, sha256: null, rows: tally.rowsRead }] };
  });
}

/** One read-only transaction with one snapshot; faults of the database name its address. */
export async function withClient<T>(
  options: SqlOptions,
  address: string,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    connectionString: options.database,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'tribune audit',
  });
  // A lost connection also rejects the running query, but without a listener it would end the process.
  client.on('error', () => {});
  try {
    await client.connect();
    const timeout = Math.floor(options.statementTimeoutMs ?? DEFAULT_STATEMENT_TIMEOUT_MS);
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL statement_timeout = ${timeout}`);
    return await work(client);
  } catch (error) {
    throw databaseError(error, address);
  } finally {
    await client.end().catch(() => {});
  }
}

/**
 * Runs a query in the extended protocol, which takes one statement only, so that a query cannot end the read-only transaction and go on.
 */
export function select(client: Client, text: string) {
  const query = { text, rowMode: 'array' as const, queryMode: 'extended' };
  return client.query(query);
}

/** Names and kinds of the columns of a relation. */
export async function describe(client: Client, relation: string): Promise<{ name: string; kind: ColumnKind }[]> {
  const { fields } = await select(client, `SELECT * FROM ${relation} LIMIT 0`);
  return fields.map(({ name, dataTypeID }) => ({ name, kind: KIND_BY_TYPE[dataTypeID] ?? 'any' }));
}

/** The address as `postgres://host:port/database`, without user, password and options. */
export function withoutCredentials(address: string): string {
  try {
    const url = new URL(address);
    return `postgres://${url.host}${url.pathname}`;
  } catch (error) {
    throw new TribuneError('USAGE', 'the address of the database is not a URL', {
      remedy: 'Write postgres://user@host:5432/database.',
      cause: error,
    });
  }
}

/** SQLSTATE of a statement that exceeded its time limit. */
const QUERY_CANCELED = '57014';

function databaseError(error: unknown, address: string): unknown {
  if (error instanceof TribuneError || !(error instanceof Error)) return error;
  const { code, position } = error as Error & { code?: string; position?: string };
  const remedy =
    code === QUERY_CANCELED
      ? 'Raise the statement timeout, or audit a smaller query.'
      : code !== undefined && /^[0-9A-Z]{5}$/.test(code)
        ? 'Check the query and the rights of the role; it needs SELECT only.'
        : 'Check the address, the network and the password.';
  const said = error.message !== '' ? error.message : (code ?? 'no connection');
  const where = position === undefined ? '' : ` (SQLSTATE ${code})`;
  return new TribuneError('DATABASE_UNREACHABLE', `${address}: ${said}${where}`, { remedy, cause: error });
}
