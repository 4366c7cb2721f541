import { nameWords } from '../../core/base/name-words.js';
import { MOST_POSITIONS, MOST_RELEVANCE } from '../../core/fairness/outcomes/index.js';
import { isAttributeName } from './attribute-names.js';
import { valuesOf } from './guess-outcome.js';
import { type ColumnProfile, type ColumnRoles, isLabelName } from './guess-roles.js';
import { headLines, quote, requirementLines, roleLines, slug } from './policy-lines.js';

/** Lists of candidates: the columns that say who stands where in which of them. */
export interface RankingRole {
  readonly list: string;
  readonly position: string;
  /** The column of what a candidate was worth; null where there is none. */
  readonly relevance: string | null;
  /** Numbers of first places that are worth counting. */
  readonly k: readonly number[];
}

export interface RankingProposal {
  readonly name: string;
  readonly ranking: RankingRole;
  readonly roles: Pick<ColumnRoles, 'attributes' | 'missing'>;
}

const wordSet = (words: string): ReadonlySet<string> => new Set(words.split(' '));

const POSITION_WORDS = wordSet('position pos rank ranking ranked place placement');
const LIST_WORDS = wordSet(
  'list query qid search session impression slate shortlist ranking vacancy posting requisition job request auction feed page',
);
/** Words of columns that may name a list where no column says it plainly: an id, or what one list is made for each. */
const LIST_HINTS = wordSet('id day date week group batch round');
/** Words of ids of those who stand in the lists. */
const CANDIDATE_WORDS = wordSet('candidate applicant user person item doc document product customer row record member');
const RELEVANCE_WORDS = wordSet('relevance relevant rel worth merit qualified gain');
const SHOWN_WORDS = wordSet('shown displayed visible exposed impressed');

/** Numbers of first places that people speak of. */
const USUAL_TOPS = [1, 3, 5, 10];
/** Fewest places that make an order. */
const FEWEST_PLACES = 2;

const hasWord = ({ name }: ColumnProfile, words: ReadonlySet<string>): boolean =>
  nameWords(name).some((word) => words.has(word));

interface Counted {
  readonly value: number;
  readonly rows: number;
}

/** Numbers of a column with their rows, ascending; null where it holds words, or more values than are listed. */
function numbersOf(column: ColumnProfile): Counted[] | null {
  const words = valuesOf(column);
  if (words === null || words.length === 0) return null;
  const rowsOf = new Map(column.values!.map(({ value, rows }) => [value, rows]));
  const numbers = words.map((word) => ({ value: Number(word), rows: rowsOf.get(word)! }));
  return numbers.every(({ value }) => Number.isFinite(value)) ? numbers.sort((a, b) => a.value - b.value) : null;
}

/**
 * Whether the values of a column can be positions: 1, 2, 3 without a hole, each held at most as often as the one before, because a list that has a third
 * place has a second one. Of columns with too many values to list only the range is known.
 */
function holdsPositions(column: ColumnProfile): boolean {
  if (column.values === null) return column.whole && column.min === 1 && column.max! <= MOST_POSITIONS;
  const numbers = numbersOf(column);
  return (
    numbers !== null &&
    numbers.length >= FEWEST_PLACES &&
    numbers.every(({ value, rows }, i) => value === i + 1 && (i === 0 || rows <= numbers[i - 1]!.rows))
  );
}

/** Whether each value of a column can be a list: nobody is without one, and there are as many as first places, or more where a list showed nobody. */
function holdsLists(column: ColumnProfile, position: ColumnProfile): boolean {
  if (column.missingRows > 0) return false;
  if (column.values === null) return true;
  const first = numbersOf(position)?.find(({ value }) => value === 1)?.rows;
  return column.values.some(({ rows }) => rows > 1) && (first === undefined || column.values.length >= first);
}

/** What was told of a ranking. */
export interface ToldRanking {
  readonly list?: string | undefined;
  readonly position?: string | undefined;
  readonly relevance?: string | undefined;
}

/** Columns that look like a ranking. Only the rows can tell whether positions are those of the lists. */
export interface RankingGuess {
  /** Columns that may name the list, the likeliest first. */
  readonly lists: readonly string[];
  readonly position: string;
  readonly relevance: string | null;
  readonly k: readonly number[];
  /** Whether the names alone say it, so that data that contradict them are worth an error. */
  readonly isPlain: boolean;
  /** A column that says who was shown, though every candidate has a position. */
  readonly shown: string | null;
}

/**
 * Lists and positions by the names and the values of columns: whole numbers from 1 under a name such as rank, and a column that names the list. Null where there
 * is no such pair; several columns of positions are no guess. Columns that are told are taken as they are.
 *
 * @example guessRanking(columns, {}, new Set()) // { lists: ['query'], position: 'rank', relevance: 'rel', k: [5, 10], isPlain: true, shown: null }
 */
