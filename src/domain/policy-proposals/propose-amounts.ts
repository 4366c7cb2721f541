import type { ColumnProfile, ColumnRoles } from './guess-roles.js';
import { headLines, quote, requirementLines, roleLines, slug } from './policy-lines.js';

/** Names of columns that hold decided amounts. */
const AMOUNT_NAMES =
  /(^|[_-])(amount|limit|sum|price|premium|fee|rate_?offered|salary|wage|pay|bonus|rent|budget|grant|loan|credit|benefit|award|bail|fine)([_-]|$)/i;

/** An amount, guessed or told. */
export interface AmountRole {
  readonly column: string;
  readonly unit: string;
  readonly favourable: 'higher' | 'lower';
  /** The column of amounts that turned out right; null where there is none. */
  readonly label: string | null;
  /** Whether every amount is a whole number, so that the unit needs no decimals. */
  readonly whole: boolean;
  /** The column with the unit of each row; null where there is none. */
  readonly unitColumn?: string | null;
}

/** Names of columns that hold the unit of each amount. */
const UNIT_NAMES = /^(currency|currency_?code|ccy|curr|valuta|iso_?currency)$/i;

/** The column that says the unit of each row, by its name: words, and few of them. Beside it amounts of another unit are refused and not added up. */
export const unitColumnOf = (columns: readonly ColumnProfile[], taken: ReadonlySet<string>): string | null =>
  columns.find(({ name, numeric, values }) => UNIT_NAMES.test(name) && !taken.has(name) && !numeric && values !== null)
    ?.name ?? null;

/** The columns that look like decided amounts: numbers of many values, none below 0, whose names say so. */
export const amountColumns = (columns: readonly ColumnProfile[], taken: ReadonlySet<string>): string[] =>
  columns
    .filter(
      ({ name, numeric, min, values }) =>
        AMOUNT_NAMES.test(name) && !taken.has(name) && numeric && (min ?? -1) >= 0 && (values?.length ?? 3) > 2,
    )
    .map(({ name }) => name);

export interface AmountProposal {
  readonly name: string;
  readonly amount: AmountRole;
  readonly roles: Pick<ColumnRoles, 'weight' | 'attributes' | 'missing'>;
}

/** A policy of amounts as text, with a comment for each choice that a person must confirm. */
export function writeAmountPolicy({ name, amount, roles }: AmountProposal): string {
  const { column, unit, favourable, label, whole, unitColumn = null } = amount;
  const decimals = whole ? ', decimals: 0' : '';
  const units = unitColumn === null ? '' : `, unitColumn: ${quote(unitColumn)}`;
  const lines = [
    ...headLines(name),
    'data:',
    `  outcome: { type: amount, column: ${quote(column)}, unit: ${quote(unit)}${units}, favourable: ${favourable}${decimals} }   # check: unit, decimals, whether ${favourable} is good for the person`,
    label === null
      ? '  # no label told (--label COLUMN): errors cannot be audited until the right amount is known'
      : `  label: ${quote(label)}`,
    ...roleLines(roles),
    ...roles.attributes.flatMap(({ name: attribute }) => amountRequirements(attribute, favourable)),
    ...(label === null ? [] : roles.attributes.flatMap(({ name: attribute }) => explainedRequirement(attribute))),
  ];
  return `${lines.join('\n')}\n`;
}

/** How to say which factor may explain a gap; nobody but the owner of a policy knows it. */
const AT_EQUAL_PROFILE =
  '# given: [income]                # check: columns that may explain a gap; people of equal values are then compared';

/** With a label, how much better than one value for everybody the amounts are in each group: a floor that only warns, since how the labels of a group spread sets its scale. */
const explainedRequirement = (attribute: string): string[] =>
  requirementLines({
    id: `explained-${slug(attribute)}`,
    by: attribute,
    lines: [
      'metric: r_squared',
      'compare: value',
      'min: 0.3                        # check: how much of the spread of the labels must be explained in each group; beside it bound errors in the unit',
    ],
    severity: 'warn',
  });

/** A ratio of medians and of means, four fifths of the best group; of what is good when low, five fourths of the largest group. */
function amountRequirements(attribute: string, favourable: 'higher' | 'lower'): string[] {
  const bound =
    favourable === 'higher'
      ? ['min: 0.8                        # check: four fifths of the group with the highest value, our usual bound']
      : [
          'reference: largest',
          'max: 1.25                       # check: five fourths of the largest group, in both directions',
        ];
  return (['mean', 'median'] as const).flatMap((which) =>
    requirementLines({
      id: `${which}-${slug(attribute)}`,
      by: attribute,
      lines: [`metric: ${which}_amount`, 'compare: ratio', ...bound, ...(which === 'mean' ? [AT_EQUAL_PROFILE] : [])],
    }),
  );
}
