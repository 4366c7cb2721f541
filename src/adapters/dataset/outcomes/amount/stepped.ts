import { STEP_BOUNDS } from '../../../../core/fairness/outcomes/amount/index.js';
import { amountOf, type OutcomePlan, type ReadPlan } from '../../../../core/policy/bind/index.js';
import type { AmountOutcome } from '../../../../core/policy/sections/index.js';
import { isOneOf, plainNumber, plainText, type SqlColumn } from '../../sql/columns.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';
import { largestAmount, parts } from './row.js';

/*
 * Amounts that are known to be put into steps need not be grouped by their values first: a row turns its amount into the step and the rest
 * above it, and rows are grouped by steps, of which there are some thousands. Only the texts of amounts that are at fault stay keys. The
 * sums are of integers, so the tally has the same bits either way.
 */

/** Whether rows can turn their amounts into steps at once. An error is a second value of the row, and with one both are grouped by value. */
export const canStepRows = (plan: ReadPlan): plan is OutcomePlan =>
  plan.outcome?.type === 'amount' && plan.outcome.label === null;

/** The number of the amount of a row, a double; NULL where it is missing or out of range. */
export function rowNumber(plan: OutcomePlan, column: SqlColumn, dialect: Dialect): string {
  const number = plainNumber(dialect, column);
  const inRange = `${number} >= ${doubleLiteral(dialect, 0)} AND ${number} <= ${largestAmount(amountOf(plan)!, dialect)}`;
  const known =
    plan.missing.length === 0
      ? inRange
      : `NOT (${isOneOf(dialect, plainText(dialect, column), plan.missing)}) AND ${inRange}`;
  return `CASE WHEN ${known} THEN ${number} END`;
}

/**
 * `fields` with the smallest parts `mp` of the number `mx` (a double that holds an integer, NULL where the number has more decimals than the
 * unit) and the width `mw` of its step. Each is a step of its own, because an engine computes an expression that stands twice in one twice.
 *
 * The width is a power of two, found without logarithms, whose last bit differs between machines: c - (c - p) with c = p (2^52 + 1) is p rounded
 * to one binary digit (Dekker 1971, A floating-point technique for extending the available precision, section 5), so it is the power of two below
 * p, or twice that.
 */
export function fieldsWithSteps(plan: OutcomePlan, dialect: Dialect): string {
  const number = (value: number): string => doubleLiteral(dialect, value);
  const outcome = amountOf(plan)!;
  const [least] = STEP_BOUNDS;
  const width = (power: string): string => `${power} * ${number(2 / least!)}`;
  const columns = [
    `${parts('mx', outcome, dialect)} AS mf`,
    `CASE WHEN mf / ${number(10 ** outcome.decimals)} = mx THEN mf END AS mp`,
    `mp * ${number(2 ** 52 + 1)} AS mc`,
    'mc - (mc - mp) AS mo',
    `CASE WHEN mp < ${number(least!)} THEN ${number(1)} WHEN mo > mp THEN ${width(`mo / ${number(2)}`)} ELSE ${width('mo')} END AS mw`,
    `${dialect.floor('(mp / mw)')} * mw AS mb`,
    'CAST(mp - mb AS BIGINT) AS mr',
    'CAST(mb AS BIGINT) AS mk',
  ];
  return columns.reduce((from, column) => `(SELECT *, ${column} FROM ${from}) AS fields`, 'fields');
}

/** The lower end of the step of an amount, in smallest parts. */
export const STEP = 'mk';

/** The rest of an amount above the lower end of its step. */
export const REST = 'mr';

/**
 * The least number, in units, that rows do not turn into steps: from 2^40 smallest parts on the square of a rest leaves the 64-bit integers, in which
 * sums take half the time. It is ten thousand million dollars, and such data are grouped by values first.
 */
export const rowStepLimit = ({ decimals }: AmountOutcome): number => 2 ** 40 / 10 ** decimals;

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
