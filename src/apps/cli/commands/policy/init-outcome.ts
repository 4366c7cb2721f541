import { TribuneError } from '../../../../core/base/errors.js';
import { nearName } from '../../../../core/base/suggest.js';
import { parsePolicy } from '../../../../core/policy/index.js';
import {
  type ColumnProfile,
  type ColumnRoles,
  classesOf,
  decidedOf,
  guessOutcomes,
  guessRoles,
  levelsOf,
  middleLevel,
  missingWords,
  type OutcomeGuess,
  unitColumnOf,
  writeAmountPolicy,
  writeWordsPolicy,
} from '../../../../domain/policy-proposals/index.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';

/** Options that name the column of decisions that are not 0 or 1, and what they say of it. */
const OPTIONS = { amount: 'amount', ordered: 'ordered', class: 'class' } as const;
export const OUTCOME_OPTIONS: readonly (keyof typeof OPTIONS)[] = ['amount', 'ordered', 'class'];

const CALLED = { amount: 'a decided amount', ordered: 'decided levels', class: 'decided classes' } as const;

const say = ({ type, column }: Pick<OutcomeGuess, 'type' | 'column'>): string => `--${type} ${column}`;

/**
 * What is decided, where it is not 0 or 1: told, or the one column that looks like it in data without a prediction and a score. Null for decisions of 0
 * and 1. Several such columns are named, and none is chosen.
 *
 * @throws TribuneError USAGE for several kinds of decisions at once, DATA_COLUMN_MISSING
 */
export function outcomeOf(args: ParsedArguments, columns: readonly ColumnProfile[]): OutcomeGuess | null {
  const binary = ['prediction', 'score', 'cutoff'].filter((name) => text(args, name) !== undefined);
  const told = OUTCOME_OPTIONS.filter((name) => text(args, name) !== undefined);
  const [type, other] = [...told, ...binary];
  if (told.length > 0 && other !== undefined)
    throw new TribuneError('USAGE', `--${type} and --${other} are both given: a decision is of one kind`, {
      remedy: 'Leave one of them out.',
    });
  if (told.length > 0) {
    const column = text(args, told[0]!)!;
    demandColumns(columns, [column, text(args, 'label')]);
    return { type: told[0]!, column, why: 'as told' };
  }
  return binary.length > 0 ? null : guessed(args, columns);
}

function guessed(args: ParsedArguments, columns: readonly ColumnProfile[]): OutcomeGuess | null {
  const { prediction, score } = guessRoles(columns, { weight: text(args, 'weight') });
  if (prediction !== null || score !== null) return null;
  const taken = new Set([text(args, 'label') ?? '', text(args, 'weight') ?? '', ...list(args, 'attribute')]);
  const found = guessOutcomes(columns, taken);
  if (found.length <= 1) return found[0] ?? null;
  const each = found.map(({ type, column, why }) => `"${column}" (${CALLED[type]}: ${why})`);
  throw new TribuneError('USAGE', `several columns look like what was decided: ${fewOf(each)}`, {
    remedy: `Say which it is: ${fewOf(found.map(say), ', or ')}; or --prediction COLUMN where decisions are 0 or 1.`,
  });
}

/** Most columns that are named in one message. */
const MOST_NAMED = 4;

const fewOf = (names: readonly string[], comma = ', '): string =>
  `${names.slice(0, MOST_NAMED).join(comma)}${names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : ''}`;

export function demandColumns(columns: readonly ColumnProfile[], wanted: readonly (string | undefined)[]): void {
  const names = columns.map(({ name }) => name);
  for (const name of wanted)
    if (name !== undefined && !names.includes(name))
      throw new TribuneError('DATA_COLUMN_MISSING', `no column "${name}"`, {
        remedy: `${nearName(name, names)}The data has: ${names.join(', ')}.`,
      });
}

interface Asked {
  readonly outcome: OutcomeGuess;
  readonly name: string;
}

interface Proposed {
  readonly proposal: string;
  /** What was recognised, and why. */
  readonly notes: readonly string[];
}

/** The policy of decisions that are amounts, levels or classes. */
export function proposeOutcome(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  { outcome, name }: Asked,
): Proposed {
  const { type, column, why } = outcome;
  const labelled = text(args, 'label');
  demandColumns(columns, [labelled]);
  demandOptions(args, outcome);
  const none = list(args, 'none');
  const found = columns.find((each) => each.name === column)!;
  const decided = decidedOf(found, none);
  const label = columns.find((each) => each.name === labelled) ?? null;
  const order = type === 'ordered' ? levelsOf(decided, label, list(args, 'level')) : null;
  const direction = type === 'class' ? null : directionOf(args, outcome, order?.levels ?? []);
  const { missing, ...others } = rolesOf(args, columns, [found, ...(label === null ? [] : [label])]);
  const roles = { ...others, missing: missing.filter((word) => !none.includes(word)) };
  const frame = { column, label: label?.name ?? null };
  const unitColumn = type === 'amount' ? unitColumnOf(columns, new Set(list(args, 'attribute'))) : null;
  const write = (): string => {
    if (type === 'amount') {
      const amount = { ...frame, ...direction!, unit: text(args, 'unit')!, whole: decided.whole, unitColumn };
      return writeAmountPolicy({ name, amount, roles });
    }
    if (type === 'class') {
      confirmed(outcome);
      const favourable = list(args, 'favourable-class');
      const classes = classesOf(decided, label, favourable);
      return writeWordsPolicy({ name, outcome: { ...frame, type, classes, favourable, none }, roles });
    }
    const middle = middleLevel(decided, order!.levels, direction!.favourable);
    return writeWordsPolicy({ name, outcome: { ...frame, ...order!, ...direction!, type, middle, none }, roles });
  };
  const proposal = write();
  parsePolicy(proposal, { file: 'proposal' });
  return {
    proposal,
    notes: [
      `"${column}" is taken as ${CALLED[type]}: ${why}${order === null ? '' : `; ${orderText(order.levels)} (${order.why}), the best is "${order.levels.at(direction!.favourable === 'higher' ? -1 : 0)}"`}`,
      `people are compared by ${roles.attributes.map((each) => `"${each.name}"`).join(', ')}: ${list(args, 'attribute').length > 0 ? 'as told' : 'by their names'}`,
      ...(unitColumn === null
        ? []
        : [
            `"${unitColumn}" is taken as the unit of each row: its name; amounts of another unit than ${text(args, 'unit')} are refused`,
          ]),
    ],
  };
}

