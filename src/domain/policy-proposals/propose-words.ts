import { TribuneError } from '../../core/base/errors.js';
import { nearName } from '../../core/base/suggest.js';
import { valuesOf } from './guess-outcome.js';
import type { ColumnProfile, ColumnRoles } from './guess-roles.js';
import { headLines, quote, quoteAll, requirementLines, roleLines, slug } from './policy-lines.js';
import { orderOf } from './scales.js';

/** Decided levels: their order known or told, and which end is good told. */
export interface LevelsRole {
  readonly type: 'ordered';
  readonly column: string;
  /** Ascending. */
  readonly levels: readonly string[];
  readonly favourable: 'higher' | 'lower';
  /** Where the order comes from. */
  readonly why: string;
  /** The column of the levels that were due; null where there is none. */
  readonly label: string | null;
  /** Values that say that nothing was decided. */
  readonly none: readonly string[];
  /** The level that parts the people best into two halves. */
  readonly middle: string;
}

/** Decided classes. */
export interface ClassesRole {
  readonly type: 'class';
  readonly column: string;
  readonly classes: readonly string[];
  readonly favourable: readonly string[];
  /** The column of the true classes; null where there is none. */
  readonly label: string | null;
  /** Values that say that nothing was decided. */
  readonly none: readonly string[];
}

export interface WordsProposal {
  readonly name: string;
  readonly outcome: LevelsRole | ClassesRole;
  readonly roles: Pick<ColumnRoles, 'weight' | 'attributes' | 'missing'>;
}

/** Most classes with a requirement each; of more the mean is proposed, or the largest. */
const MOST_REQUIRED = 6;
/** Most values that a message names. */
const MOST_NAMED = 12;
const USUAL_BOUND = 0.1;
/** As far from one half on either side as gaps may be from 0. */
const CHANCES = { lower: 0.4, upper: 0.6 };

/**
 * A column without the values that say that nothing was decided.
 *
 * @throws TribuneError USAGE for such a value that it does not hold
 */
export function decidedOf(column: ColumnProfile, none: readonly string[]): ColumnProfile {
  if (none.length === 0 || column.values === null) return column;
  const held = column.values.map(({ value }) => value);
  const wrong = none.find((value) => !held.includes(value));
  if (wrong === undefined) return { ...column, values: column.values.filter(({ value }) => !none.includes(value)) };
  throw new TribuneError('USAGE', `column "${column.name}" holds no ${quote(wrong)}, which --none names`, {
    remedy: `${nearName(wrong, held)}It holds: ${held.slice(0, MOST_NAMED).map(quote).join(', ')}.`,
  });
}

const listed = (column: ColumnProfile): readonly string[] => {
  const values = valuesOf(column);
  if (values !== null && values.length >= 2) return values;
  throw new TribuneError(
    'USAGE',
    `column "${column.name}" has ${values === null ? 'more than a hundred values' : 'fewer than two values'}: these are no levels or classes`,
    { remedy: values === null ? `Where it is an amount, say --amount ${column.name}.` : 'Name another column.' },
  );
};

/**
 * Levels of a column in ascending order: as told, or as a known scale has them. The level that was due may hold levels that nobody was given.
 *
 * @throws TribuneError USAGE for a column that is no list of levels, whose order is not known, or of which a level is not told
 */
export function levelsOf(
  column: ColumnProfile,
  label: ColumnProfile | null,
  told: readonly string[],
): Pick<LevelsRole, 'levels' | 'why'> {
  const values = [...new Set([...listed(column), ...(label === null ? [] : listed(label))])];
  if (told.length > 0) {
    const left = values.find((value) => !told.includes(value));
    if (left === undefined) return { levels: told, why: 'as told' };
    throw new TribuneError('USAGE', `column "${column.name}" holds ${quote(left)}, which no --level names`, {
      remedy: `${nearName(left, told)}Name every level, the lowest first, and each value that says that nothing was decided as --none VALUE. It holds: ${values.map(quote).join(', ')}.`,
    });
  }
  const known = orderOf(label === null ? column : spanned(column, label), values);
  if (known !== null) return known;
  const named = values.slice(0, MOST_NAMED).map(quote);
  const more = values.length > MOST_NAMED ? ` and ${values.length - MOST_NAMED} more` : '';
  const amount = column.numeric ? ` Where it is an amount, say --amount ${column.name}.` : '';
  throw new TribuneError('USAGE', `the order of the levels of "${column.name}" is not guessed`, {
    remedy: `Name every level, the lowest first, each as --level VALUE. It holds: ${named.join(', ')}${more}.${amount}`,
  });
}

/** Two columns of numbers as one. */
const spanned = (a: ColumnProfile, b: ColumnProfile): Pick<ColumnProfile, 'whole' | 'min' | 'max'> => ({
  whole: a.whole && b.whole,
  min: a.min === null || b.min === null ? null : Math.min(a.min, b.min),
  max: a.max === null || b.max === null ? null : Math.max(a.max, b.max),
});

