import { TribuneError } from '../../core/base/errors.js';
import { nearName } from '../../core/base/suggest.js';
import type { WeightKind } from '../../core/fairness/tally/index.js';
import { isAgeName, isAttributeName } from './attribute-names.js';
import { looksMissing } from './missing/index.js';

/** Facts about a column before a policy exists. */
export interface ColumnProfile {
  readonly name: string;
  /** Distinct values, `null` where there were too many to list. */
  readonly values: readonly { readonly value: string; readonly rows: number }[] | null;
  readonly missingRows: number;
  readonly numeric: boolean;
  /** Whether every value is a whole number. */
  readonly whole: boolean;
  readonly min: number | null;
  readonly max: number | null;
  /** The quartiles: values below which a quarter, half and three quarters of the rows lie. */
  readonly quartiles: readonly number[] | null;
}

/** A column of two values, and which of them is 1; null for values that speak for themselves, such as 0, 1, true and false. */
export interface BinaryRole {
  readonly column: string;
  readonly positive: readonly string[] | null;
  readonly negative: readonly string[] | null;
}

/** The roles of columns, guessed or given. */
export interface ColumnRoles {
  readonly label: BinaryRole | null;
  readonly prediction: BinaryRole | null;
  readonly score: string | null;
  readonly cutoff: number | null;
  /** Column with the number of people that each line stands for; null for one person. */
  readonly weight: string | null;
  readonly weightKind: WeightKind;
  readonly attributes: readonly { readonly name: string; readonly bins: readonly number[] | null }[];
  /** Words in these columns that look like missing values. */
  readonly missing: readonly string[];
}

/** Roles that the caller gives. They take precedence over every guess, or are refused. */
export interface ToldRoles {
  readonly label?: string | undefined;
  readonly labelPositive?: string | undefined;
  readonly prediction?: string | undefined;
  readonly predictionPositive?: string | undefined;
  readonly score?: string | undefined;
  readonly cutoff?: number | undefined;
  readonly weight?: string | undefined;
  readonly weightKind?: 'count' | 'sampling' | undefined;
  readonly attributes?: readonly string[] | undefined;
}

const LABEL_NAMES =
  /^(y|y_true|label|target|truth|actual|outcome|reoffended|default(ed)?|repaid|two_year_recid|good|is_recid|class)$/i;
/** Whether a column is, by its name, the truth that became known later. */
export const isLabelName = (name: string): boolean => LABEL_NAMES.test(name);
const PREDICTION_NAMES =
  /^(y_pred|pred(iction)?|predicted|decision|decided|approved|selected|hired|promoted|flagged|granted|accepted|admitted)$/i;
const SCORE_NAMES = /^(score|prob(ability)?|p|y_score|y_prob|risk|risk_score)$/i;
const WEIGHT_NAMES = /^(n|count|counts|weight|weights|w|freq|frequency|people)$/i;

/** Words for 1 and 0 that need no more explanation than a `check`. */
const POSITIVE =
  /^(yes|y|t|true|1|1\.0|pos(itive)?|approved|granted|accepted|admitted|hired|selected|promoted|pass(ed)?|good|paid|repaid)$/i;
const NEGATIVE =
  /^(no|n|f|false|0|0\.0|-1|neg(ative)?|denied|refused|rejected|declined|not (hired|selected|admitted)|fail(ed)?|bad|unpaid)$/i;
const UNDERSTOOD = /^(0|1|true|false|0\.0|1\.0)$/i;

/** Most values of an attribute of words that is proposed; an attribute of numbers with more is proposed in bins. */
const MOST_WORDS = 20;
const MOST_NUMBERS = 12;

const wordsOf = (c: ColumnProfile): string[] =>
  (c.values ?? []).map(({ value }) => value).filter((value) => !looksMissing(value) || UNDERSTOOD.test(value));

/** Which of the two values is 1; null where the words do not tell. */
export function binaryOf(c: ColumnProfile): BinaryRole | null {
  const words = wordsOf(c);
  if (c.values === null || words.length === 0 || words.length > 2) return null;
  const clean = (value: string): string => value.trim();
  if (words.every((word) => UNDERSTOOD.test(word))) return { column: c.name, positive: null, negative: null };
  const positive = words.filter((word) => POSITIVE.test(clean(word)));
  const negative = words.filter((word) => NEGATIVE.test(clean(word)));
  if (positive.length !== 1 || negative.length !== 1 || words.length !== 2) return null;
  return { column: c.name, positive, negative };
}

