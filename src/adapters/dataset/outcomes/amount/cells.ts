import { STEP_BOUNDS, STEP_DIGITS } from '../../../../core/fairness/outcomes/amount/index.js';
import { amountOf, isCountedByPlace, type ReadPlan } from '../../../../core/policy/bind/index.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';
import { type CertainSteps, stepColumns, withColumns } from './stepped.js';

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

const groupsOf = (plan: ReadPlan): string[] => plan.attributes.map((_, index) => `g${index}`);

const grouping = (count: number): string =>
  `GROUP BY ${Array.from({ length: count }, (_, index) => index + 1).join(', ')}`;

const hasIntervals = (plan: Pick<ReadPlan, 'outcome'>): boolean => amountOf(plan)?.interval !== undefined;

/** The quantities that a plan counts, by their places in `QUANTITIES`: the first two always, for results have both. */
export const quantitiesOf = (plan: Pick<ReadPlan, 'outcome' | 'explained'>): readonly number[] => [
  0,
  1,
  ...(plan.explained === true ? [2, 3] : []),
  ...(hasIntervals(plan) ? [4, 5] : []),
];

/**
 * Step `terms` from judged rows that are grouped by their values: rows and sums of each quantity (its place in `QUANTITIES`: 0 the amount, 1 its
 * error, 2 the label, 3 the error at the label, 4 whether an interval holds the label, 5 its width) at each value `v`, a double that holds an integer. Of errors at labels the value is the label, and
 * the sums are those of the errors, `u`.
 */
export function valueTerms(plan: ReadPlan, dialect: Dialect): string[] {
  const groups = groupsOf(plan);
  const weight = plan.weightKind === 'count' ? ['w'] : [];
  const rows = dialect.wideOfInteger('k');
  const people = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ${rows}` : rows;
  const isExplained = plan.explained === true;
  const exact = dialect.wideOfDouble(isExplained ? 'u' : 'v');
  const part = (quantity: number, value: string, summed = value): string =>
    `SELECT ${[...groups, `${quantity} AS l`, 'k', ...weight, `${value} AS v`, ...(isExplained ? [`${summed} AS u`] : [])].join(', ')} FROM judged WHERE fate IS NULL${quantity === 0 ? '' : ` AND ${summed} IS NOT NULL`}`;
  const quantities = [
    part(0, 'm'),
    ...(plan.outcome!.label === null ? [] : [part(1, 'e')]),
    ...(isExplained ? [part(2, 'y'), part(3, 'y', 'e')] : []),
    ...(hasIntervals(plan) ? [...(plan.outcome!.label === null ? [] : [part(4, 'ic')]), part(5, 'iw')] : []),
  ];
  const keys = [...groups, 'l', 'v'];
  return [
    `quantities AS (\n  ${quantities.join('\n  UNION ALL\n  ')}\n)`,
    `products AS (\n  SELECT ${[...keys, `k AS records`, `${people} AS heads`, `${exact} AS x`].join(', ')} FROM quantities\n)`,
    `terms AS ${dialect.materialized}(
  SELECT ${keys.join(', ')}, sum(records) AS k, sum(heads) AS people, sum(heads * x) AS total, sum(heads * x * x) AS squares
  FROM products ${grouping(keys.length)}
)`,
  ];
}

/**
 * Steps `limits` and `cells` from terms: whether a quantity has too many distinct values for each to be kept, and the sums at each value or step.
 *
 * @param certain quantities that are known to have too many
 */
export function amountCells(plan: ReadPlan, dialect: Dialect, limit: number, certain: CertainSteps): string[] {
  const keys = [...groupsOf(plan), 'l'];
  const once = dialect.materialized;
  const steps = (quantity: number): string => `coalesce(max(CASE WHEN l = ${quantity} THEN many END), 0)`;
  const known = quantitiesOf(plan).map((quantity) => ({
    quantity,
    is: quantity < 2 && (quantity === 0 ? certain.amount : certain.error),
  }));
  const counted = `(SELECT l, CASE WHEN count(*) > ${limit} THEN 1 ELSE 0 END AS many
    FROM (SELECT DISTINCT ${[...keys, 'v'].join(', ')} FROM terms) AS places GROUP BY l) AS kinds`;
  const asked = known.map(({ is, quantity }) => `${is ? 1 : steps(quantity)} AS steps${quantity}`).join(', ');
  const inSteps = known
    .map(({ is, quantity }) => (is ? `l = ${quantity}` : `(l = ${quantity} AND steps${quantity} = 1)`))
    .join(' OR ');
  // The chain of thirty-five cases took as long to plan and to compute for ten thousand steps as a hundred thousand rows.
  const terms = 'terms CROSS JOIN limits';
  const [step, from] = dialect.roundsEachOperation
    ? ['vk', withColumns(terms, stepColumns(dialect))]
    : [stepOf(dialect, 'v'), terms];
  return [
    `limits AS ${once}(\n  SELECT ${asked}${known.some(({ is }) => !is) ? `\n  FROM ${counted}` : ''}\n)`,
    `cells AS ${once}(
  SELECT ${keys.join(', ')}, key, sum(k) AS n, sum(people) AS sw, sum(total) AS ss, sum(squares) AS ss2
  FROM (SELECT ${keys.join(', ')}, CASE WHEN ${inSteps} THEN ${step} ELSE v END AS key, k, people, total, squares
    FROM ${from}) AS kept
  ${grouping(keys.length + 1)}
)`,
  ];
}

/**
 * Where a cell of the result has its values: label and prediction say the quantity, score the place, the sums those of the values. Results know
 * labels of 0 and 1 and none, so the label and the errors at it are called as the amount and its error are, with prediction 1; whether an interval holds
 * the label, and its width, have no label.
 */
export const amountCell = (plan: ReadPlan): Readonly<Record<string, string>> => ({
  label: isCountedByPlace(plan) ? 'l' : 'CASE WHEN l IN (1, 3) THEN 1 WHEN l IN (0, 2) THEN 0 END',
  prediction: isCountedByPlace(plan) ? '0' : 'CASE WHEN l IN (2, 3, 5) THEN 1 ELSE 0 END',
  score: 'key',
  rows: 'n',
  weight: 'sw',
  weight_squares: '0',
  score_sum: 'ss',
  score_squares: 'ss2',
  error_squares: '0',
});
