import type { ReadPlan } from '../../../core/policy/bind/index.js';
import type { Dialect } from '../sql/dialect.js';
import type { OutcomeSql } from './kind.js';

/** The step from judged rows to cells: rows and people by group and place. */
export function outcomeCells(plan: ReadPlan, { keys }: OutcomeSql, dialect: Dialect): string {
  const columns = [...plan.attributes.map((_, index) => `g${index}`), ...keys.map(({ name }) => name)];
  const rows = dialect.wideOfInteger('k');
  const people = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ${rows}` : rows;
  const by = columns.map((_, index) => index + 1).join(', ');
  return `cells AS ${dialect.materialized}(
  SELECT ${[...columns, 'sum(k) AS n', `sum(${people}) AS sw`].join(', ')}
  FROM judged WHERE fate IS NULL GROUP BY ${by}
)`;
}

/** Where a cell of the result has its values: the score is the place. */
export const outcomeCell = ({ code, cell }: OutcomeSql): Readonly<Record<string, string>> => ({
  label: 'NULL',
  prediction: '0',
  score: code,
  rows: 'n',
  weight: 'sw',
  weight_squares: '0',
  score_sum: '0',
  score_squares: '0',
  error_squares: '0',
  ...cell,
});
