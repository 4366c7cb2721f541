import type { ColumnProfile, ColumnRoles } from './guess-roles.js';

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
}

/**
 * The column that looks like a decided amount: a number of many values whose name says so. Null where there is none, or more than one.
 *
 * @example guessAmount([{ name: 'limit', numeric: true, ... }], new Set()) // 'limit'
 */
export function guessAmount(columns: readonly ColumnProfile[], taken: ReadonlySet<string>): string | null {
  const found = columns.filter(
    ({ name, numeric, min, values }) =>
      AMOUNT_NAMES.test(name) && !taken.has(name) && numeric && (min ?? -1) >= 0 && (values?.length ?? 3) > 2,
  );
  return found.length === 1 ? found[0]!.name : null;
}

export interface AmountProposal {
  readonly name: string;
  readonly amount: AmountRole;
  readonly roles: Pick<ColumnRoles, 'weight' | 'attributes' | 'missing'>;
}

const quote = (text: string): string => JSON.stringify(text);

const slug = (name: string): string =>
  name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '') || 'attribute';

/** A policy of amounts as text, with a comment for each choice that a person must confirm. */
export function writeAmountPolicy({ name, amount, roles }: AmountProposal): string {
  const { column, unit, favourable, label, whole } = amount;
  const decimals = whole ? ', decimals: 0' : '';
  const lines = [
    '# Proposed by tribune policy init: read every line, confirm what carries "check", then own it.',
    'tribune: policy/v1',
    `name: ${name}`,
    'version: 0.1.0',
    'owner: you@example.org               # check: who answers for this policy',
    'purpose: "Say what is decided, and about whom."',
    '',
    'data:',
    `  outcome: { type: amount, column: ${quote(column)}, unit: ${quote(unit)}, favourable: ${favourable}${decimals} }   # check: unit, decimals, whether ${favourable} is good for the person`,
    label === null
      ? '  # no label told (--label COLUMN): errors cannot be audited until the right amount is known'
      : `  label: ${quote(label)}`,
    ...(roles.weight === null
      ? []
      : [
          `  weight: ${quote(roles.weight)}`,
          '  weightKind: count                  # check: each line stands for so many people',
        ]),
    ...(roles.missing.length === 0
      ? []
      : [`  missing: [${roles.missing.map(quote).join(', ')}]        # check: these look like missing`]),
    '  attributes:',
    ...roles.attributes.map(({ name: attribute, bins }) =>
      bins === null
        ? `    ${quote(attribute)}: {}`
        : `    ${quote(attribute)}: { bins: [${bins.join(', ')}] }       # check: edges that mean something`,
    ),
    '  minGroupSize: 30',
    '',
    'requirements:',
    ...roles.attributes.flatMap(({ name: attribute }) => requirementLines(attribute, favourable)),
  ];
  return `${lines.join('\n')}\n`;
}

/** A ratio of medians and of means, four fifths of the best group; of what is good when low, five fourths of the largest group. */
function requirementLines(attribute: string, favourable: 'higher' | 'lower'): string[] {
  const bound =
    favourable === 'higher'
      ? [
          '    min: 0.8                        # check: four fifths of the group with the highest value, our usual bound',
        ]
      : [
          '    reference: largest',
          '    max: 1.25                       # check: five fourths of the largest group, in both directions',
        ];
  return (['mean', 'median'] as const).flatMap((which) => [
    `  - id: ${which}-${slug(attribute)}`,
    `    metric: ${which}_amount`,
    `    by: [${quote(attribute)}]`,
    '    compare: ratio',
    ...bound,
    '    evidence: violation',
    '    smallGroups: inconclusive',
    '    severity: block',
    '    basis: { kind: ours, source: "proposed by tribune policy init" }',
  ]);
}
