import { MAX_END_PARTS, MAX_PARTS } from '../../../../core/fairness/outcomes/amount/index.js';
import { type AmountFault, type FaultRole, faultyEnd, type IntervalFault } from '../../../../core/policy/bind/index.js';
import type { AmountOutcome } from '../../../../core/policy/sections/index.js';
import { type Dialect, doubleLiteral } from '../../sql/dialect.js';

/** Raw column, text and number of the decided amount and of the label's. */
export const AMOUNT_COLUMNS = [
  ['ra', 'mt', 'mn'],
  ['rb', 'bt', 'bn'],
] as const;

/** The same of the lower and the upper end of a prediction interval. */
export const INTERVAL_COLUMNS = [
  ['rlow', 'lowt', 'lown'],
  ['rupp', 'uppt', 'uppn'],
] as const;

export const isAmountRole = (role: FaultRole): role is AmountFault => /^(amount|actual) /.test(role);

/** The largest amount, in units. */
export const largestAmount = ({ decimals }: AmountOutcome, dialect: Dialect): string =>
  doubleLiteral(dialect, MAX_PARTS / 10 ** decimals);

const largestEnd = ({ decimals }: AmountOutcome, dialect: Dialect): string =>
  doubleLiteral(dialect, MAX_END_PARTS / 10 ** decimals);

/** The smallest parts of a number: `partsOf` of core/fairness/outcomes/amount, in the same order. */
export function parts(number: string, { decimals }: AmountOutcome, dialect: Dialect): string {
  const power = doubleLiteral(dialect, 10 ** decimals);
  return dialect.floor(`(${number} * ${power} + ${doubleLiteral(dialect, 0.5)})`);
}

/**
 * The amount `m` and, where there is a label, its error `e`, and the label `y` where it is counted, as doubles that hold integers; NULL where there is none. Where there is an
 * interval, its width `iw`, and whether it holds the label, `ic`, 1 or 0. The range is asked first, because some engines refuse a product that overflows.
 */
export function amountColumns(
  outcome: AmountOutcome,
  dialect: Dialect,
  explained: boolean,
): { name: string; sql: string }[] {
  const [amount, actual] = AMOUNT_COLUMNS.map(([, text, number]) => {
    const usable = `${text} IS NOT NULL AND ${number} >= ${doubleLiteral(dialect, 0)} AND ${number} <= ${largestAmount(outcome, dialect)}`;
    return `CASE WHEN ${usable} THEN ${parts(number, outcome, dialect)} END`;
  });
  const columns = [{ name: 'm', sql: amount! }];
  if (outcome.label !== null) columns.push({ name: 'e', sql: `(${amount}) - (${actual})` });
  if (explained) columns.push({ name: 'y', sql: actual! });
  if (outcome.interval !== undefined) columns.push(...intervalColumns(outcome, dialect));
  return columns;
}

function intervalColumns(outcome: AmountOutcome, dialect: Dialect): { name: string; sql: string }[] {
  const [lower, upper] = INTERVAL_COLUMNS.map(([, text, number]) => {
    const usable = `${text} IS NOT NULL AND abs(${number}) <= ${largestEnd(outcome, dialect)}`;
    return `CASE WHEN ${usable} THEN ${parts(number, outcome, dialect)} END`;
  });
  const width = { name: 'iw', sql: `(${upper}) - (${lower})` };
  if (outcome.label === null) return [width];
  const [zero, one] = [0, 1].map((value) => doubleLiteral(dialect, value));
  const [[, , label], [[, , low], [, , high]]] = [AMOUNT_COLUMNS[1], INTERVAL_COLUMNS];
  // Numbers that are no finer than the unit lie as their smallest parts do, and all others are at fault.
  const isKnown = [label, low, high].map((number) => `${number} IS NOT NULL`).join(' AND ');
  const isIn = `${label} >= ${low} AND ${label} <= ${high}`;
  return [width, { name: 'ic', sql: `CASE WHEN ${isKnown} THEN CASE WHEN ${isIn} THEN ${one} ELSE ${zero} END END` }];
}

/** Condition that an amount is at fault, and the text of that amount. Each is asked only where the ones before it do not hold. */
export function amountFault(
  role: AmountFault,
  outcome: AmountOutcome,
  dialect: Dialect,
): { when: string; value: string } {
  const [which, fault] = role.split(' ') as ['amount' | 'actual', string];
  const [, text, number] = AMOUNT_COLUMNS[which === 'amount' ? 0 : 1];
  const power = doubleLiteral(dialect, 10 ** outcome.decimals);
  const conditions: Record<string, string> = {
    number: `${number} IS NULL`,
    negative: `${number} < ${doubleLiteral(dialect, 0)}`,
    range: `${number} > ${largestAmount(outcome, dialect)}`,
    decimals: `(${parts(number, outcome, dialect)}) / ${power} <> ${number}`,
  };
  return { when: `(${text} IS NOT NULL AND ${conditions[fault]})`, value: text };
}

/** Condition that an interval is at fault, and the text of the end that shows it. */
export function intervalFault(
  role: IntervalFault,
  outcome: AmountOutcome,
  dialect: Dialect,
): { when: string; value: string } {
  const end = faultyEnd(role);
  const [own, other] = end === 'lower' ? INTERVAL_COLUMNS : [...INTERVAL_COLUMNS].reverse();
  const [, text, number] = own!;
  const power = doubleLiteral(dialect, 10 ** outcome.decimals);
  const conditions: Record<string, string> = {
    number: `${number} IS NULL`,
    range: `abs(${number}) > ${largestEnd(outcome, dialect)}`,
    decimals: `(${parts(number, outcome, dialect)}) / ${power} <> ${number}`,
    alone: `${other![1]} IS NULL`,
    above: `${number} > ${other![2]}`,
  };
  return { when: `(${text} IS NOT NULL AND ${conditions[role.split(' ')[1]!]})`, value: text };
}