const quote = (text: string): string => JSON.stringify(text);

/** The given column with its two sides. It is refused with a question where its words do not tell which value is 1. */
function givenBinary(c: ColumnProfile, role: 'label' | 'prediction', positive: string | undefined): BinaryRole {
  const words = wordsOf(c);
  if (positive !== undefined) {
    if (!words.includes(positive)) {
      throw new TribuneError(
        'USAGE',
        `${role}Positive is ${quote(positive)}, a value that column "${c.name}" does not have`,
        {
          remedy: `It holds: ${words.slice(0, MOST_WORDS).map(quote).join(', ')}.`,
          reason: `${role}-positive`,
        },
      );
    }
    return { column: c.name, positive: [positive], negative: words.filter((word) => word !== positive) };
  }
  const known = binaryOf(c);
  if (known !== null) return known;
  const holds =
    c.values === null
      ? 'more than a hundred different values'
      : words.slice(0, MOST_WORDS).map(quote).join(', ') || 'no value';
  throw new TribuneError(
    'USAGE',
    `column "${c.name}" holds ${holds}: which of them is 1 cannot be told from the words`,
    {
      remedy:
        c.values === null && role === 'prediction'
          ? `If it is a score, name it as the score and give a cutoff.`
          : `Say which value is 1 (${role}Positive); every other is then 0.`,
      reason: c.values === null && role === 'prediction' ? 'score-or-prediction' : `${role}-positive`,
    },
  );
}

/** A value rounded to about two digits for the range: 24.7 becomes 25, 38712 becomes 39000. */
function rounded(value: number, range: number): number {
  const unit = 10 ** Math.floor(Math.log10(range / 10));
  const step = [5, 2, 1].find((factor) => factor * unit <= range / 10) ?? 1;
  return Number((Math.round(value / (step * unit)) * step * unit).toPrecision(12));
}

/** Edges near the quartiles; null where there are so few values that each can be a group, or they are no numbers. */
function binsOf(c: ColumnProfile): readonly number[] | null {
  const { numeric, values, quartiles, min, max } = c;
  const few = values !== null && values.length <= MOST_NUMBERS;
  if (!numeric || few || quartiles === null || min === null || max === null || max <= min) return null;
  const edges = [...new Set(quartiles.map((edge) => rounded(edge, max - min)))].filter(
    (edge) => edge > min && edge <= max,
  );
  return edges.length > 0 ? edges.sort((a, b) => a - b) : [(min + max) / 2];
}

/**
 * Guesses roles by name and content. Roles that the caller gives take precedence, or are refused; none is dropped.
 *
 * @throws TribuneError USAGE for roles that contradict each other or cannot be determined, DATA_COLUMN_MISSING
 * @example guessRoles(columns, { prediction: 'hired' }).attributes
 */
