import { placeBefore, routePlaces } from '../../core/policy/bind/index.js';
import type { StagesOutcome } from '../../core/policy/sections/index.js';
import type { AuditWindow } from '../../domain/audits/recorded/index.js';
import type { Engine } from '../dataset/engine/index.js';
import { duckdb } from '../dataset/sql/index.js';
import { sqlName } from './column-names.js';
import { inWindow, saidAt, withLateAttributes } from './last-said.js';
import { FIELD_NAMES, type LiveColumns } from './live-table.js';

/** What an audit of stages reads as one row: all decisions of one case. */
export interface RecordedCases {
  /** The cases that went through the stages in their order, as a query with a column for each stage. */
  readonly from: string;
  /** Cases with a decision at a stage that they did not reach, or on no declared route, as such a query; they are counted and not audited. */
  readonly beside: string;
  /** Decisions of all these cases, and those among them that a later one of the same stage took the place of. */
  readonly decisions: number;
  readonly decidedAgain: number;
}

interface CasesJob {
  /** Decisions as `freshBase` and `segmentBase` give them where they are steps. */
  readonly base: string;
  readonly columns: LiveColumns;
  readonly outcome: StagesOutcome;
  readonly window: AuditWindow;
}

const text = (value: string): string => duckdb.quoteText(value);

/**
 * Puts the decisions of each case together, as a file of cases has them: one column for each stage, empty where the case did not reach it. Of
 * several decisions at one stage the last recorded counts, as of labels; of an attribute the value that was said last, with whichever decision. Route,
 * jurisdiction, version and the like are those of the first stage, with routes of the first one that the case has. A case belongs to the hour in which it entered.
 */
export async function putCasesTogether(
  engine: Engine,
  { base, columns, outcome, window }: CasesJob,
): Promise<RecordedCases> {
  const stages = outcome.stages.map(({ name, column }) => ({ name, sql: sqlName(column) }));
  const entered = enteredAt(outcome);
  const entry = [...FIELD_NAMES, ...columns.inputs.map(sqlName)];
  const picked = [
    ...stages.map(({ name, sql }) => `arg_max(outcome, idx) FILTER (WHERE stage = ${text(name)}) AS ${sql}`),
    ...columns.attributes.map((column) => `arg_max(${sqlName(column)}, ${saidAt(column)}) AS ${sqlName(column)}`),
    // A struct is never null, so that a field which the counted record leaves out stays empty.
    `${entered.latest(`struct_pack(${entry.map((field) => `${field} := ${field}`).join(', ')})`)} AS entry`,
    `${entered.hour} AS entered_hour`,
    'count(*) AS decisions',
    'count(*) - count(DISTINCT stage) AS decided_again',
  ];
  const grouped = `SELECT ${picked.join(', ')} FROM (${withLateAttributes(base, columns)}) GROUP BY case_key`;
  await engine.connection.run(
    `CREATE TABLE cases AS SELECT *, NOT (${isInOrder(outcome)}) AS broken
     FROM (SELECT * EXCLUDE (entry), entry.* FROM (${grouped})) AS grouped WHERE ${inWindow('entered_hour', window)}`,
  );
  const [facts] = await engine.query('SELECT coalesce(sum(decisions), 0), coalesce(sum(decided_again), 0) FROM cases');
  const [decisions = 0, decidedAgain = 0] = facts!.map(Number);
  const those = (which: string): string => `(SELECT * FROM cases WHERE ${which}) AS source`;
  return { from: those('NOT broken'), beside: those('broken'), decisions, decidedAgain };
}

/** What is said where a case entered: the last recorded value of something there, and the hour. */
interface Entered {
  latest(value: string): string;
  readonly hour: string;
}

/**
 * Where all go through all stages, a case enters at the first. With routes it enters at the first stage that it has, as routes have their stages in the declared order.
 */
function enteredAt({ stages, routes }: StagesOutcome): Entered {
  if (routes === undefined) {
    const first = `FILTER (WHERE stage = ${text(stages[0]!.name)})`;
    return {
      latest: (value) => `arg_max(${value}, idx) ${first}`,
      hour: `coalesce(min(decided_hour) ${first}, min(decided_hour))`,
    };
  }
  const place = `CASE stage ${stages.map(({ name }, at) => `WHEN ${text(name)} THEN ${at}`).join(' ')} END`;
  return {
    latest: (value) => `last(${value} ORDER BY ${place} DESC, idx)`,
    hour: `first(decided_hour ORDER BY ${place}, decided_hour)`,
  };
}

/** Whether a case went one of the routes, and had passed the stage before each that it reached on it; the same rules refuse rows of files (core/policy/bind). */
function isInOrder(outcome: StagesOutcome): string {
  const columns = outcome.stages.map(({ column }) => sqlName(column));
  const routes = routePlaces(outcome);
  const ways = routes.map((way) => {
    const conditions = columns.flatMap((column, at) => {
      const before = placeBefore(way, at);
      if (before === undefined) return [`${column} IS NULL`];
      return before === null ? [] : [`(${column} IS NULL OR coalesce(${columns[before]!}, '0') = '1')`];
    });
    return ['true', ...goesOn(outcome, way), ...conditions].join(' AND ');
  });
  return ways.map((way) => `(${way})`).join(' OR ');
}

/** Whether a case goes a route: by the column that names it, else by the first stage that the case has. */
function goesOn({ stages, route }: StagesOutcome, { name, places }: ReturnType<typeof routePlaces>[number]): string[] {
  if (route !== undefined) {
    const column = FIELD_NAMES.some((field) => field === route) ? route : sqlName(route);
    return [`coalesce(CAST(${column} AS VARCHAR) = ${text(name)}, false)`];
  }
  const begins = places[0]!;
  const earlier = stages.slice(0, begins).map(({ column }) => `${sqlName(column)} IS NULL`);
  return begins === 0 ? [] : [...earlier, `${sqlName(stages[begins]!.column)} IS NOT NULL`];
}
