import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { didYouMean } from '../../base/suggest.js';
import { readPrinted } from './printed.js';
import { canHold, type Program, rangeOf, rangeOfShare, type Statement } from './program.js';
import { NOT_OF_COUNTS, PRINTED_RATES, type PrintedRate } from './rates.js';
import type { Fraction } from './simplex.js';
import { haveWholeNumbers } from './whole-numbers.js';

/** Rates as they are printed, by their name: `{ true_positive_rate: '0.81', base_rate: '38 %' }`. */
export type PrintedRates = Readonly<Record<string, string>>;

export interface PrintedGroup {
  readonly name: string;
  /** Number of people, where it is printed. */
  readonly people?: number;
  readonly rates: PrintedRates;
}

/** What a report prints about groups that together are everybody, and about everybody. */
export interface PrintedReport {
  readonly groups: readonly PrintedGroup[];
  readonly overall?: PrintedRates;
}

export interface PrintedStatement {
  /** Name of the group; null for all together. */
  readonly group: string | null;
  readonly rate: PrintedRate;
  readonly printed: string;
}

/** A printed number and the range in which all other numbers would have it; null where they contradict each other without it, too. */
export interface Correction extends PrintedStatement {
  readonly lower: number;
  readonly upper: number;
}

/** A rate that is not printed, and where the printed ones put it. */
export interface ImpliedRange {
  readonly group: string | null;
  /** `share` is the share of all people. */
  readonly rate: PrintedRate | 'share';
  readonly lower: number;
  readonly upper: number;
}

export interface Consistency {
  readonly consistent: boolean;
  /** Number of printed rates. */
  readonly statements: number;
  /** Where the rates contradict each other: some of them that cannot hold together, none of which could be left out. */
  readonly contradiction: readonly PrintedStatement[];
  /** Each single number that may be the wrong one, and what it would have to be if every other is right. */
  readonly corrections: readonly Correction[];
  /** Groups of known size in which no whole numbers of people give the printed rates. */
  readonly noWholeNumbers: readonly string[];
  /** Groups of known size that are too large for that search. */
  readonly notSearched: readonly string[];
  /** What follows for rates that are not printed; empty where the printed ones contradict each other. */
  readonly implied: readonly ImpliedRange[];
}

/** The time of an exact program grows with the cube of these. */
export const MOST_GROUPS = 12;
export const MOST_STATEMENTS = 60;

/**
 * Says whether rates that a report prints can hold together, for groups that together are everybody.
 *
 * Every rate is a ratio of sums of shares of people, so printed rates are linear inequalities, and whether people exist of whom all are true is
 * a linear program; it is solved in exact arithmetic. Rounding counts: `0.62` may have been anything from .615 to .625.
 *
 * @throws INVALID_ARGUMENT for a name that is no rate of four counts, a number that is no rate, too many groups or rates
 * @example
 * checkConsistency({
 *   groups: [
 *     { name: 'A', rates: { selection_rate: '.62', true_positive_rate: '.81', false_positive_rate: '.19' } },
 *     { name: 'B', rates: { selection_rate: '.43', true_positive_rate: '.69', false_positive_rate: '.31' } },
 *   ],
 *   overall: { selection_rate: '.55', true_positive_rate: '.78', false_positive_rate: '.22' },
 * }).corrections; // overall false_positive_rate would have to lie between .246 and .269, ...
 */
export function checkConsistency(report: PrintedReport): Consistency {
  const { program, statements } = readReport(report);
  const name = ({ group, rate, printed }: Statement): PrintedStatement => ({
    group: group === 'overall' ? null : report.groups[group]!.name,
    rate,
    printed: printed.text,
  });
  const consistent = canHold(program, statements);
  const contradiction = consistent ? [] : smallestContradiction(program, statements);
  return {
    ...wholeNumbers(report, statements),
    consistent,
    statements: statements.length,
    contradiction: contradiction.map(name),
    corrections: contradiction.flatMap((statement) => correctionOf(program, statements, statement, name)),
    implied: consistent ? impliedRanges(report, program, statements) : [],
  };
}

function readReport({ groups, overall = {} }: PrintedReport): { program: Program; statements: Statement[] } {
  if (groups.length === 0) throw refused('no group is named', 'Give at least one group with its rates.');
  if (groups.length > MOST_GROUPS)
    throw refused(
      `there are ${counted(groups.length, 'group')}`,
      `Give at most ${MOST_GROUPS}: join the smallest ones.`,
    );
  const repeated = groups.find(({ name }, i) => groups.findIndex((other) => other.name === name) < i);
  if (repeated !== undefined) throw refused(`group "${repeated.name}" stands there twice`, 'Give each group once.');
  const statements = [
    ...groups.flatMap(({ name, rates }, i) => statementsOf(i, `group "${name}"`, rates)),
    ...statementsOf('overall', 'overall', overall),
  ];
  if (statements.length > MOST_STATEMENTS)
    throw refused(`there are ${statements.length} rates`, `Give at most ${MOST_STATEMENTS}.`);
  const people = groups.map(({ name, people }) => readPeople(name, people));
  return { program: { groups: groups.length, people }, statements };
}

