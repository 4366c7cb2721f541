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
  /** Cases with a decision at a stage that they did not reach, as such a query; they are counted and not audited. */
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
 * jurisdiction, version and the like are those of the first stage. A case belongs to the hour in which it entered.
 */
export async function putCasesTogether(
  engine: Engine,
  { base, columns, outcome, window }: CasesJob,
): Promise<RecordedCases> {
  const stages = outcome.stages.map(({ name, column }) => ({ name, sql: sqlName(column) }));
  const first = `FILTER (WHERE stage = ${text(stages[0]!.name)})`;
  const entry = [...FIELD_NAMES, ...columns.inputs.map(sqlName)];
  const picked = [
    ...stages.map(({ name, sql }) => `arg_max(outcome, idx) FILTER (WHERE stage = ${text(name)}) AS ${sql}`),
    ...columns.attributes.map((column) => `arg_max(${sqlName(column)}, ${saidAt(column)}) AS ${sqlName(column)}`),
    // A struct is never null, so that a field which the counted record leaves out stays empty.
    `arg_max(struct_pack(${entry.map((field) => `${field} := ${field}`).join(', ')}), idx) ${first} AS entry`,
    `coalesce(min(decided_hour) ${first}, min(decided_hour)) AS entered_hour`,
    'count(*) AS decisions',
    'count(*) - count(DISTINCT stage) AS decided_again',
  ];
  const isBroken = stages
    .slice(1)
    .map(({ sql }, i) => `(${sql} IS NOT NULL AND coalesce(${stages[i]!.sql}, '0') <> '1')`);
  const grouped = `SELECT ${picked.join(', ')} FROM (${withLateAttributes(base, columns)}) GROUP BY case_key`;
  await engine.connection.run(
    `CREATE TABLE cases AS SELECT * EXCLUDE (entry), entry.*, ${[...isBroken, 'false'].join(' OR ')} AS broken
     FROM (${grouped}) WHERE ${inWindow('entered_hour', window)}`,
  );
  const [facts] = await engine.query('SELECT coalesce(sum(decisions), 0), coalesce(sum(decided_again), 0) FROM cases');
  const [decisions = 0, decidedAgain = 0] = facts!.map(Number);
  const those = (which: string): string => `(SELECT * FROM cases WHERE ${which}) AS source`;
  return { from: those('NOT broken'), beside: those('broken'), decisions, decidedAgain };
}
