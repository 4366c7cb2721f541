import { MOST_RELEVANCE } from '../../core/fairness/outcomes/index.js';
import type { Exclusion } from '../../core/fairness/tally/index.js';
import { EXCLUSIONS, LISTS_NOT_WHOLE } from '../../core/policy/bind/index.js';
import type { Policy, RankingOutcome } from '../../core/policy/sections/index.js';
import type { AuditWindow, ListCounts } from '../../domain/audits/recorded/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { duckdb, plainNumber, valueText } from '../dataset/sql/index.js';
import { sqlName } from './column-names.js';
import { filterOf } from './filter.js';
import { inWindow, saidAt, withLateAttributes } from './last-said.js';
import { FIELD_NAMES, type LiveColumns, liveColumn } from './live-table.js';

/** Number of incomplete lists of which erased candidates are asked for at once. */
const LISTS_AT_ONCE = 5000;

/**
 * Candidates of whole lists that are tallied at once, or those of one longer list: summing up lists holds up everything else that the service does, a million
 * candidates for five seconds and more.
 */
export const CANDIDATES_AT_ONCE = 20_000;

/** What an audit of rankings reads: the candidates of whole lists, each as one row. */
export interface RecordedLists {
  /** The candidates of lists that are whole, as a query with the columns of a file of lists. */
  readonly from: string;
  /** The same in parts, as queries of which no list is in two. */
  readonly inParts: readonly string[];
  /** The candidates of the other lists, as such a query; they are counted and not audited. */
  readonly beside: string;
  readonly counted: CountedLists;
  /** Decisions about candidates of all these lists, and those among them that a later one about the same candidate took the place of. */
  readonly decisions: number;
  readonly decidedAgain: number;
}

/** Lists of which the filter keeps some candidate. */
export interface CountedLists {
  readonly lists: ListCounts;
  /** Number of lists that are not whole. */
  readonly listsNotWhole: number;
  /** Their candidates, by why they are not counted: the filter leaves out those that it would leave out of the audit. */
  readonly reasons: readonly Exclusion[];
}

interface ListsJob {
  /** Decisions as `freshBase` and `segmentBase` give them where they are about candidates of lists. */
  readonly base: string;
  readonly columns: LiveColumns;
  readonly outcome: RankingOutcome;
  readonly policy: Policy;
  readonly window: AuditWindow;
  /** Number of candidates from which on a further part begins. */
  readonly atOnce: number;
  /** Number of erased candidates by the key of their list. */
  readonly erasedOf: (listKeys: readonly string[]) => Promise<ReadonlyMap<string, number>>;
}

/**
 * Puts the candidates of each list together, as a file of lists has them. Of several decisions about one candidate of a list the last recorded
 * counts, as of labels; of an attribute and of the relevance the value that was said last, with whichever decision. A list is whole when as many
 * candidates are there as its records say, all of them say the same, and positions are those of a file: no two candidates at one, and none that nobody
 * holds unless the policy says that something else stands there. A list belongs to the hour of its first record.
 */
export async function putListsTogether(engine: Engine, job: ListsJob): Promise<RecordedLists> {
  await engine.connection.run(`CREATE TABLE candidates AS ${candidatesSql(job)}`);
  await engine.connection.run(`CREATE TABLE lists AS ${listsSql(job)}`);
  const [sums] = await engine.query(
    "SELECT coalesce(sum(decisions), 0), coalesce(sum(candidates), 0), coalesce(max(part) FILTER (WHERE state = 'whole'), 0) FROM lists",
  );
  const [decisions = 0, candidates = 0, lastPart = 0] = sums!.map(Number);
  const those = (which: string): string =>
    `(SELECT *, list_key AS ${sqlName(job.outcome.list)} FROM candidates
      WHERE list_key IN (SELECT list_key FROM lists WHERE ${which})) AS source`;
  return {
    from: those("state = 'whole'"),
    inParts: Array.from({ length: lastPart + 1 }, (_, part) => those(`state = 'whole' AND part = ${part}`)),
    beside: those("state <> 'whole'"),
    counted: await countLists(engine, job),
    decisions,
    decidedAgain: decisions - candidates,
  };
}

/** One row for each candidate of each list, with what was said last. */
function candidatesSql({ base, columns }: ListsJob): string {
  const last = ['outcome', 'list_size', ...FIELD_NAMES, ...columns.inputs.map(sqlName)];
  const picked = [
    'case_key',
    'any_value(list_key) AS list_key',
    'count(*) AS decisions',
    'min(decided_hour) AS first_hour',
    ...columns.attributes.map((column) => `arg_max(${sqlName(column)}, ${saidAt(column)}) AS ${sqlName(column)}`),
    'arg_max(label, label_at) AS label',
    // A struct is never null, so that a position which the counted record leaves empty stays empty.
    `arg_max(struct_pack(${last.map((field) => `${field} := ${field}`).join(', ')}), idx) AS last`,
  ];
  const labels = 'SELECT id, arg_max(label, idx) AS label, max(idx) AS label_at FROM late_label GROUP BY id';
  const said = `SELECT d.* EXCLUDE (label), l.label, l.label_at FROM (${withLateAttributes(base, columns)}) d
    LEFT JOIN (${labels}) l ON l.id = d.id`;
  return `SELECT * EXCLUDE (last), last.* FROM (SELECT ${picked.join(', ')} FROM (${said}) GROUP BY case_key)`;
}