function statementsOf(group: Statement['group'], place: string, rates: PrintedRates): Statement[] {
  return Object.entries(rates).map(([rate, text]) => {
    if (!(PRINTED_RATES as readonly string[]).includes(rate)) throw unknownRate(place, rate);
    return { group, rate: rate as PrintedRate, printed: readPrinted(text, `${rate} of ${place}`) };
  });
}

function unknownRate(place: string, rate: string): TribuneError {
  const known = Object.hasOwn(NOT_OF_COUNTS, rate) ? NOT_OF_COUNTS[rate] : undefined;
  if (known !== undefined)
    return refused(`${rate} of ${place} cannot be checked: ${known}`, 'Leave it out, or give the rates named.');
  return refused(`${place} has a rate "${rate}" that is not known`, didYouMean(rate, PRINTED_RATES));
}

function readPeople(name: string, people: number | undefined): bigint | null {
  if (people === undefined) return null;
  if (!Number.isSafeInteger(people) || people < 1)
    throw refused(`group "${name}" has ${counted(people, 'person')}`, 'Give a whole number from 1.');
  return BigInt(people);
}

/** Leaves out one statement after the other for as long as the rest contradict each other; what is left cannot lose any. */
function smallestContradiction(program: Program, statements: readonly Statement[]): Statement[] {
  let left = [...statements];
  for (const statement of statements) {
    const without = left.filter((other) => other !== statement);
    if (!canHold(program, without)) left = without;
  }
  return left;
}

function correctionOf(
  program: Program,
  statements: readonly Statement[],
  statement: Statement,
  name: (statement: Statement) => PrintedStatement,
): Correction[] {
  const others = statements.filter((other) => other !== statement);
  if (!canHold(program, others)) return [];
  const range = between(rangeOf(program, others, statement.group, statement.rate));
  return range === null ? [] : [{ ...name(statement), ...range }];
}

/** Rates of which the complement is one of the others too; of each such pair one is enough to be told. */
const COMPLEMENTS: Readonly<Partial<Record<PrintedRate, PrintedRate>>> = {
  true_negative_rate: 'false_positive_rate',
  false_negative_rate: 'true_positive_rate',
};
const TOLD_RATES = PRINTED_RATES.filter((rate) => COMPLEMENTS[rate] === undefined);

function impliedRanges(report: PrintedReport, program: Program, statements: readonly Statement[]): ImpliedRange[] {
  const isPrinted = (place: Statement['group'], rate: PrintedRate): boolean =>
    statements.some(({ group, rate: other }) => group === place && (other === rate || COMPLEMENTS[other] === rate));
  const ranges: ImpliedRange[] = [];
  const add = (group: string | null, rate: ImpliedRange['rate'], found: readonly [Fraction, Fraction]): void => {
    const range = between(found);
    if (range !== null && !(range.lower === 0 && range.upper === 1)) ranges.push({ group, rate, ...range });
  };
  const places = [...report.groups.map((_, i) => i), ...(report.groups.length > 1 ? (['overall'] as const) : [])];
  for (const place of places) {
    const group = place === 'overall' ? null : report.groups[place]!.name;
    if (place !== 'overall' && report.groups.length > 1) add(group, 'share', rangeOfShare(program, statements, place));
    for (const rate of TOLD_RATES)
      if (!isPrinted(place, rate)) add(group, rate, rangeOf(program, statements, place, rate));
  }
  return ranges;
}

/** A range that ends before it begins belongs to a rate with nobody in its denominator. */
function between([low, high]: readonly [Fraction, Fraction]): { lower: number; upper: number } | null {
  const [lower, upper] = [toNumber(low), toNumber(high)];
  return lower > upper ? null : { lower, upper };
}

/** Digits kept of a quotient of two long whole numbers; a double holds about 16. */
const QUOTIENT = 10n ** 18n;

const toNumber = ({ numerator, denominator }: Fraction): number =>
  Number((numerator * QUOTIENT) / denominator) / Number(QUOTIENT);

function wholeNumbers(
  { groups }: PrintedReport,
  statements: readonly Statement[],
): Pick<Consistency, 'noWholeNumbers' | 'notSearched'> {
  const found = groups.flatMap(({ name, people }, i) => {
    if (people === undefined) return [];
    const own = statements.filter(({ group }) => group === i);
    return own.length === 0 ? [] : [{ name, have: haveWholeNumbers(people, own) }];
  });
  return {
    noWholeNumbers: found.filter(({ have }) => have === false).map(({ name }) => name),
    notSearched: found.filter(({ have }) => have === null).map(({ name }) => name),
  };
}

const refused = (message: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', message, { remedy });