/** The level for which the share of rows at it or at a better one is nearest to one half; never the worst, which everybody reaches. */
export function middleLevel(
  { values }: ColumnProfile,
  levels: readonly string[],
  favourable: 'higher' | 'lower',
): string {
  const fromBest = favourable === 'higher' ? [...levels].reverse() : levels;
  const rowsOf = (level: string): number => values?.find(({ value }) => value === level)?.rows ?? 0;
  const total = fromBest.reduce((sum, level) => sum + rowsOf(level), 0);
  let best = { level: fromBest[0]!, distance: Number.POSITIVE_INFINITY };
  let rows = 0;
  for (const level of fromBest.slice(0, -1)) {
    rows += rowsOf(level);
    const distance = Math.abs(rows / total - 1 / 2);
    if (distance < best.distance) best = { level, distance };
  }
  return best.level;
}

/**
 * Classes of a column, those of the true classes among them, in the order of their rows.
 *
 * @throws TribuneError USAGE for a column that is no list of classes, or a favourable class that it does not have
 */
export function classesOf(
  column: ColumnProfile,
  label: ColumnProfile | null,
  favourable: readonly string[],
): readonly string[] {
  const classes = [...new Set([...listed(column), ...(label === null ? [] : listed(label))])];
  const wrong = favourable.find((each) => !classes.includes(each));
  if (wrong === undefined) return classes;
  throw new TribuneError('USAGE', `${quote(wrong)} is no class of column "${column.name}"`, {
    remedy: `${nearName(wrong, classes)}It holds: ${classes.map(quote).join(', ')}.`,
  });
}

/** A policy of levels or classes as text, with a comment for each choice that a person must confirm. */
export function writeWordsPolicy({ name, outcome, roles }: WordsProposal): string {
  const requirements = roles.attributes.flatMap(({ name: attribute }) =>
    outcome.type === 'ordered' ? levelRequirements(attribute, outcome) : classRequirements(attribute, outcome),
  );
  const lines = [...headLines(name), 'data:', ...outcomeLines(outcome), ...roleLines(roles), ...requirements];
  return `${lines.join('\n')}\n`;
}

function outcomeLines(outcome: LevelsRole | ClassesRole): string[] {
  const { column, label, none } = outcome;
  const undecided = none.length === 0 ? '' : `, none: ${quoteAll(none)}`;
  const due =
    label === null
      ? `  # no label told (--label COLUMN): errors cannot be audited until the right ${outcome.type === 'ordered' ? 'level' : 'class'} is known`
      : `  label: ${quote(label)}`;
  if (outcome.type === 'ordered') {
    const { levels, favourable, why } = outcome;
    return [
      `  outcome: { type: ordered, column: ${quote(column)}, levels: ${quoteAll(levels)}, favourable: ${favourable}${undecided} }   # check: ascending (${why}), whether ${favourable} is good for the person`,
      due,
    ];
  }
  const { classes, favourable } = outcome;
  const good = favourable.length === 0 ? '' : `, favourable: ${quoteAll(favourable)}`;
  return [
    `  outcome: { type: class, column: ${quote(column)}, classes: ${quoteAll(classes)}${good}${undecided} }   # check: every class${favourable.length === 0 ? '; --favourable-class VALUE names those that are good for the person' : ', and which are good for the person'}`,
    due,
  ];
}

const differenceLines = [
  'compare: difference',
  `max: ${USUAL_BOUND}                        # check: a gap of ten people in a hundred, our usual bound`,
];

/** A share at a level that matters, that no group tends to better levels than the largest (a floor and a ceiling around one half), and with a label who was given less than was due. */
function levelRequirements(by: string, { middle, label }: LevelsRole): string[] {
  const id = slug(by);
  return [
    ...requirementLines({
      id: `share-${id}`,
      by,
      lines: [
        'metric: share_at_least',
        `level: ${quote(middle)}                     # check: the level that matters, such as passing; this one parts the rows best into halves`,
        ...differenceLines,
      ],
    }),
    ...requirementLines({
      id: `not-outranked-${id}`,
      by,
      lines: [
        'metric: superiority',
        'compare: value',
        `min: ${CHANCES.lower}                        # check: one half means that neither group tends to better levels than the largest`,
      ],
    }),
    ...requirementLines({
      id: `not-outranking-${id}`,
      by,
      lines: ['metric: superiority', 'compare: value', `max: ${CHANCES.upper}`],
    }),
    ...(label === null
      ? []
      : requirementLines({ id: `lowered-${id}`, by, lines: ['metric: lowered_share', ...differenceLines] })),
  ];
}

/** The share of the good classes, or of each class; with the true classes what is found of each. */
function classRequirements(by: string, { classes, favourable, label }: ClassesRole): string[] {
  const id = slug(by);
  const few = classes.length <= MOST_REQUIRED;
  const slugs = classes.map(slug);
  const idOf = (index: number): string =>
    slugs.indexOf(slugs[index]!) === index ? slugs[index]! : `${slugs[index]}-${index + 1}`;
  const each = (kind: string, metric: string): string[] =>
    classes.slice(0, MOST_REQUIRED).flatMap((name, index) =>
      requirementLines({
        id: `${kind}-${idOf(index)}-${id}`,
        by,
        lines: [`metric: ${metric}`, `class: ${quote(name)}`, ...differenceLines],
      }),
    );
  const shares =
    favourable.length > 0
      ? requirementLines({ id: `favourable-${id}`, by, lines: ['metric: class_rate', ...differenceLines] })
      : each('share', 'class_rate');
  if (label === null) return shares;
  const found = few
    ? each('found', 'class_recall')
    : requirementLines({ id: `found-${id}`, by, lines: ['metric: macro_recall', ...differenceLines] });
  return [...shares, ...found];
}
