import { STEP_BOUNDS } from '../../../../core/fairness/outcomes/amount/index.js';
import { amountOf, type OutcomePlan, type ReadPlan } from '../../../../core/policy/bind/index.js';
import { isOneOf, plainNumber, plainText, type SqlColumn } from '../../sql/columns.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';
import { isUsableAmount, parts } from './row.js';

/*
 * Amounts that are known to be put into steps need not be grouped by their values first: a row turns its amount into the step and the rest
 * above it, and rows are grouped by steps, of which there are some thousands. Only the texts of amounts that are at fault stay keys. The
 * sums are of integers, so the tally has the same bits either way.
 */

/** Whether rows can turn their amounts into steps at once. An error is a second value of the row, and with one both are grouped by value. */
export const canStepRows = (plan: ReadPlan): plan is OutcomePlan =>
  plan.outcome?.type === 'amount' && plan.outcome.label === null;

/** Smallest parts of the amount of a row, an integer of the engine; NULL where it is missing or at fault. */
export function rowParts(plan: OutcomePlan, column: SqlColumn, dialect: Dialect): string {
  const number = plainNumber(dialect, column);
  const usable = isUsableAmount(number, amountOf(plan)!, dialect);
  const known =
    plan.missing.length === 0
      ? usable
      : `NOT (${isOneOf(dialect, plainText(dialect, column), plan.missing)}) AND ${usable}`;
  return `CASE WHEN ${known} THEN CAST(${parts(number, amountOf(plan)!, dialect)} AS UBIGINT) END`;
}

/** The width of the step of the integer `mp`, found by halving the list of bounds. */
function widthBetween(low: number, high: number): string {
  const [least] = STEP_BOUNDS;
  if (low === high) return `CAST(${low === 0 ? 1 : (STEP_BOUNDS[low - 1]! / least!) * 2} AS UBIGINT)`;
  const middle = Math.floor((low + high) / 2);
  return `CASE WHEN mp < ${STEP_BOUNDS[middle]} THEN ${widthBetween(low, middle)} ELSE ${widthBetween(middle + 1, high)} END`;
}

/** The fields with the width `mw` of the step of each amount, made once for the two columns that need it. */
export const FIELDS_WITH_WIDTH = `(SELECT *, ${widthBetween(0, STEP_BOUNDS.length - 1)} AS mw FROM fields) AS fields`;

/** The rest of an amount above the lower end of its step. Its square stays below 2^64. */
export const REST = 'mp % mw';

/** The lower end of the step of an amount, in smallest parts. */
export const STEP = 'mp - mp % mw';

/** Step `cells` from judged rows that are grouped by steps: the amount is the end `b` of the step plus a rest, of which `fs` and `fs2` are the sums. */
export function steppedCells(plan: ReadPlan, dialect: Dialect): string[] {
  const groups = plan.attributes.map((_, index) => `g${index}`);
  const keys = [...groups, 'l', 'key'];
  const wide = (integer: string): string => dialect.wideOfInteger(integer);
  const weight = plan.weightKind === 'count' ? `${dialect.wideOfDouble('w')} * ` : '';
  const [end, people] = [wide('b'), wide('k')];
  const terms = [
    ...groups,
    '0 AS l',
    `CAST(b AS ${dialect.types.double}) AS key`,
    'k',
    `${weight}${people} AS people`,
    `${weight}(${end} * ${people} + fs) AS total`,
    `${weight}(${end} * ${end} * ${people} + ${doubledInteger(dialect)} * ${end} * fs + fs2) AS squares`,
  ];
  return [
    `limits AS ${dialect.materialized}(SELECT 1 AS steps0, 0 AS steps1)`,
    `cells AS ${dialect.materialized}(
  SELECT ${keys.join(', ')}, sum(k) AS n, sum(people) AS sw, sum(total) AS ss, sum(squares) AS ss2
  FROM (SELECT ${terms.join(', ')} FROM judged WHERE fate IS NULL) AS terms
  GROUP BY ${keys.map((_, index) => index + 1).join(', ')}
)`,
  ];
}

const doubledInteger = (dialect: Dialect): string => dialect.wideOfInteger('2');

/**
 * Text and number of amounts for the steps that look for faults. Only amounts at fault still have theirs; a usable one stands as 0, which is
 * an amount of every unit.
 */
export function shownAmount(text: string, number: string, dialect: Dialect): { text: string; number: string } {
  const usable = 'CASE WHEN b IS NOT NULL THEN';
  return {
    text: `${usable} ${dialect.asText(dialect.quoteText('0'))} ELSE ${text} END`,
    number: `${usable} ${doubleLiteral(dialect, 0)} ELSE ${number} END`,
  };
}