export function guessRanking(
  columns: readonly ColumnProfile[],
  told: ToldRanking,
  taken: ReadonlySet<string>,
): RankingGuess | null {
  const free = columns.filter(
    ({ name }) => !taken.has(name) && !isAttributeName(name) && !Object.values(told).includes(name),
  );
  const named = (name: string | undefined) => columns.filter((column) => column.name === name);
  const positions =
    told.position === undefined
      ? free.filter((column) => hasWord(column, POSITION_WORDS) && holdsPositions(column))
      : named(told.position);
  const [position, another] = positions;
  if (position === undefined || another !== undefined) return null;
  const others = free.filter((column) => column !== position && !isLabelName(column.name));
  const lists = told.list === undefined ? listsAmong(others, position) : { plain: [told.list], hinted: [] };
  if (lists.plain.length + lists.hinted.length === 0) return null;
  const relevance = told.relevance ?? free.find((column) => column !== position && isRelevance(column))?.name ?? null;
  return {
    lists: [...lists.plain, ...lists.hinted],
    position: position.name,
    relevance,
    k: topsOf(position),
    isPlain: lists.plain.length > 0,
    shown: position.missingRows > 0 ? null : (free.find((column) => hasWord(column, SHOWN_WORDS))?.name ?? null),
  };
}

function listsAmong(columns: readonly ColumnProfile[], position: ColumnProfile) {
  const fitting = columns.filter((column) => holdsLists(column, position));
  const isPlain = (column: ColumnProfile): boolean => hasWord(column, LIST_WORDS);
  const isHinted = (column: ColumnProfile): boolean =>
    !isPlain(column) && hasWord(column, LIST_HINTS) && !hasWord(column, CANDIDATE_WORDS);
  const names = (holds: (column: ColumnProfile) => boolean) => fitting.filter(holds).map(({ name }) => name);
  return { plain: names(isPlain), hinted: names(isHinted) };
}

/** Whether a column says what a candidate was worth. The score that made the order is no such thing: every ranking keeps its own order. */
const isRelevance = (column: ColumnProfile): boolean =>
  (hasWord(column, RELEVANCE_WORDS) || isLabelName(column.name)) &&
  column.numeric &&
  column.missingRows === 0 &&
  column.min! >= 0 &&
  column.max! <= MOST_RELEVANCE;

/** The two largest usual numbers of first places that do not hold everybody of the longest list. */
function topsOf(position: ColumnProfile): number[] {
  const longest = position.max ?? numbersOf(position)?.at(-1)?.value ?? 1;
  const tops = USUAL_TOPS.filter((k) => k < longest);
  return tops.length === 0 ? [1] : tops.slice(-2);
}

/** A line with its comment where those of other lines stand. */
const said = (line: string, comment: string): string => `${line.padEnd(36)} # ${comment}`;

/** A policy of rankings as text, with a comment for each choice that a person must confirm. */
export function writeRankingPolicy({ name, ranking, roles }: RankingProposal): string {
  const { list, position, relevance, k } = ranking;
  const lines = [
    ...headLines(name),
    'data:',
    '  outcome:',
    '    type: ranking',
    said(`    list: ${quote(list)}`, 'check: candidates with the same value compete in one list'),
    said(`    position: ${quote(position)}`, 'check: 1 is first; empty: in the pool and not shown'),
    relevance === null
      ? '    # no relevance (--label COLUMN): whether the better ones stand higher cannot be audited without what a candidate was worth'
      : said(
          `    relevance: ${quote(relevance)}`,
          'check: what a candidate was worth, known otherwise than by the ranking',
        ),
    said(`    k: [${k.join(', ')}]`, 'check: the first places that people look at'),
    ...roleLines({ ...roles, weight: null }).map((line) =>
      line.startsWith('  minGroupSize:') ? said(line, 'lists that a group stands in') : line,
    ),
    ...roles.attributes.flatMap(({ name: attribute }) => rankingRequirements(attribute, ranking)),
  ];
  return `${lines.join('\n')}\n`;
}

const BOUND = 'min: 0.8                        # check: four fifths of the reference group, our usual bound';

/** That groups are seen, and stand in the first places; with relevance also that they are seen for what they are worth. */
function rankingRequirements(by: string, { relevance, k }: RankingRole): string[] {
  const id = slug(by);
  const top = k[0]!;
  const worth = [
    ...requirementLines({
      id: `exposure-to-worth-${id}`,
      by,
      severity: 'warn',
      lines: ['metric: exposure_per_relevance', 'compare: ratio', BOUND],
    }),
    ...requirementLines({
      id: `better-stands-higher-${id}`,
      by,
      severity: 'warn',
      lines: [
        'metric: pairwise_accuracy',
        'pairs: across                   # of two candidates, one of the group, whether the better one stands higher',
        'compare: difference',
        'max: 0.1                        # check: a gap of ten pairs in a hundred, our usual bound',
      ],
    }),
  ];
  return [
    ...requirementLines({
      id: `exposure-${id}`,
      by,
      lines: [
        'metric: exposure',
        'per: candidate                  # of all in the pool, shown or not',
        'compare: ratio',
        BOUND,
      ],
    }),
    ...requirementLines({
      id: `first-${top}-${id}`,
      by,
      lines: ['metric: share_in_top_k', `k: ${top}`, 'compare: ratio', BOUND],
    }),
    ...(relevance === null ? [] : worth),
  ];
}
