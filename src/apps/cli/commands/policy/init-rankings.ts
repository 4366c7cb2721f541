import { openFiles } from '../../../../adapters/dataset/index.js';
import { counted } from '../../../../core/base/counted.js';
import { TribuneError } from '../../../../core/base/errors.js';
import { parsePolicy } from '../../../../core/policy/index.js';
import {
  type ColumnProfile,
  type ColumnRoles,
  guessRanking,
  guessRoles,
  type RankingGuess,
  writeRankingPolicy,
} from '../../../../domain/policy-proposals/index.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';
import { demandColumns, rolesOf } from './init-outcome.js';

/** Options that say something of a decision of another kind. */
const OTHERS = [
  ...['prediction', 'prediction-positive', 'score', 'cutoff', 'label-positive', 'weight', 'favourable'],
  ...['amount', 'unit', 'ordered', 'level', 'class', 'favourable-class', 'none', 'stage'],
] as const;

const isGiven = (args: ParsedArguments, name: string): boolean =>
  text(args, name) !== undefined || list(args, name).length > 0;

/** A policy of rankings, null where the decision is something else, and what was recognised: columns that hinted at lists and are none, too. */
interface ProposedRanking {
  readonly proposal: string | null;
  readonly notes: readonly string[];
}

const NO_RANKING: ProposedRanking = { proposal: null, notes: [] };

/** How many columns that only hint at lists are tried against the rows. */
const MOST_TRIED = 4;

/**
 * The policy of rankings, where lists and positions are told, or where columns look like them and every row bears it out: no two candidates at one position of a
 * list, and no position that nobody holds. Without a proposal where the decision is something else, as where a column of predictions stands beside them.
 *
 * @throws TribuneError USAGE for a ranking told beside a decision of another kind, or whose rows contradict plain names; DATA_COLUMN_MISSING; as an audit under
 * the proposal where the columns are told
 */
export async function rankingOf(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  name: string,
): Promise<ProposedRanking> {
  const told = { list: text(args, 'list'), position: text(args, 'position') };
  const isTold = told.list !== undefined || told.position !== undefined;
  const other = OTHERS.find((option) => isGiven(args, option));
  if (isTold && other !== undefined)
    throw new TribuneError('USAGE', `--${other} says nothing of a ranking, and --list or --position is given`, {
      remedy: 'Leave one of them out: a decision is of one kind.',
    });
  if (other !== undefined) return NO_RANKING;
  const relevance = text(args, 'label');
  const given = [told.list, told.position, relevance, ...list(args, 'attribute')].filter((each) => each !== undefined);
  const twice = given.find((each, i) => given.indexOf(each) !== i);
  if (isTold && twice !== undefined)
    throw new TribuneError('USAGE', `column "${twice}" is given twice`, {
      remedy: 'A column is the list, the position, the relevance or an attribute.',
    });
  demandColumns(columns, [told.list, told.position, relevance]);
  const guess = guessRanking(columns, { ...told, relevance }, new Set(list(args, 'attribute')));
  if (guess === null && isTold) throw notFound(told);
  if (guess === null || (!isTold && guessRoles(columns, {}).prediction !== null)) return NO_RANKING;
  return await firstThatHolds(args, columns, { guess, isTold, name });
}

interface Asked {
  readonly guess: RankingGuess;
  readonly isTold: boolean;
  readonly name: string;
}

/** The proposal with the first column of lists that every row bears out. */
async function firstThatHolds(
  args: ParsedArguments,
  columns: readonly ColumnProfile[],
  { guess, isTold, name }: Asked,
): Promise<ProposedRanking> {
  const refused: TribuneError[] = [];
  for (const column of guess.lists.slice(0, MOST_TRIED)) {
    const { position, relevance, k } = guess;
    const decided = columns.filter((each) => [column, position, relevance].includes(each.name));
    const roles = rolesOf(args, columns, decided);
    const proposal = writeRankingPolicy({ name, ranking: { list: column, position, relevance, k }, roles });
    try {
      await openFiles(args.positionals).outcome!({ policy: parsePolicy(proposal).policy, policyDigest: '' });
      const notes = notesOf(args, { guess, list: column, isTold, roles });
      return {
        proposal,
        notes: [
          ...notes,
          ...refused.map((each, i) => `note: "${guess.lists[i]!}" is not taken as the list: ${each.message}`),
        ],
      };
    } catch (error) {
      if (isTold || !(error instanceof TribuneError) || error.code !== 'DATA_VALUE_INVALID') throw error;
      refused.push(error);
    }
  }
  if (guess.isPlain) throw contradicted(refused[0]!, guess.lists[0]!, guess);
  return { proposal: null, notes: [droppedNote(guess, refused)] };
}

/** Which columns hinted at lists and were dropped, and why: a proposal of something else, or the error that nothing else is found, would not say so. */
function droppedNote({ lists, position }: RankingGuess, refused: readonly TribuneError[]): string {
  const tried = lists.slice(0, MOST_TRIED).map((column) => `"${column}"`);
  const untried = lists.length - tried.length;
  const more =
    untried > 0 ? `; ${counted(untried, 'more column')} of that kind ${untried === 1 ? 'was' : 'were'} not tried` : '';
  return `note: ${tried.join(', ')} might be lists in which "${position}" is the position, and no ranking is proposed by ${tried.length === 1 ? 'it' : 'them'}: ${refused[0]!.message}${more}. Where it is a ranking, say --list COLUMN --position COLUMN`;
}

interface Found {
  readonly guess: RankingGuess;
  readonly list: string;
  readonly isTold: boolean;
  readonly roles: ColumnRoles;
}

function notesOf(args: ParsedArguments, { guess, list: column, isTold, roles }: Found): string[] {
  const { position, relevance, shown } = guess;
  const why = isTold
    ? 'as told, and in every row'
    : 'their names, and in every row: no two at one position of a list, and none left out';
  return [
    `"${column}" is taken as the list and "${position}" as the position in it: ${why}`,
    ...(relevance === null
      ? []
      : [`"${relevance}" is taken as relevance: ${text(args, 'label') === undefined ? 'its name' : 'as told'}`]),
    ...(shown === null
      ? []
      : [
          `note: "${shown}" may say who was shown, and every candidate has a position: leave the position empty of those who were not shown`,
        ]),
    ...(roles.weight === null
      ? []
      : [`note: "${roles.weight}" is not taken as a weight: a row of a ranking is one candidate`]),
    `candidates are compared by ${roles.attributes.map((each) => `"${each.name}"`).join(', ')}: ${list(args, 'attribute').length > 0 ? 'as told' : 'by their names'}`,
  ];
}

/** What to do about columns whose names are those of a ranking, and whose rows are not. */
const contradicted = (error: TribuneError, column: string, { position }: RankingGuess): TribuneError =>
  new TribuneError('USAGE', `"${column}" and "${position}" look like lists and positions, but ${error.message}`, {
    remedy: `${error.remedy ?? 'Write one row for each candidate of a list.'} Where another column names the list, say --list COLUMN; where it is no ranking, name what was decided: --prediction, --score, --amount, --ordered or --class COLUMN.`,
  });

function notFound(told: { readonly list: string | undefined; readonly position: string | undefined }): TribuneError {
  const lacks = told.position === undefined ? 'position' : 'list';
  return new TribuneError('USAGE', `no single column looks like the ${lacks} of a ranking`, {
    remedy: `Say which it is: --${lacks} COLUMN.`,
  });
}
