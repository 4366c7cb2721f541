import { agree, counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { MAX_PARTS } from '../../fairness/outcomes/amount/index.js';
import {
  compareCodePoints,
  type Exclusion,
  MANY_GROUPS_REMEDY,
  MAX_ABSOLUTE_SCORE,
  MAX_CELLS,
  MAX_GROUPS,
  type ScoreKeeping,
  type ValueList,
} from '../../fairness/tally/index.js';
import type { AmountOutcome } from '../sections/index.js';
import { amountText } from '../sections/text.js';
import { exponentHint, NO_NUMBER, notationHint, numberNames, whereRemedy } from '../where/index.js';
import { EXCLUSIONS, type FaultRole, faultRoles } from './fates.js';
import { intervalFaultText, isIntervalFault } from './intervals.js';
import { MOST_CANDIDATES, outcomeBinding, tooManyCandidates } from './outcomes/index.js';
import { amountOf, type ReadPlan } from './plan.js';

/** Most values shown in an error message. */
export const EXAMPLES_SHOWN = 5;

/** A value and the number of rows that have it. */
export interface ValueRows {
  readonly text: string;
  readonly rows: number;
}

/** The values of one role that do not fit the policy. */
export interface RoleFaults {
  readonly role: FaultRole;
  readonly rows: number;
  /** Number of distinct values. */
  readonly kinds: number;
  /** The most frequent values, at most `EXAMPLES_SHOWN`, in any order. */
  readonly examples: readonly ValueRows[];
}

/** A number of which only a lower bound may be known, because counting stopped early. */
export interface Count {
  readonly count: number;
  readonly isAtLeast?: boolean;
}

/** Facts about data once all rows are read: they decide whether the data may be audited, and explain why not. */
export interface DataFacts {
  readonly rowsRead: number;
  readonly excluded: readonly Exclusion[];
  readonly faults: readonly RoleFaults[];
  /** The most frequent texts of counted rows that were taken for the side that a binding does not name. */
  readonly unnamed: { readonly label: readonly ValueRows[]; readonly prediction: readonly ValueRows[] };
  /** Number of groups of each attribute of the plan. */
  readonly values: readonly Count[];
  readonly cells: Count;
  readonly score: ScoreKeeping;
  /** Lowest and highest score counted; null where no row has one. */
  readonly lowest: number | null;
  readonly highest: number | null;
}

/**
 * Throws the error that the user should see first, if there is any. Every way in which rows become a tally reports the same error.
 *
 * @throws TribuneError DATA_VALUE_INVALID, DATA_EMPTY, DATA_TOO_LARGE
 */
export function refuseData(plan: ReadPlan, facts: DataFacts): void {
  for (const role of faultRoles(plan)) {
    const faults = facts.faults.find((one) => one.role === role);
    if (faults !== undefined) throw invalidValues(plan, faults);
  }
  oneSidedFault(plan, facts);
  const { rowsRead, excluded } = facts;
  if (rowsRead === 0) {
    throw new TribuneError('DATA_EMPTY', 'the data has columns but no rows', {
      remedy: 'Check how the data was made; an audit needs at least one row.',
    });
  }
  if (excluded.reduce((sum, { rows }) => sum + rows, 0) === rowsRead) throw nothingLeft(plan, facts);
  tooManyGroups(plan, facts);
  scoresOutsideBins(plan, facts);
}

function nothingLeft(plan: ReadPlan, { rowsRead, excluded }: DataFacts): TribuneError {
  const reasons = excluded.map(({ reason, rows }) => `${rows} ${reason}`).join(', ');
  const filter = plan.where !== null && excluded.some(({ reason }) => reason === EXCLUSIONS.filtered);
  return new TribuneError('DATA_EMPTY', `no rows are left of ${rowsRead}: ${reasons}`, {
    remedy: filter
      ? 'Check data.where against the values in the data.'
      : 'Check the columns that the policy binds and data.missing.',
  });
}

interface FaultText {
  readonly column: string;
  readonly is: string;
  readonly remedy: string;
}

const BINARY_REMEDY =
  'Use 0 and 1 or true and false, name the values in the policy (positive: [...], negative: [...]), or list those that mean missing in data.missing.';

function faultText(plan: ReadPlan, role: FaultRole, examples: readonly string[]): FaultText {
  if (role.startsWith('where:')) {
    const column = numberNames(plan.where!)[Number(role.slice('where:'.length))]!;
    return {
      column,
      is: `${NO_NUMBER}, though data.where compares the column with one`,
      remedy: whereRemedy(column, examples, plan.numbers),
    };
  }
  const declared = amountOf(plan);
  if (declared !== undefined && isIntervalFault(role)) return intervalFaultText(role, declared);
  const amount = declared === undefined ? null : amountFault(declared, role, examples);
  if (amount !== null) return amount;
  const binding = outcomeBinding(plan.outcome);
  const fault = binding?.faults.find((one) => one.role === role);
  if (fault !== undefined)
    return { column: binding!.columns[fault.at]!.column, is: fault.is, remedy: fault.remedy(examples) };
  const { remedy, ...rest } = numberText(plan, role, examples);
  return { ...rest, remedy: `${notationHint(examples, plan.numbers)}${remedy}` };
}

/** Texts that look like an amount with a currency sign, a unit or thousands separators. */
const DRESSED = /^[^\d+-]*[+-]?\d[\d.,' _\u00a0\u202f]*[^\d]*$/;

function amountFault(outcome: AmountOutcome, role: FaultRole, examples: readonly string[]): FaultText | null {
  const { column, label, unit, unitColumn, decimals } = outcome;
  if (role === 'unit')
    return {
      column: unitColumn!,
      is: `another unit than ${unit}`,
      remedy: `Amounts of several units cannot be added: convert them, or audit one unit with data.where, such as ${unitColumn} = '${unit}'.`,
    };
  const [which, fault] = role.split(' ');
  if (which !== 'amount' && which !== 'actual') return null;
  const texts: Record<string, Omit<FaultText, 'column'>> = {
    number: {
      is: NO_NUMBER,
      remedy: `${exponentHint(examples)}${
        examples.some((text) => DRESSED.test(text))
          ? 'Write plain numbers such as 1200.50, without unit, currency sign and thousands separators (data.decimal: comma reads 1200,50).'
          : 'Mend the amounts, or list what means missing in data.missing.'
      }`,
    },
    negative: {
      is: 'below 0',
      remedy:
        'An amount is at least 0: audit what was granted and what was taken back as two columns, or leave such rows out with data.where.',
    },
    range: {
      is: `above ${amountText(MAX_PARTS / 10 ** decimals, unit)}`,
      remedy: 'Count in a larger unit (thousands), or declare fewer decimals in data.outcome.',
    },
    decimals: {
      is: `finer than the ${decimals} decimals of ${unit}`,
      remedy: `Declare \`decimals\` in data.outcome (0 to 6), or round the amounts.`,
    },
  };
  return { column: which === 'amount' ? column : label!, ...texts[fault!]! };
}

const OUTCOME_HINT = ' Decisions that are amounts, levels, classes or rankings are declared in data.outcome.';

function numberText(plan: ReadPlan, role: FaultRole, examples: readonly string[]): FaultText {
  if (role === 'label') return { column: plan.label!.column, is: 'neither 0 nor 1', remedy: BINARY_REMEDY };
  if (role === 'prediction')
    return {
      column: plan.prediction!.column,
      is: 'neither 0 nor 1',
      remedy: `${BINARY_REMEDY}${OUTCOME_HINT}`,
    };
  if (role === 'score') {
    return {
      column: plan.score!,
      is: NO_NUMBER,
      remedy: 'Mend the scores, or list what means missing in data.missing.',
    };
  }
  if (role === 'score range') {
    return {
      column: plan.score!,
      is: `beyond +-${MAX_ABSOLUTE_SCORE}`,
      remedy:
        'Set data.scoreScale to divide scores first (for example scoreScale: 1000; cutoff and scoreBins are then on the divided scale).',
    };
  }
  if (role === 'weight') {
    const count = plan.weightKind === 'count';
    return {
      column: plan.weight!,
      is: `no ${count ? 'integer' : 'number'} from 0 to ${plan.largestWeight}`,
      remedy: count
        ? 'Counts are non-negative integers; for survey weights set weightKind: sampling.'
        : weightRemedy(examples, plan.largestWeight),
    };
  }
  const attribute = plan.attributes[Number(role.slice('bins:'.length))]!;
  return {
    column: attribute.column,
    is: NO_NUMBER,
    remedy: `Attribute ${attribute.name} declares bins: mend the values, or list what means missing in data.missing.`,
  };
}

/** What mends weights that are no such number: large ones are divided, others cannot be. */
function weightRemedy(examples: readonly string[], largest: number): string {
  const isLarge = (text: string) => Number(text) > largest;
  const large = 'Divide large weights by a common factor';
  const others = 'weights that are negative or no number, or leave such rows out with data.where';
  if (examples.every(isLarge)) return `${large}.`;
  return examples.some(isLarge) ? `${large}; mend ${others}.` : `Mend ${others}.`;
}

/** Values by frequency, then by code point, so that the order of an engine's result does not decide the message. */
export const byFrequency = (values: readonly ValueRows[]): ValueRows[] =>
  [...values].sort((a, b) => b.rows - a.rows || compareCodePoints(a.text, b.text));

const times = (rows: number): string => (rows === 1 ? 'once' : `${rows} times`);

const listed = (values: readonly ValueRows[]): string =>
  byFrequency(values)
    .map(({ text, rows }) => `${JSON.stringify(text)} (${times(rows)})`)
    .join(', ');

function invalidValues(plan: ReadPlan, { role, rows, kinds, examples }: RoleFaults): TribuneError {
  const texts = byFrequency(examples).map(({ text }) => text);
  const { column, is, remedy } = faultText(plan, role, texts);
  const more = kinds - examples.length;
  return new TribuneError(
    'DATA_VALUE_INVALID',
    `column "${column}": ${counted(rows, 'value')} ${agree(rows, 'is', 'are')} ${is}: ${listed(examples)}${more > 0 ? ` and ${counted(more, 'other value')}` : ''}`,
    { remedy, place: { name: column } },
  );
}

function oneSidedFault(plan: ReadPlan, { unnamed }: DataFacts): void {
  for (const role of ['label', 'prediction'] as const) {
    const values = unnamed[role];
    const binding = plan[role];
    if (values.length < 2 || binding === null) continue;
    const side = binding.positive === null ? 'positive' : 'negative';
    const most = values.length === EXAMPLES_SHOWN ? 'at least ' : '';
    throw new TribuneError(
      'DATA_VALUE_INVALID',
      `column "${binding.column}": ${most}${values.length} values could be ${side}: ${listed(values)}`,
      {
        remedy: `List them in the policy: ${side}: [...].`,
        place: { name: binding.column },
      },
    );
  }
}

const countText = ({ count, isAtLeast = false }: Count): string => `${isAtLeast ? 'at least ' : ''}${count}`;

/** Number of cells that an engine counts for a plan at most; a cell of a ranking is a candidate. */
export const mostCells = ({ outcome }: Pick<ReadPlan, 'outcome'>): number =>
  outcome?.type === 'ranking' ? MOST_CANDIDATES : MAX_CELLS;

function tooManyGroups(plan: ReadPlan, { values, cells }: DataFacts): void {
  plan.attributes.forEach((attribute, index) => {
    const groups = values[index] ?? { count: 0 };
    if (groups.count <= MAX_GROUPS || attribute.measured === true) return;
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `attribute ${attribute.name} (column "${attribute.column}") has ${countText(groups)} values, more than ${MAX_GROUPS} groups`,
      {
        remedy: MANY_GROUPS_REMEDY,
        place: { name: attribute.column },
      },
    );
  });
  if (cells.count > mostCells(plan)) {
    if (plan.outcome?.type === 'ranking') throw tooManyCandidates(countText(cells));
    throw new TribuneError('DATA_TOO_LARGE', `the attributes make ${countText(cells)} cells, more than ${MAX_CELLS}`, {
      remedy: 'Audit fewer attributes together, or use coarser bins (data.scoreBins).',
    });
  }
}

function scoresOutsideBins(plan: ReadPlan, { score, lowest, highest }: DataFacts): void {
  if (score.kind !== 'bins' || lowest === null || highest === null) return;
  if (lowest >= score.lower && highest <= score.upper) return;
  throw new TribuneError(
    'DATA_VALUE_INVALID',
    `column "${plan.score}": too many distinct scores to keep each, and they reach from ${lowest} to ${highest}, outside data.scoreBins (${score.lower} to ${score.upper})`,
    { remedy: 'Set data.scoreBins to a range that holds every score.', place: { name: plan.score ?? '' } },
  );
}

/** Refuses too many groups of an intersection: combinations of values are groups as well. `lists` are the values of the cells. */
export function refuseIntersections(plan: ReadPlan, attributes: readonly string[], lists: readonly ValueList[]): void {
  for (const names of plan.intersections) {
    const places = names.map((name) => attributes.indexOf(name));
    const groups = new Set(lists.map((values) => JSON.stringify(places.map((place) => values[place]))));
    if (groups.size <= MAX_GROUPS) continue;
    throw new TribuneError(
      'DATA_TOO_LARGE',
      `the intersection of ${names.join(', ')} has ${groups.size} groups, more than ${MAX_GROUPS}`,
      {
        remedy: 'Leave the intersection out, or declare coarser bins for its numeric attributes.',
      },
    );
  }
}
