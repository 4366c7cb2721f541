import { TribuneError } from '../../core/base/errors.js';
import { mergeRankingSets, type RankingSets } from '../../core/fairness/outcomes/index.js';
import { addExclusions, type Exclusion, type Tally } from '../../core/fairness/tally/index.js';
import {
  EXCLUSIONS,
  MOST_CANDIDATES,
  OUT_OF_ORDER,
  outcomePlan,
  type ReadPlan,
  readPlan,
  tooManyCandidates,
  withoutLists,
} from '../../core/policy/bind/index.js';
import type { Policy } from '../../core/policy/sections/index.js';
import { NO_NUMBER } from '../../core/policy/where/index.js';
import {
  type AuditJob,
  nothingInOrder,
  nothingRecorded,
  noWholeList,
  type ShownTally,
} from '../../domain/audits/recorded/index.js';
import { checkBound, type OutcomeTally } from '../../domain/audits/source/index.js';
import { filterUse, LEAST_CELL, protectedParts, wordParts } from '../../domain/disclosure/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { duckdb } from '../dataset/sql/index.js';
import { outcomeInDuckDb, tallyInDuckDb } from '../dataset/tally/index.js';
import { sqlName } from './column-names.js';
import { filterOf } from './filter.js';
import type { CountedLists } from './lists.js';
import { isTyped, liveColumn } from './live-table.js';

/** Decisions of an audit as a query, the names of columns that occurred anywhere, and the number of erased decisions. */
export interface LiveSource {
  readonly from: string;
  readonly known: ReadonlySet<string>;
  readonly erased: number;
  /** Of rankings, the same in parts of which no list is in two. */
  readonly inParts?: readonly string[];
  /** Cases that did not go through the stages in their order, or candidates of lists that are not whole, as a query beside `from`. */
  readonly beside?: string;
  /** Of rankings, what is counted of the lists. */
  readonly counted?: CountedLists;
}

type Job = Pick<AuditJob, 'live' | 'bands' | 'sight' | 'policyDigest' | 'deployment'>;

/** The tally as far as the caller may see it, and the number of decisions that it was made from. */
export async function shownTally(
  engine: Engine,
  source: LiveSource,
  job: Job,
): Promise<{ rows: number; shown: ShownTally }> {
  return job.sight === 'persons' ? everyCell(engine, source, job) : cellsOfMany(engine, source, job);
}

async function everyCell(engine: Engine, source: LiveSource, job: Job) {
  const { from, known, erased, beside, counted } = source;
  const { rows, named } = await count(engine, from, job);
  const broken = beside === undefined ? null : await count(engine, beside, job);
  const others = broken?.rows ?? 0;
  if (rows === 0 && others === 0) throw nothingRecorded(job, erased);
  const present = new Set([...atLeast(named, 1), ...(broken === null ? [] : atLeast(broken.named, 1))]);
  // Where nobody has the attribute that names the routes, no case went one; the name is what is wrong then.
  checkBound(job.live, { present, known });
  if (rows === 0) throw nothingWhole(job, others, counted);
  const { policy } = job.live;
  const tally = isTyped(policy)
    ? withBroken(await wholeTallyOf(engine, source, { ...job, policy }), broken, counted)
    : await tallyOf(engine, from, job, policy);
  return { rows, shown: { tally } };
}

/**
 * The tally of all decisions; of lists made in parts, so that neither memory nor the time for which other requests wait grows with their number. A part
 * may have nobody whom the filter keeps, and an error tells of all values: then all lists are read at once.
 */
async function wholeTallyOf(
  engine: Engine,
  { from, inParts = [] }: LiveSource,
  job: Job & { readonly policy: Policy },
): Promise<OutcomeTally> {
  if (inParts.length < 2) return outcomeTallyOf(engine, from, job);
  try {
    const merged = await mergedLists(engine, inParts, job);
    const candidates = merged.rowsRead - merged.excluded.reduce((sum, { rows }) => sum + rows, 0);
    if (candidates > MOST_CANDIDATES) throw tooManyCandidates(String(candidates));
    return merged;
  } catch (error) {
    if (!(error instanceof TribuneError) || error.code === 'DATA_TOO_LARGE') throw error;
    return outcomeTallyOf(engine, from, job);
  }
}

