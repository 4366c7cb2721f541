import type { PrintedNumber } from './printed.js';
import { CELLS_PER_GROUP, formsOf, type PrintedRate } from './rates.js';
import { type Fraction, type LinearForm, maximize } from './simplex.js';

/** One printed number: of a group by its place in the list, or of all groups together. */
export interface Statement {
  readonly group: number | 'overall';
  readonly rate: PrintedRate;
  readonly printed: PrintedNumber;
}

/** Shares of people that are known: `people[i]` of group i, where all are known. */
export interface Program {
  readonly groups: number;
  readonly people: readonly (bigint | null)[];
}

interface Ratio {
  readonly numerator: LinearForm;
  readonly denominator: LinearForm;
}

type Row = { readonly form: LinearForm; readonly bound: bigint };

/**
 * The unknowns are the shares of all people that each of the four outcomes of each group has. Every rate is a ratio of sums of them, so
 * "this rate lies between two numbers" is a pair of linear inequalities, for a group and for all together alike.
 */
function ratioOf({ groups }: Program, group: number | 'overall', rate: PrintedRate): Ratio {
  const { numerator, denominator } = formsOf(rate);
  const spread = (form: LinearForm): LinearForm =>
    Array.from({ length: groups * CELLS_PER_GROUP }, (_, j) =>
      group === 'overall' || Math.floor(j / CELLS_PER_GROUP) === group ? form[j % CELLS_PER_GROUP]! : 0n,
    );
  return { numerator: spread(numerator), denominator: spread(denominator) };
}

/** lowest <= numerator / denominator <= highest, as two inequalities without a division. */
function rowsOf(program: Program, { group, rate, printed }: Statement): Row[] {
  const { numerator, denominator } = ratioOf(program, group, rate);
  const between = (low: LinearForm, lowBy: bigint, high: LinearForm, highBy: bigint): Row => ({
    form: inLowestTerms(low.map((value, j) => value * lowBy - high[j]! * highBy)),
    bound: 0n,
  });
  const { lowest, highest } = printed;
  return [
    between(denominator, lowest.numerator, numerator, lowest.denominator),
    between(numerator, highest.denominator, denominator, highest.numerator),
  ];
}

/** Keeps the numbers of the exact program short. */
function inLowestTerms(form: LinearForm): LinearForm {
  const divisor = form.reduce((a, b) => greatestCommonDivisor(a, b < 0n ? -b : b), 0n);
  return divisor <= 1n ? form : form.map((value) => value / divisor);
}

const greatestCommonDivisor = (a: bigint, b: bigint): bigint => (b === 0n ? a : greatestCommonDivisor(b, a % b));

const membersOf = ({ groups }: Program, group: number): LinearForm =>
  Array.from({ length: groups * CELLS_PER_GROUP }, (_, j) => (Math.floor(j / CELLS_PER_GROUP) === group ? 1n : 0n));

/** Sizes that are known fix the shares of their groups to one another. */
function shareRows(program: Program): Row[] {
  const known = program.people.flatMap((people, group) => (people === null ? [] : [{ people, group }]));
  return known.slice(1).flatMap(({ people, group }) => {
    const first = known[0]!;
    const [here, there] = [membersOf(program, group), membersOf(program, first.group)];
    const form = here.map((value, j) => value * first.people - there[j]! * people);
    return [
      { form, bound: 0n },
      { form: form.map((value) => -value), bound: 0n },
    ];
  });
}

/**
 * Whether people exist of whom all statements are true. A rate that is printed has somebody in its denominator, and a group has members:
 * the least of these sums is made as large as possible, and must come out above 0.
 */
export function canHold(program: Program, statements: readonly Statement[]): boolean {
  const variables = program.groups * CELLS_PER_GROUP;
  const widened = ({ form, bound }: Row): Row => ({ form: [...form, 0n], bound });
  const present = [
    ...statements.map(({ group, rate }) => ratioOf(program, group, rate).denominator),
    ...Array.from({ length: program.groups }, (_, group) => membersOf(program, group)),
  ];
  const rows: Row[] = [
    ...statements.flatMap((statement) => rowsOf(program, statement)).map(widened),
    ...shareRows(program).map(widened),
    ...present.map((form) => ({ form: [...form.map((value) => -value), 1n], bound: 0n })),
    { form: [...Array<bigint>(variables).fill(1n), 0n], bound: 1n },
  ];
  const most = maximize([...Array<bigint>(variables).fill(0n), 1n], rows);
  return most !== null && most.numerator > 0n;
}

/**
 * Lowest and highest value of a rate among all people of whom the statements are true; they must be able to hold. The inequalities say
 * nothing about the number of people, so the denominator of the rate may be set to 1 (Charnes and Cooper 1962). A rate is at most 1, so its
 * lowest value is 1 less the highest of its complement.
 */
export function rangeOf(
  program: Program,
  statements: readonly Statement[],
  group: number | 'overall',
  rate: PrintedRate,
): readonly [Fraction, Fraction] {
  const { numerator, denominator } = ratioOf(program, group, rate);
  return rangeOfRatio(program, statements, { numerator, denominator });
}

/** Lowest and highest share of all people that a group may be. */
export function rangeOfShare(
  program: Program,
  statements: readonly Statement[],
  group: number,
): readonly [Fraction, Fraction] {
  const everybody = Array<bigint>(program.groups * CELLS_PER_GROUP).fill(1n);
  return rangeOfRatio(program, statements, { numerator: membersOf(program, group), denominator: everybody });
}

function rangeOfRatio(
  program: Program,
  statements: readonly Statement[],
  { numerator, denominator }: Ratio,
): readonly [Fraction, Fraction] {
  const rows: Row[] = [
    ...statements.flatMap((statement) => rowsOf(program, statement)),
    ...shareRows(program),
    { form: denominator, bound: 1n },
  ];
  const complement = denominator.map((value, j) => value - numerator[j]!);
  const [high, low] = [maximize(numerator, rows)!, maximize(complement, rows)!];
  return [{ numerator: low.denominator - low.numerator, denominator: low.denominator }, high];
}