export function guessRoles(columns: readonly ColumnProfile[], given: ToldRoles): ColumnRoles {
  demandConsistent(columns, given);
  const taken = new Set([given.label, given.prediction, given.score, given.weight, ...(given.attributes ?? [])]);
  const byName = new Map(columns.map((c) => [c.name, c]));
  const pick = (names: RegExp, fits: (c: ColumnProfile) => boolean): ColumnProfile | null => {
    const found = columns.find((c) => names.test(c.name) && !taken.has(c.name) && fits(c)) ?? null;
    if (found !== null) taken.add(found.name);
    return found;
  };
  const binary = (role: 'label' | 'prediction', names: RegExp, positive: string | undefined): BinaryRole | null => {
    const column = given[role];
    if (column !== undefined) return givenBinary(byName.get(column)!, role, positive);
    const found = pick(names, (c) => c.values?.length !== 1 && binaryOf(c) !== null);
    return found === null ? null : binaryOf(found);
  };
  const label = binary('label', LABEL_NAMES, given.labelPositive);
  // A cutoff makes the prediction from the score, so a column that only looks like a prediction must not replace it.
  const prediction =
    given.cutoff === undefined ? binary('prediction', PREDICTION_NAMES, given.predictionPositive) : null;
  const score = given.score ?? pick(SCORE_NAMES, (c) => c.numeric && binaryOf(c) === null)?.name ?? null;
  const weight =
    given.weight ??
    pick(WEIGHT_NAMES, (c) => c.numeric && c.min !== null && c.min >= 0 && binaryOf(c) === null)?.name ??
    null;
  const attributes = attributesOf(columns, given.attributes ?? [], taken);
  const used = [
    label?.column,
    prediction?.column,
    ...attributes.filter(({ bins }) => bins === null).map(({ name }) => name),
  ];
  const missing = used.flatMap((name) =>
    (byName.get(name ?? '')?.values ?? []).map(({ value }) => value).filter(looksMissing),
  );
  return {
    label,
    prediction,
    score,
    cutoff: given.cutoff ?? null,
    weight,
    weightKind: weight === null ? 'none' : (given.weightKind ?? (byName.get(weight)!.whole ? 'count' : 'sampling')),
    attributes,
    missing: [...new Set(missing)],
  };
}

function attributesOf(
  columns: readonly ColumnProfile[],
  given: readonly string[],
  taken: ReadonlySet<string | undefined>,
): ColumnRoles['attributes'] {
  const candidates = columns.filter((c) =>
    given.length > 0 ? given.includes(c.name) : !taken.has(c.name) && isAttributeName(c.name) && isComparable(c),
  );
  return candidates.map((c) => ({ name: c.name, bins: binsOf(c) }));
}

/** Whether a column makes groups: a few values, or ages in bins. Other numbers are codes, of which bins mean nothing. */
const isComparable = (c: ColumnProfile): boolean =>
  binsOf(c) !== null ? isAgeName(c.name) : c.values !== null && c.values.length >= 2 && c.values.length <= MOST_WORDS;

/**
 * Columns whose names say that they hold a protected attribute, and that make no groups as they are: too many values, codes, or one value only.
 *
 * @example overlookedAttributes(columns, new Set(['sex'])) // ['native-country']
 */
export const overlookedAttributes = (columns: readonly ColumnProfile[], taken: ReadonlySet<string>): string[] =>
  columns.filter((c) => isAttributeName(c.name) && !taken.has(c.name) && !isComparable(c)).map(({ name }) => name);

function demandConsistent(columns: readonly ColumnProfile[], given: ToldRoles): void {
  const names = columns.map((c) => c.name);
  const roles = (['label', 'prediction', 'score', 'weight'] as const).flatMap((role) =>
    given[role] === undefined ? [] : [{ role, name: given[role] }],
  );
  const all = [...roles, ...(given.attributes ?? []).map((name) => ({ role: 'attributes', name }))];
  const seen = new Map<string, string>();
  for (const { role, name } of all) {
    if (!names.includes(name)) {
      throw new TribuneError('DATA_COLUMN_MISSING', `no column "${name}"`, {
        remedy: `${nearName(name, names)}The data has: ${names.join(', ')}.`,
      });
    }
    const first = seen.get(name);
    if (first !== undefined) {
      throw new TribuneError('USAGE', `${first} and ${role} both name "${name}"`, {
        remedy: 'A column has one role: people are not compared by what was decided about them.',
      });
    }
    seen.set(name, role);
  }
  const orphan = (
    [
      [
        'cutoff',
        given.prediction !== undefined,
        'both cutoff and prediction are given: the prediction is either a column or score >= cutoff',
      ],
      ['weightKind', given.weight === undefined, 'weightKind is given without weight'],
      ['labelPositive', given.label === undefined, 'labelPositive is given without label'],
      ['predictionPositive', given.prediction === undefined, 'predictionPositive is given without prediction'],
    ] as const
  ).find(([option, wrong]) => given[option] !== undefined && wrong);
  if (orphan !== undefined)
    throw new TribuneError('USAGE', orphan[2], {
      remedy: 'Leave one of them out, or add what is missing.',
      reason: `roles-${orphan[0]}`,
    });
}