/** One row for each list of the window, with what it lacks. */
function listsSql({ outcome, policy, window, atOnce }: ListsJob): string {
  const { keeps, open } = filterOf(policy);
  const facts = [
    'list_key',
    'count(*) AS candidates',
    'sum(decisions) AS decisions',
    'min(first_hour) AS entered_hour',
    'min(list_size) AS least',
    'max(list_size) AS size',
    'count(outcome) AS shown',
    'count(DISTINCT outcome) AS places',
    'coalesce(max(CAST(outcome AS INTEGER)), 0) AS last_place',
    `count(*) FILTER (WHERE coalesce(${keeps}, FALSE) OR coalesce(${open}, FALSE)) AS kept`,
    `count(*) FILTER (WHERE ${unrated(outcome, policy)}) AS unrated`,
  ];
  const state = `CASE
    WHEN least <> size OR candidates > size OR places < shown THEN 'conflict'
    WHEN candidates < size THEN 'missing'
    ${outcome.holes === 'refuse' ? "WHEN last_place > places THEN 'conflict'" : ''}
    WHEN unrated > 0 THEN 'unrated'
    ELSE 'whole' END AS state`;
  const lists = `SELECT list_key, candidates, kept, decisions, size - candidates AS lacking, ${state}
    FROM (SELECT ${facts.join(', ')} FROM candidates GROUP BY list_key) WHERE ${inWindow('entered_hour', window)}`;
  // The part in which a list begins, those of one state numbered one after another.
  const before = 'sum(candidates) OVER (PARTITION BY state ORDER BY list_key) - candidates';
  return `SELECT *, CAST((${before}) // ${atOnce} AS INTEGER) AS part FROM (${lists})`;
}

/** Condition that a candidate has no relevance though the policy reads it: a file with such a value is refused, but nobody can mend a record. */
function unrated({ relevance }: RankingOutcome, { data }: Policy): string {
  if (relevance === null) return 'false';
  const column = liveColumn(true)(relevance);
  const number = plainNumber(duckdb, column);
  return `${valueText(duckdb, column, data.missing)} IS NULL OR ${number} IS NULL OR ${number} NOT BETWEEN 0 AND ${MOST_RELEVANCE}`;
}

async function countLists(engine: Engine, { erasedOf }: ListsJob): Promise<CountedLists> {
  const states = await engine.query(
    'SELECT state, count(*) FILTER (WHERE kept > 0), sum(kept), sum(candidates - kept) FROM lists GROUP BY state',
  );
  const counts = new Map(states.map(([state, ...numbers]) => [state!, numbers.map(Number)]));
  const of = (state: string) => {
    const [lists = 0, candidates = 0] = counts.get(state) ?? [];
    return { lists, candidates };
  };
  const erased = await incompleteByErasure(engine, erasedOf);
  const missing = of('missing');
  const notWhole = [
    {
      reason: LISTS_NOT_WHOLE.missing,
      lists: missing.lists - erased.lists,
      candidates: missing.candidates - erased.candidates,
    },
    { reason: LISTS_NOT_WHOLE.erased, ...erased },
    { reason: LISTS_NOT_WHOLE.conflict, ...of('conflict') },
    { reason: LISTS_NOT_WHOLE.unrated, ...of('unrated') },
  ].filter(({ lists }) => lists > 0);
  const filtered = [...counts].reduce((sum, [state, [, , left = 0]]) => sum + (state === 'whole' ? 0 : left), 0);
  return {
    lists: { whole: of('whole').lists, notWhole },
    listsNotWhole: notWhole.reduce((sum, { lists }) => sum + lists, 0),
    reasons: [
      ...notWhole.map(({ reason, candidates }) => ({ reason, rows: candidates })),
      ...(filtered === 0 ? [] : [{ reason: EXCLUSIONS.filtered, rows: filtered }]),
    ],
  };
}

/** Incomplete lists that lack no more candidates than were erased, and the candidates that are left of them. */
async function incompleteByErasure(
  engine: Engine,
  erasedOf: ListsJob['erasedOf'],
): Promise<{ lists: number; candidates: number }> {
  const found = { lists: 0, candidates: 0 };
  for (let after = ''; ; ) {
    const incomplete = await engine.query(
      `SELECT list_key, kept, lacking FROM lists WHERE state = 'missing' AND kept > 0 AND list_key > ${duckdb.quoteText(after)}
       ORDER BY list_key LIMIT ${LISTS_AT_ONCE}`,
    );
    const keys = incomplete.map(([listKey]) => listKey!);
    const erased = keys.length === 0 ? new Map<string, number>() : await erasedOf(keys);
    for (const [listKey, kept, lacking] of incomplete) {
      if ((erased.get(listKey!) ?? 0) < Number(lacking)) continue;
      found.lists += 1;
      found.candidates += Number(kept);
    }
    if (keys.length < LISTS_AT_ONCE) return found;
    after = keys.at(-1)!;
  }
}
