import { TOTAL_SCORE_LIMIT } from '../../../core/fairness/tally/index.js';
import type { ReadPlan } from '../../../core/policy/bind/index.js';
import type { Dialect } from '../sql/dialect.js';
import { fixedPoint, type RowWork, scoreBin } from './raw.js';

/**
 * Step `limits`: decides between distinct scores and bins for the whole tally (core/fairness/tally/rebin.ts), and finds the range of the
 * scores.
 */
export function limitsStep(
  dialect: Dialect,
  groups: readonly string[],
  work: RowWork,
  distinctScoreLimit: number,
): string {
  if (work.binned) {
    return `limits AS ${dialect.materialized}(
  SELECT 1 AS binned, min(lo) AS lowest, max(hi) AS highest FROM judged WHERE fate IS NULL
)`;
  }
  const by = groups.length === 0 ? '' : ` GROUP BY ${groups.join(', ')}`;
  return `limits AS ${dialect.materialized}(
  SELECT CASE WHEN max(d) > ${distinctScoreLimit} OR sum(d) > ${TOTAL_SCORE_LIMIT} THEN 1 ELSE 0 END AS binned,
    min(lo) AS lowest, max(hi) AS highest
  FROM (SELECT count(DISTINCT s) AS d, min(s) AS lo, max(s) AS hi FROM judged WHERE fate IS NULL${by}) AS combos
)`;
}

/** Step `cells`: computes the sums of the tally by its keys. */
export function cellsStep(plan: ReadPlan, dialect: Dialect, kept: readonly string[], work: RowWork): string {
  const { columns, sums } = cellSums(plan, dialect, work);
  const keys = [...kept, ...(plan.keepScores ? ['key'] : [])];
  const key = work.binned ? 'b AS key' : `CASE WHEN binned = 1 THEN ${scoreBin(plan, dialect, 's')} ELSE s END AS key`;
  const inner = [
    ...kept,
    'k',
    ...(plan.weightKind === 'count' ? ['w'] : []),
    ...(plan.keepScores ? [key] : []),
    ...columns,
  ];
  const from = plan.keepScores && !work.binned ? 'judged CROSS JOIN limits' : 'judged';
  const sum = (name: string): string => (sums[name] === undefined ? '0' : `coalesce(sum(${sums[name]}), 0)`);
  return `cells AS ${dialect.materialized}(
  SELECT ${keys.join(', ')},
    sum(k) AS n,
    ${weightSum(plan, dialect)} AS sw,
    ${sum('weightSquares')} AS sw2,
    ${sum('score')} AS ss,
    ${sum('scoreSquares')} AS ss2,
    ${sum('errorSquares')} AS se2
  FROM (SELECT ${inner.join(',\n    ')}
    FROM ${from} WHERE fate IS NULL) AS terms
  GROUP BY ${keys.map((_, index) => index + 1).join(', ')}
)`;
}

/** Where rows count as people, their number is the sum of weights too: the engine makes it once. */
function weightSum(plan: ReadPlan, dialect: Dialect): string {
  if (plan.weightKind === 'sampling') return 'sum(fw)';
  return plan.weightKind === 'count' ? `sum(${people(plan, dialect)})` : dialect.wideOfInteger('sum(k)');
}

/** Number of people that the rows of a combination stand for. */
function people(plan: ReadPlan, dialect: Dialect): string {
  const rows = dialect.wideOfInteger('k');
  return plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ${rows}` : rows;
}

interface CellSums {
  /** Columns that the sums need. */
  readonly columns: string[];
  /** Expressions that are summed. */
  readonly sums: Readonly<Record<string, string | undefined>>;
}

function cellSums(plan: ReadPlan, dialect: Dialect, work: RowWork): CellSums {
  if (work.weights || work.binned) return sumsOfSums(plan, dialect, work);
  if (!plan.keepScores) return { columns: [], sums: {} };
  const squared = (value: string): string => dialect.product(value, value);
  const columns = [`${fixedPoint(dialect, 's')} AS fs`, `${fixedPoint(dialect, squared('s'))} AS fs2`];
  if (plan.label !== null) columns.push(`${fixedPoint(dialect, squared('(l - s)'))} AS fe2`);
  const of = (name: string): string => `${dialect.wideOfDouble(name)} * ${people(plan, dialect)}`;
  return {
    columns,
    sums: { score: of('fs'), scoreSquares: of('fs2'), errorSquares: plan.label === null ? undefined : of('fe2') },
  };
}

/** Sums that were begun per row are added up and multiplied by count weights. The squared error of label 0 is the squared score. */
function sumsOfSums(plan: ReadPlan, dialect: Dialect, work: RowWork): CellSums {
  const times = plan.weightKind === 'count' ? ` * ${dialect.wideOfDouble('w')}` : '';
  const weights = work.weights ? ['fw', 'fw2'] : [];
  const weightSquares = work.weights ? 'fw2' : undefined;
  if (!plan.keepScores) return { columns: weights, sums: { weightSquares } };
  const error = plan.label === null ? [] : ['CASE WHEN l = 1 THEN f1 WHEN l = 0 THEN fs2 END AS fe2'];
  return {
    columns: [...weights, 'fs', 'fs2', ...error],
    sums: {
      weightSquares,
      score: `fs${times}`,
      scoreSquares: `fs2${times}`,
      errorSquares: plan.label === null ? undefined : `fe2${times}`,
    },
  };
}
