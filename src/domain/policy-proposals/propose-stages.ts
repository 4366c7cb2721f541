import { TribuneError } from '../../core/base/errors.js';
import { nameWords } from '../../core/base/name-words.js';
import { isAttributeName } from './attribute-names.js';
import { type BinaryRole, binaryOf, type ColumnProfile, type ColumnRoles, isLabelName } from './guess-roles.js';
import { headLines, quote, quoteAll, requirementLines, roleLines, slug } from './policy-lines.js';

/** Words in the names of columns that hold the outcome of a stage. */
const STAGE_WORDS = new Set(
  (
    'stage step round phase advert applied application eligible referred referral screen screened screening longlist longlisted shortlist shortlisted ' +
    'test tested assessment phone onsite interview interviewed invited invitation met review reviewed check checked verified passed approved offer ' +
    'offered accepted admitted hired hiring enrolled'
  ).split(' '),
);

/** Fewest columns that are a chain. */
const FEWEST = 2;
/** Fewest columns that are taken for a chain although no name says so. */
const FEWEST_UNNAMED = 3;
/** Most stages with a requirement each; of more only the whole has one. */
const MOST_REQUIRED = 6;

/** Rows of a column with any value, and those whose value is 1. */
function countsOf(
  { values }: ColumnProfile,
  { positive }: BinaryRole,
): { readonly filled: number; readonly ones: number } {
  const sum = (holds: (value: string) => boolean): number =>
    (values ?? []).reduce((total, { value, rows }) => total + (holds(value) ? rows : 0), 0);
  const isOne = (value: string): boolean =>
    positive === null ? /^(1|true|1\.0)$/i.test(value) : positive.includes(value);
  return { filled: sum(() => true), ones: sum(isOne) };
}

interface Read {
  readonly role: BinaryRole;
  readonly filled: number;
  readonly ones: number;
  readonly hasGaps: boolean;
}

/**
 * Columns that look like stages in their order: each holds two values, and every next one is filled for no more rows than passed the one before. Either their
 * names say that they are stages, or there are three and more of them and one only in which the first can have been. Null where a column that looks alike
 * does not fit: nothing is left out silently.
 *
 * @example guessStages(columns, new Set()) // [{ column: 'screened', ... }, { column: 'offered', ... }]
 */
export function guessStages(columns: readonly ColumnProfile[], taken: ReadonlySet<string>): BinaryRole[] | null {
  const read = columns
    .filter(({ name }) => !taken.has(name) && !isAttributeName(name) && !isLabelName(name))
    .flatMap((column): Read[] => {
      const role = binaryOf(column);
      return role === null ? [] : [{ role, ...countsOf(column, role), hasGaps: column.missingRows > 0 }];
    });
  const named = chainOf(read.filter(({ role }) => nameWords(role.column).some((word) => STAGE_WORDS.has(word))));
  return named ?? byValues(read);
}

/** The columns in their order, where all of them are one chain. */
function chainOf(read: readonly Read[]): BinaryRole[] | null {
  const stages = [...read].sort((a, b) => b.filled - a.filled);
  const isNested = stages.every(({ filled }, i) => i === 0 || (filled > 0 && filled <= stages[i - 1]!.ones));
  return stages.length >= FEWEST && stages.some(({ hasGaps }) => hasGaps) && isNested
    ? stages.map(({ role }) => role)
    : null;
}

function byValues(read: readonly Read[]): BinaryRole[] | null {
  const later = read.filter(({ hasGaps }) => hasGaps);
  const most = Math.max(...later.map(({ filled }) => filled));
  const [first, another] = read.filter(({ hasGaps, ones }) => !hasGaps && ones >= most);
  return later.length + 1 < FEWEST_UNNAMED || first === undefined || another !== undefined
    ? null
    : chainOf([first, ...later]);
}

/**
 * The stages that were told, in that order, with the values that mean passed and not passed.
 *
 * @throws TribuneError USAGE for a column named twice, or one whose values do not tell which is which
 */
export function toldStages(columns: readonly ColumnProfile[], told: readonly string[]): BinaryRole[] {
  const twice = told.find((name, i) => told.indexOf(name) !== i);
  if (twice !== undefined)
    throw new TribuneError('USAGE', `--stage ${twice} is given twice`, { remedy: 'Name each stage once.' });
  if (told.length < FEWEST)
    throw new TribuneError('USAGE', 'one stage is no chain', {
      remedy: 'Name all stages in their order, each with --stage; or --prediction COLUMN for a single decision.',
    });
  return told.map((name) => {
    const column = columns.find((each) => each.name === name)!;
    const role = binaryOf(column);
    if (role !== null) return role;
    const values = column.values?.map(({ value }) => quote(value)).join(', ') ?? 'more values than can be listed';
    throw new TribuneError('USAGE', `column "${name}" does not tell who passed: it holds ${values}`, {
      remedy:
        'Write 1 where somebody passed, 0 where not, nothing where the stage was not reached; or declare positive and negative values in the policy yourself.',
    });
  });
}

export interface StagesProposal {
  readonly name: string;
  readonly stages: readonly BinaryRole[];
  readonly roles: Pick<ColumnRoles, 'weight' | 'attributes' | 'missing'>;
}

/** A policy of stages as text, with a comment for each choice that a person must confirm. */
export function writeStagesPolicy({ name, stages, roles }: StagesProposal): string {
  const lines = [
    ...headLines(name),
    'data:',
    '  outcome:',
    '    type: stages',
    '    stages:                            # check: these, in this order; empty means not reached',
    ...stages.map(({ column, positive, negative }) => {
      const values =
        positive === null ? '' : `, positive: ${quoteAll(positive)}, negative: ${quoteAll(negative ?? [])}`;
      return `      - { name: ${quote(column)}, column: ${quote(column)}${values} }`;
    }),
    '    # where some people go another way, declare routes (docs/guides/stages.md)',
    ...roleLines(roles),
    ...roles.attributes.flatMap(({ name: attribute }) => stagesRequirements(attribute, stages)),
  ];
  return `${lines.join('\n')}\n`;
}

const BOUND =
  'min: 0.8                        # check: four fifths of the group with the highest rate, 29 CFR 1607.4(D)';

/** The whole, and each of its stages: they may each pass and the whole fail. */
function stagesRequirements(by: string, stages: readonly BinaryRole[]): string[] {
  const required = stages.length <= MOST_REQUIRED ? stages : [];
  return [
    ...requirementLines({ id: `whole-${slug(by)}`, by, lines: ['metric: funnel_rate', 'compare: ratio', BOUND] }),
    ...required.flatMap(({ column }, i) =>
      requirementLines({
        id: `stage-${i + 1}-${slug(by)}`,
        by,
        lines: ['metric: stage_rate', `stage: ${quote(column)}`, 'compare: ratio', BOUND],
      }),
    ),
  ];
}