async function mergedLists(
  engine: Engine,
  parts: readonly string[],
  job: Job & { readonly policy: Policy },
): Promise<RankingSets> {
  let merged: RankingSets | null = null;
  for (const part of parts) {
    const tally = (await outcomeTallyOf(engine, part, job)) as RankingSets;
    merged = merged === null ? tally : mergeRankingSets(merged, tally);
  }
  return merged!;
}

const nothingWhole = (job: Job, broken: number, counted: CountedLists | undefined): TribuneError =>
  counted === undefined ? nothingInOrder(job, broken) : noWholeList(job, counted.lists, broken);

/** Counts what was recorded and not audited. */
function withBroken(tally: OutcomeTally, broken: Counts | null, counted: CountedLists | undefined): OutcomeTally {
  if (tally.outcome !== 'ranking') return withOutOfOrder(tally, broken);
  return counted === undefined ? tally : withoutLists(tally, counted);
}

/** Counts cases that are out of order beside those that were audited. The filter leaves out those that it would leave out of the audit. */
function withOutOfOrder(tally: OutcomeTally, broken: Counts | null): OutcomeTally {
  if (broken === null || broken.rows === 0) return tally;
  const outOfOrder = broken.kept + broken.undecided;
  const left = [
    { reason: EXCLUSIONS.filtered, rows: broken.rows - outOfOrder },
    { reason: OUT_OF_ORDER, rows: outOfOrder },
  ].filter(({ rows }) => rows > 0);
  return { ...tally, rowsRead: tally.rowsRead + broken.rows, excluded: addExclusions(tally.excluded, left) };
}

/**
 * Makes the tally for a caller who may see no person. Counts come first, so that values that nobody or only a few people share get the same
 * answer before anything is read about these people. A name that a few decisions have is treated as one that none has, and a value that
 * fits no bin is unknown.
 */
async function cellsOfMany(engine: Engine, source: LiveSource, job: Job) {
  const from = numbersInBins(inBands(source.from, job), job.live.policy);
  const { rows, kept, undecided, named } = await count(engine, from, job);
  filterUse({ ...job.live.policy.data, where: null }, { rows, kept: rows });
  if (undecided >= LEAST_CELL) throw noNumbers();
  const many = atLeast(named, LEAST_CELL);
  checkBound(job.live, { present: many, known: many });
  const filter = filterUse(job.live.policy.data, { rows, kept });
  const policy = withoutActuals(job.live.policy);
  const applied = filter === 'applied' ? policy : withoutFilter(policy);
  const parts = isTyped(applied)
    ? wordParts(
        await outcomeTallyOf(engine, from, { ...job, policy: applied, whereFault: 'dropped' }).catch(withoutValues),
        applied,
        job.bands,
      )
    : protectedParts(await tallyOf(engine, from, job, applied, 'dropped').catch(withoutValues), applied);
  const { tally } = parts[0]!;
  // What stands beside the parts must not tell how many were left out, where they are few.
  return { rows: tally.rowsRead, shown: { tally, parts, filter } };
}

const withoutFilter = (policy: Policy): Policy => ({ ...policy, data: { ...policy.data, where: null } });

/**
 * The decisions with nothing finer of an amount than where its band begins. Amounts are put into bands before anything is counted, so that no limit of a
 * tally, such as that of distinct values, depends on what is not shown.
 */
function inBands(from: string, { bands, live: { policy } }: Pick<Job, 'bands' | 'live'>): string {
  if (policy.data.outcome?.type !== 'amount') return from;
  const amount = duckdb.parseNumber('outcome');
  const band = bands.toReversed().map((edge) => `WHEN ${amount} >= CAST('${edge}' AS DOUBLE) THEN '${edge}'`);
  return `(SELECT * REPLACE (CASE ${band.join(' ')} WHEN isfinite(${amount}) THEN '0' END AS outcome) FROM ${from}) AS source`;
}

/** The policy without the labels of amounts, which are shown in no form. */
function withoutActuals(policy: Policy): Policy {
  const { outcome } = policy.data;
  if (outcome?.type !== 'amount') return policy;
  return { ...policy, data: { ...policy.data, outcome: { ...outcome, label: null } } };
}

/** Replaces an error about values by one that gives neither the values nor their number. */
function withoutValues(error: unknown): never {
  if (!(error instanceof TribuneError) || error.code !== 'DATA_VALUE_INVALID') throw error;
  throw new TribuneError('DATA_VALUE_INVALID', 'a value does not fit the policy; it is not shown to this caller', {
    remedy: 'Check scores and data.scoreBins with somebody who may see persons.',
  });
}

