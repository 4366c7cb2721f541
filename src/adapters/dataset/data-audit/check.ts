import type { Exclusion } from '../../../core/fairness/tally/index.js';
import {
  type DataFacts,
  EXAMPLES_SHOWN,
  EXCLUSIONS,
  type FaultRole,
  type ReadPlan,
  refuseData,
  type ValueRows,
} from '../../../core/policy/bind/index.js';
import type { Engine } from '../engine/engine.js';
import { groupName, PEOPLE } from './prepare.js';

/** Rows that were read, and those that no test counts, by reason. */
export interface RowFacts {
  readonly rows: number;
  readonly excluded: readonly Exclusion[];
}

/**
 * Refuses data that the policy cannot read, with the messages of every other audit, and leaves in the table the rows that count.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE
 */
export async function checkRows(engine: Engine, plan: ReadPlan): Promise<RowFacts> {
  const rowsRead = await count(engine, 'TRUE');
  const fates: [string, string][] = [
    [EXCLUSIONS.filtered, 'keep = 0'],
    [EXCLUSIONS.weight, 'keep = 1 AND role IS NULL AND w IS NULL'],
    [EXCLUSIONS.zero, 'keep = 1 AND role IS NULL AND w = 0'],
  ];
  const excluded: Exclusion[] = [];
  for (const [reason, condition] of fates) {
    const rows = await count(engine, condition);
    if (rows > 0) excluded.push({ reason, rows });
  }
  const groups = plan.attributes.map((_, place) => `count(DISTINCT ${groupName(place)})::VARCHAR`);
  const [values = []] =
    groups.length === 0 ? [[]] : await engine.query(`SELECT ${groups.join(', ')} FROM ${PEOPLE} WHERE keep = 1`);
  const facts: DataFacts = {
    rowsRead,
    excluded,
    faults: await faults(engine),
    unnamed: {
      label: await unnamed(engine, plan.label, 'lt', 'y'),
      prediction: await unnamed(engine, plan.prediction, 'pt', 'p'),
    },
    values: values.map((text) => ({ count: Number(text) })),
    cells: { count: 0 },
    score: { kind: 'none' },
    lowest: null,
    highest: null,
  };
  refuseData(plan, facts);
  await engine.connection.run(`DELETE FROM ${PEOPLE} WHERE keep <> 1 OR w IS NULL OR w = 0`);
  return { rows: rowsRead, excluded };
}

async function count(engine: Engine, condition: string): Promise<number> {
  const [row] = await engine.query(`SELECT count(*) FROM ${PEOPLE} WHERE ${condition}`);
  return Number(row![0]);
}

async function faults(engine: Engine): Promise<DataFacts['faults']> {
  const roles = await engine.query(
    `SELECT role, count(*), count(DISTINCT fault) FROM ${PEOPLE} WHERE role IS NOT NULL GROUP BY role`,
  );
  return Promise.all(
    roles.map(async ([role, rows, kinds]) => ({
      role: role as FaultRole,
      rows: Number(rows),
      kinds: Number(kinds),
      examples: await mostFrequent(engine, 'fault', `role = '${role}'`),
    })),
  );
}

/** Texts that a binding of one side takes for the other side, which it does not name. */
function unnamed(engine: Engine, binding: ReadPlan['label'], text: string, value: string): Promise<ValueRows[]> {
  if (binding === null) return Promise.resolve([]);
  const other = binding.positive === null ? 1 : 0;
  return mostFrequent(engine, text, `keep = 1 AND ${text} IS NOT NULL AND ${value} = ${other}`);
}

async function mostFrequent(engine: Engine, column: string, condition: string): Promise<ValueRows[]> {
  const rows = await engine.query(
    `SELECT ${column}, count(*) FROM ${PEOPLE} WHERE ${condition} GROUP BY ${column} ORDER BY count(*) DESC, ${column} LIMIT ${EXAMPLES_SHOWN}`,
  );
  return rows.map(([text, n]) => ({ text: text!, rows: Number(n) }));
}