/** Classes that were only guessed have nothing else by which whoever asks confirms them. */
function confirmed(outcome: OutcomeGuess): void {
  if (outcome.why === 'as told') return;
  throw new TribuneError('USAGE', `"${outcome.column}" looks like ${CALLED.class}: ${outcome.why}`, {
    remedy: `Say ${say(outcome)}, with --favourable-class VALUE for each that is good for the person; or --prediction COLUMN where decisions are 0 or 1.`,
  });
}

/** Options that say something of another kind of decision are refused, not dropped. */
function demandOptions(args: ParsedArguments, { type }: OutcomeGuess): void {
  const of = { unit: 'amount', level: 'ordered', 'favourable-class': 'class' } as const;
  const wrong = (Object.keys(of) as (keyof typeof of)[]).find(
    (name) => of[name] !== type && (name === 'unit' ? text(args, name) !== undefined : list(args, name).length > 0),
  );
  if (wrong !== undefined)
    throw new TribuneError('USAGE', `--${wrong} is about ${CALLED[of[wrong]]}, and these are ${CALLED[type]}`, {
      remedy: `Leave it out, or say --${of[wrong]} COLUMN.`,
    });
  if (type === 'amount' && list(args, 'none').length > 0)
    throw new TribuneError('USAGE', `--none is about decided levels and classes, and these are ${CALLED[type]}`, {
      remedy: 'Leave it out: an empty amount says that nothing was decided, and data.missing names other words for it.',
    });
}

const ABOUT = {
  unit: 'amounts',
  level: 'levels',
  'favourable-class': 'classes',
  none: 'levels and classes',
} as const;

/** Refuses what is said of amounts, levels or classes where decisions are none of these: dropped, it would seem to be in the proposal. */
export function demandNoWords(args: ParsedArguments, decisions: string): void {
  const wrong = (Object.keys(ABOUT) as (keyof typeof ABOUT)[]).find((name) =>
    name === 'unit' ? text(args, name) !== undefined : list(args, name).length > 0,
  );
  if (wrong !== undefined)
    throw new TribuneError(
      'USAGE',
      `--${wrong} says something of decided ${ABOUT[wrong]}, and these are ${decisions}`,
      {
        remedy: 'Leave it out, or name the column with --amount, --ordered or --class.',
      },
    );
}

/** Most levels that are written out; of more the ends are. */
const MOST_LEVELS = 10;

const orderText = (levels: readonly string[]): string =>
  (levels.length <= MOST_LEVELS ? levels : [levels[0], '...', levels.at(-1)]).join(' < ');

/** Whether more is good for the person, which is never guessed; of amounts neither is the unit. */
function directionOf(
  args: ParsedArguments,
  outcome: OutcomeGuess,
  levels: readonly string[],
): { readonly favourable: 'higher' | 'lower' } {
  const favourable = text(args, 'favourable');
  const isAmount = outcome.type === 'amount';
  if ((favourable === 'higher' || favourable === 'lower') && (!isAmount || text(args, 'unit') !== undefined))
    return { favourable };
  const because = outcome.why === 'as told' ? 'holds' : 'looks like';
  throw new TribuneError(
    'USAGE',
    isAmount
      ? `"${outcome.column}" ${because} a decided amount; its unit and whether more is good are not guessed`
      : `"${outcome.column}" ${because} decided levels, ${orderText(levels)} (${outcome.why}); which end is good is not guessed`,
    {
      remedy: isAmount
        ? `Say ${say(outcome)} --unit USD --favourable higher (or lower); or --prediction COLUMN where decisions are 0 or 1.`
        : `Say ${say(outcome)} --favourable higher where "${levels.at(-1)}" is good for the person, lower where "${levels[0]}" is.`,
    },
  );
}

/** Weight, attributes and missing values of the other columns, and what looks missing among the decisions themselves. */
export function rolesOf(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  decided: readonly ColumnProfile[],
): ColumnRoles {
  if (text(args, 'weight-kind') === 'sampling')
    throw new TribuneError('USAGE', 'only decisions of 0 and 1 are audited with sampling weights by this version', {
      remedy: 'Use count weights, or none.',
    });
  const others = columns.filter((column) => !decided.includes(column));
  const roles = guessRoles(others, { weight: text(args, 'weight'), attributes: list(args, 'attribute') });
  if (roles.attributes.length === 0)
    throw new TribuneError('USAGE', 'found no column to compare people by', {
      remedy: `Say which: --attribute COLUMN. The data has: ${columns.map(({ name }) => name).join(', ')}.`,
    });
  if (roles.weightKind === 'sampling' && text(args, 'weight') !== undefined)
    throw new TribuneError('USAGE', `the weight "${roles.weight}" is no count: it has fractions`, {
      remedy: 'Only decisions of 0 and 1 are audited with sampling weights by this version. Leave it out.',
    });
  const missing = [...new Set([...roles.missing, ...missingWords(decided)])];
  return { ...roles, missing, weight: roles.weightKind === 'sampling' ? null : roles.weight };
}