/** Error for many values that are no numbers; a few of them leave their decisions out, as missing values do. */
const noNumbers = (): TribuneError =>
  new TribuneError(
    'DATA_VALUE_INVALID',
    `at least ${LEAST_CELL} values are ${NO_NUMBER}, though data.where compares them with one`,
    { remedy: 'Compare such a column as text, or list in data.missing what means missing.' },
  );

/**
 * The decisions with only numbers in attributes that a policy puts into bins: one other value would make the audit fail, and so be
 * revealed.
 */
function numbersInBins(from: string, { data }: Policy): string {
  const binned = [...new Set(data.attributes.filter(({ bins }) => bins !== null).map(({ column }) => column))];
  const columnOf = liveColumn(false);
  const texts = binned.filter((column) => columnOf(column).kind === 'text');
  if (texts.length === 0) return from;
  const replaced = texts.map((column) => {
    const { sql } = columnOf(column);
    return `CASE WHEN isfinite(${duckdb.parseNumber(sql)}) THEN ${sql} END AS ${sqlName(column)}`;
  });
  return `(SELECT * REPLACE (${replaced.join(', ')}) FROM ${from}) AS source`;
}

interface Counts {
  readonly rows: number;
  /** Number of decisions that the filter keeps. */
  readonly kept: number;
  /** Number of decisions whose value is no number where the filter needs one to keep them. */
  readonly undecided: number;
  /** Number of decisions that have a value, by column. */
  readonly named: ReadonlyMap<string, number>;
}

async function count(engine: Engine, from: string, { live }: Job): Promise<Counts> {
  const { keeps, open } = filterOf(live.policy);
  const columns = [...live.attributes, ...live.inputs];
  const present = columns.map((one) => `, count(${sqlName(one)})`).join('');
  const sql = `SELECT count(*), count(CASE WHEN ${keeps} THEN 1 END), count(CASE WHEN ${open} THEN 1 END)${present} FROM ${from}`;
  const [rows = 0, kept = 0, undecided = 0, ...values] = (await engine.query(sql))[0]!.map(Number);
  return { rows, kept, undecided, named: new Map(columns.map((column, i) => [column, values[i] ?? 0])) };
}

const atLeast = (named: Counts['named'], least: number): ReadonlySet<string> =>
  new Set([...named].filter(([, n]) => n >= least).map(([column]) => column));

async function tallyOf(
  engine: Engine,
  from: string,
  { policyDigest }: Job,
  policy: Policy,
  whereFault: ReadPlan['whereFault'] = 'refused',
): Promise<Tally> {
  const plan = readPlan(policy, { scores: policy.data.score !== null, policyDigest, whereFault });
  const { tally } = await tallyInDuckDb(engine, plan, jobOf(from, policy));
  if (plan.prediction?.column !== 'outcome') return tally;
  return { ...tally, excluded: undecidedIn(tally.excluded, EXCLUSIONS.prediction) };
}

/** The tally of decisions that are not 0 or 1. */
async function outcomeTallyOf(
  engine: Engine,
  from: string,
  {
    policyDigest,
    policy,
    whereFault = 'refused',
  }: Pick<Job, 'policyDigest'> & { readonly policy: Policy; readonly whereFault?: ReadPlan['whereFault'] },
): Promise<OutcomeTally> {
  const plan = outcomePlan(policy, { policyDigest, whereFault });
  const { tally } = await outcomeInDuckDb(engine, plan, jobOf(from, policy));
  const missing = tally.outcome === 'amount' ? EXCLUSIONS.amount : EXCLUSIONS.outcome;
  return tally.outcome === 'stages' || tally.outcome === 'ranking'
    ? tally
    : { ...tally, excluded: undecidedIn(tally.excluded, missing) };
}

const jobOf = (from: string, policy: Policy) => ({
  table: { from, column: liveColumn(isTyped(policy)), file: null },
  bytes: 0,
  options: {},
});

/** Every record has an outcome, so where it is missing the record says that nothing was decided. */
const undecidedIn = (excluded: readonly Exclusion[], missing: string): Exclusion[] =>
  addExclusions(
    [],
    excluded.map(({ reason, rows }) => ({ reason: reason === missing ? EXCLUSIONS.none : reason, rows })),
  );
