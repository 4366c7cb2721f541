import { STEP_BOUNDS, STEP_DIGITS, TOTAL_AMOUNT_LIMIT } from '../../../../core/fairness/outcomes/amount/index.js';
import type { ReadPlan } from '../../../../core/policy/bind/index.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';

/** How the result calls steps: by their digits, because another version may have others. */
export const STEPS = `steps ${STEP_DIGITS}` as const;

/** The end nearer to 0 of the step of a value: `stepOf` of core/fairness/outcomes/amount. */
function stepOf(dialect: Dialect, value: string): string {
  const [least] = STEP_BOUNDS;
  const number = (one: number): string => doubleLiteral(dialect, one);
  const within = (bound: number): string => {
    const width = bound / least!;
    if (width === 1) return value;
    const size = `${dialect.floor(`(abs(${value}) / ${number(width)})`)} * ${number(width)}`;
    return `CASE WHEN ${value} < ${number(0)} THEN -(${size}) ELSE ${size} END`;
  };
  const cases = STEP_BOUNDS.map((bound) => `WHEN abs(${value}) < ${number(bound)} THEN ${within(bound)}`);
  return `CASE ${cases.join(' ')} END`;
}

/**
 * Steps from judged rows to cells: the quantities (0 the amount, 1 its error), each distinct value with its sums, whether these are too many
 * to be kept, and the cells.
 */
export function amountSteps(plan: ReadPlan, dialect: Dialect, limit: number): string[] {
  const groups = plan.attributes.map((_, index) => `g${index}`);
  const once = dialect.materialized;
  const weight = plan.weightKind === 'count' ? ['w'] : [];
  const rows = dialect.wideOfInteger('k');
  const people = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ${rows}` : rows;
  const exact = dialect.wideOfDouble('v');
  const part = (quantity: 0 | 1, value: string): string =>
    `SELECT ${[...groups, `${quantity} AS l`, 'k', ...weight, `${value} AS v`].join(', ')} FROM judged WHERE fate IS NULL${quantity === 1 ? ` AND ${value} IS NOT NULL` : ''}`;
  const quantities = [part(0, 'm'), ...(plan.outcome!.label === null ? [] : [part(1, 'e')])];
  const keys = [...groups, 'l'];
  const by = (count: number): string => `GROUP BY ${Array.from({ length: count }, (_, index) => index + 1).join(', ')}`;
  const steps = (quantity: 0 | 1): string =>
    `coalesce(max(CASE WHEN l = ${quantity} THEN many END), 0) AS steps${quantity}`;
  return [
    `quantities AS (\n  ${quantities.join('\n  UNION ALL\n  ')}\n)`,
    `terms AS (\n  SELECT ${[...keys, 'v', 'k', `${people} AS people`, `${exact} AS x`].join(', ')} FROM quantities\n)`,
    `places AS ${once}(
  SELECT ${[...keys, 'v'].join(', ')}, sum(k) AS n, sum(people) AS sw, sum(people * x) AS ss, sum(people * x * x) AS ss2
  FROM terms ${by(keys.length + 1)}
)`,
    `limits AS ${once}(
  SELECT ${steps(0)}, ${steps(1)}
  FROM (SELECT l, CASE WHEN max(d) > ${limit} OR sum(d) > ${TOTAL_AMOUNT_LIMIT} THEN 1 ELSE 0 END AS many
    FROM (SELECT ${[...keys, 'count(*) AS d'].join(', ')} FROM places ${by(keys.length)}) AS combos GROUP BY l) AS kinds
)`,
    `cells AS ${once}(
  SELECT ${keys.join(', ')}, key, sum(n) AS n, sum(sw) AS sw, sum(ss) AS ss, sum(ss2) AS ss2
  FROM (SELECT ${keys.join(', ')}, CASE WHEN (l = 0 AND steps0 = 1) OR (l = 1 AND steps1 = 1) THEN ${stepOf(dialect, 'v')} ELSE v END AS key, n, sw, ss, ss2
    FROM places CROSS JOIN limits) AS kept
  ${by(keys.length + 1)}
)`,
  ];
}

/** Where a cell of the result has its values: label says the quantity, score the place, the sums those of the values. */
export const AMOUNT_CELL: Readonly<Record<string, string>> = {
  label: 'l',
  prediction: '0',
  score: 'key',
  rows: 'n',
  weight: 'sw',
  weight_squares: '0',
  score_sum: 'ss',
  score_squares: 'ss2',
  error_squares: '0',
};
