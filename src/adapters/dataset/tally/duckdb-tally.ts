import { TribuneError } from '../../../core/base/errors.js';
import { DISTINCT_SCORE_LIMIT, MAX_GROUPS, TOTAL_SCORE_LIMIT } from '../../../core/fairness/tally/index.js';
import { amountOf, type OutcomePlan, type ReadPlan } from '../../../core/policy/bind/index.js';
import type { Engine } from '../engine/engine.js';
import { engineError } from '../engine/engine-error.js';
import { LARGE_AMOUNT_BYTES, LARGE_DATA_BYTES } from '../limits/limits.js';
import type { CertainSteps } from '../outcomes/amount/stepped.js';
import { duckdb } from '../sql/duckdb.js';
import { amountEstimate, scoreEstimate, valuesEstimate } from '../statement/estimate.js';
import type { SqlTable } from '../statement/raw.js';
import { tallyStatement } from '../statement/statement.js';
import { chunkReader } from './read-chunk.js';
import {
  outcomeCollector,
  type ReadOutcome,
  type ReadTally,
  type ResultCollector,
  resultCollector,
} from './read-result.js';

export interface DuckDbTallyOptions {
  /**
   * Number of distinct scores per combination of attributes above which the tally keeps bins. For tests; the contract fixes the default.
   */
  readonly distinctScoreLimit?: number | undefined;
  /** Data of at least this many bytes are scanned once before they are aggregated. For tests. */
  readonly largeDataBytes?: number | undefined;
}

interface TallyJob {
  readonly table: SqlTable;
  /** Size of the data on disk. */
  readonly bytes: number;
  readonly options: DuckDbTallyOptions;
  readonly progress?: ((percent: number) => void) | undefined;
}

/** Rows that are looked at first: where nearly each has an amount of its own, so many show that steps are needed, and the others need not be counted. */
const ROWS_LOOKED_AT = 2 ** 18;

/** Share of distinct values among the first rows from which on it is worth counting all. */
const MOSTLY_DISTINCT = 0.2;

/** The estimate of distinct values (HyperLogLog) errs by a few per cent, so an estimate of this multiple of the limit is certain. */
const CERTAIN = 2;

/**
 * Aggregates in DuckDB. Large data with scores are first scanned once more: where bins are certain to be needed, rows are put into bins at
 * once instead of being grouped by millions of distinct scores. The result is the same either way.
 */
export function tallyInDuckDb(engine: Engine, plan: ReadPlan, job: TallyJob): Promise<ReadTally> {
  return collectInDuckDb(engine, plan, job, resultCollector(plan));
}

/** As `tallyInDuckDb`, of decisions that are not 0 or 1. */
export function outcomeInDuckDb(engine: Engine, plan: OutcomePlan, job: TallyJob): Promise<ReadOutcome> {
  return collectInDuckDb(engine, plan, job, outcomeCollector(plan));
}

async function collectInDuckDb<Result>(
  engine: Engine,
  plan: ReadPlan,
  job: TallyJob,
  collector: Omit<ResultCollector, 'finish'> & { finish(): Result },
): Promise<Result> {
  const { table, bytes, options, progress } = job;
  const distinctScoreLimit = options.distinctScoreLimit ?? DISTINCT_SCORE_LIMIT;
  try {
    const large = bytes >= (options.largeDataBytes ?? LARGE_DATA_BYTES);
    const binned = plan.keepScores && large && (await needsBins(engine, plan, table, distinctScoreLimit));
    const stepped = await certainSteps(engine, plan, job, distinctScoreLimit);
    const sql = tallyStatement(plan, duckdb, table, { distinctScoreLimit, binned, stepped, typed: true });
    await engine.chunks(sql, chunkReader(plan, collector), progress);
    return collector.finish();
  } catch (error) {
    throw await outOfMemoryCause(engine, plan, table, engineError(error));
  }
}

async function needsBins(engine: Engine, plan: ReadPlan, table: SqlTable, limit: number): Promise<boolean> {
  const [row = []] = await engine.query(scoreEstimate(plan, duckdb, table));
  return Number(row[0]) > CERTAIN * limit || Number(row[1]) > CERTAIN * TOTAL_SCORE_LIMIT;
}

/**
 * Where rows are to turn their amounts into places, the quantities that are certain to be kept in steps; null where grouping by values is quick,
 * because they repeat and no label makes pairs of them. A look at the first rows says whether it is worth a scan of all.
 */
async function certainSteps(
  engine: Engine,
  plan: ReadPlan,
  { table, bytes, options }: TallyJob,
  limit: number,
): Promise<CertainSteps | null> {
  const outcome = amountOf(plan);
  if (outcome === undefined || bytes < (options.largeDataBytes ?? LARGE_AMOUNT_BYTES)) return null;
  const estimate = async (first?: number): Promise<[number, number, number]> => {
    const [row = []] = await engine.query(amountEstimate(plan as OutcomePlan, duckdb, table, first));
    return row.map(Number) as [number, number, number];
  };
  const isCertain = (distinct: number): boolean => distinct > CERTAIN * limit;
  let [amounts, errors, rows] = await estimate(ROWS_LOOKED_AT);
  const isOpen = (distinct: number): boolean => !isCertain(distinct) && distinct > MOSTLY_DISTINCT * rows;
  if (rows === ROWS_LOOKED_AT && (isOpen(amounts) || isOpen(errors))) [amounts, errors, rows] = await estimate();
  const certain = { amount: isCertain(amounts), error: isCertain(errors) };
  return certain.amount || outcome.label !== null ? certain : null;
}

/** Names the usual reason for too little memory, an identifier among the attributes. */
async function outOfMemoryCause(engine: Engine, plan: ReadPlan, table: SqlTable, error: unknown): Promise<unknown> {
  const outOfMemory =
    error instanceof TribuneError && error.code === 'DATA_TOO_LARGE' && /memory limit/.test(error.message);
  if (!outOfMemory || plan.attributes.length === 0) return error;
  const [row = []] = await engine.query(valuesEstimate(plan, table)).catch(() => [[]]);
  const index = plan.attributes.findIndex(
    (attribute, i) => attribute.bins === null && Number(row[i]) > CERTAIN * MAX_GROUPS,
  );
  const culprit = plan.attributes[index];
  if (culprit === undefined) return error;
  const { name, column } = culprit;
  return new TribuneError(
    'DATA_TOO_LARGE',
    `attribute ${name} (column "${column}") has about ${Number(row[index])} values, more than ${MAX_GROUPS} groups`,
    {
      remedy: 'An identifier is no attribute: leave it out, or declare bins for a numeric one.',
      place: { name: column },
      cause: error,
    },
  );
}
