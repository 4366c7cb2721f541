import { TribuneError } from '../../../core/base/errors.js';
import { inTurns } from '../../../core/base/steps.js';
import { Turns } from '../../../core/base/turns.js';
import {
  DISTINCT_SCORE_LIMIT,
  MANY_GROUPS_REMEDY,
  MAX_GROUPS,
  TOTAL_SCORE_LIMIT,
} from '../../../core/fairness/tally/index.js';
import { amountOf, isCountedByPlace, type OutcomePlan, type ReadPlan } from '../../../core/policy/bind/index.js';
import { nodeClock } from '../../runtime/index.js';
import type { Engine } from '../engine/engine.js';
import { engineError } from '../engine/engine-error.js';
import { LARGE_AMOUNT_BYTES, LARGE_DATA_BYTES } from '../limits/limits.js';
import type { CertainSteps } from '../outcomes/amount/stepped.js';
import { duckdb } from '../sql/duckdb.js';
import { amountEstimate, scoreEstimate, valuesEstimate } from '../statement/estimate.js';
import type { SqlTable } from '../statement/raw.js';
import { tallyStatement } from '../statement/statement.js';
import { amountsOfRows, canCountRows } from './amount-rows.js';
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

/**
 * The estimate of distinct values (HyperLogLog of 64 registers) has a standard error of some 13 per cent: 40 columns of 10,000 values gave 8,009 to
 * 12,780. An estimate of this multiple of the limit is more than twenty of them away from it, and taken for certain.
 */
const CERTAIN = 4;

const isCertain = (distinct: number, limit: number): boolean => distinct > CERTAIN * limit;

/**
 * Aggregates in DuckDB. Large data with scores are first scanned once more: where bins are certain to be needed, rows are put into bins at
 * once instead of being grouped by millions of distinct scores. The result is the same either way.
 */
export function tallyInDuckDb(engine: Engine, plan: ReadPlan, job: TallyJob): Promise<ReadTally> {
  return collectInDuckDb(engine, plan, job, { collector: () => resultCollector(plan) });
}

/** As `tallyInDuckDb`, of decisions that are not 0 or 1. Large data with amounts are summed from rows where nothing is at fault. */
export async function outcomeInDuckDb(engine: Engine, plan: OutcomePlan, job: TallyJob): Promise<ReadOutcome> {
  const { table, bytes, options, progress } = job;
  const collector = () => {
    const { finishInSteps, ...collecting } = outcomeCollector(plan);
    // A service answers others while it sums up a list of a million candidates.
    return { ...collecting, finish: () => inTurns(finishInSteps(), new Turns(nodeClock)) };
  };
  if (canCountRows(plan) && bytes >= (options.largeDataBytes ?? LARGE_AMOUNT_BYTES)) {
    const limit = options.distinctScoreLimit ?? DISTINCT_SCORE_LIMIT;
    const counted = await amountsOfRows(engine, plan, { table, limit, progress }).catch((error: unknown) => {
      throw engineError(error);
    });
    if (counted === 'repeated') return collectInDuckDb(engine, plan, job, { collector, stepped: null });
    if (counted !== null) return counted;
  }
  return collectInDuckDb(engine, plan, job, { collector });
}

interface Collecting<Result> {
  readonly collector: () => Omit<ResultCollector, 'finish'> & { finish(): Result | Promise<Result> };
  /** Which quantities of amounts are put into steps by each row, where that is known already. */
  readonly stepped?: CertainSteps | null;
}

async function collectInDuckDb<Result>(
  engine: Engine,
  plan: ReadPlan,
  job: TallyJob,
  how: Collecting<Result>,
): Promise<Result> {
  const { table, bytes, options, progress } = job;
  const distinctScoreLimit = options.distinctScoreLimit ?? DISTINCT_SCORE_LIMIT;
  try {
    const large = bytes >= (options.largeDataBytes ?? LARGE_DATA_BYTES);
    const binned = plan.keepScores && large && (await needsBins(engine, plan, table, distinctScoreLimit));
    const stepped = how.stepped === undefined ? await certainSteps(engine, plan, job, distinctScoreLimit) : how.stepped;
    const collector = how.collector();
    const sql = tallyStatement(plan, duckdb, table, { distinctScoreLimit, typed: true, binned, stepped });
    await engine.chunks(sql, chunkReader(plan, collector), progress);
    return await collector.finish();
  } catch (error) {
    throw await outOfMemoryCause(engine, plan, table, engineError(error));
  }
}

async function needsBins(engine: Engine, plan: ReadPlan, table: SqlTable, limit: number): Promise<boolean> {
  const [row = []] = await engine.query(scoreEstimate(plan, duckdb, table));
  return isCertain(Number(row[0]), limit) || isCertain(Number(row[1]), TOTAL_SCORE_LIMIT);
}

/** Distinct amounts and errors, and rows, of the first rows or of all. */
type Estimate = readonly [amounts: number, errors: number, rows: number];

async function estimateOf(engine: Engine, plan: OutcomePlan, table: SqlTable, first?: number): Promise<Estimate> {
  const [row = []] = await engine.query(amountEstimate(plan, duckdb, table, first));
  return row.map(Number) as unknown as Estimate;
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
  if (outcome === undefined || !isCountedByPlace(plan) || bytes < (options.largeDataBytes ?? LARGE_AMOUNT_BYTES))
    return null;
  const estimate = (first?: number): Promise<Estimate> => estimateOf(engine, plan as OutcomePlan, table, first);
  let [amounts, errors, rows] = await estimate(ROWS_LOOKED_AT);
  const isOpen = (distinct: number): boolean => !isCertain(distinct, limit) && distinct > MOSTLY_DISTINCT * rows;
  if (rows === ROWS_LOOKED_AT && (isOpen(amounts) || isOpen(errors))) [amounts, errors, rows] = await estimate();
  const certain = { amount: isCertain(amounts, limit), error: isCertain(errors, limit) };
  return certain.amount || outcome.label !== null ? certain : null;
}

/** Names the usual reason for too little memory, an identifier among the attributes. */
async function outOfMemoryCause(engine: Engine, plan: ReadPlan, table: SqlTable, error: unknown): Promise<unknown> {
  const outOfMemory =
    error instanceof TribuneError && error.code === 'DATA_TOO_LARGE' && /memory limit/.test(error.message);
  if (!outOfMemory || plan.attributes.length === 0) return error;
  const [row = []] = await engine.query(valuesEstimate(plan, table)).catch(() => [[]]);
  const index = plan.attributes.findIndex(
    (attribute, i) => attribute.bins === null && attribute.measured !== true && Number(row[i]) > CERTAIN * MAX_GROUPS,
  );
  const culprit = plan.attributes[index];
  if (culprit === undefined) return error;
  const { name, column } = culprit;
  return new TribuneError(
    'DATA_TOO_LARGE',
    `attribute ${name} (column "${column}") has about ${Number(row[index])} values, more than ${MAX_GROUPS} groups`,
    {
      remedy: MANY_GROUPS_REMEDY,
      place: { name: column },
      cause: error,
    },
  );
}
