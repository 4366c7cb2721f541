import { TribuneError } from '../../../base/errors.js';
import { atOnce } from '../../../base/steps.js';
import {
  MOST_POSITIONS,
  MOST_RELEVANCE,
  mergeRankingSets,
  type RankingRow,
  type RankingSets,
  rankingSetsFromJson,
  rankingSetsInSteps,
} from '../../../fairness/outcomes/index.js';
import { addExclusions, type Exclusion } from '../../../fairness/tally/index.js';
import type { RankingOutcome } from '../../sections/index.js';
import type { OutcomeBinding, OutcomeCell, OutcomeFault, OutcomeValues } from './binding.js';

/** Places of the columns of a ranking. */
const [LIST, POSITION, RELEVANCE] = [0, 1, 2] as const;

/** The place of a candidate who was not shown. */
const NOT_SHOWN = 0;

/** Candidates of lists: where each stood, and what she was worth. */
export function rankingBinding(outcome: RankingOutcome): OutcomeBinding<RankingSets> {
  const { list, position, relevance: worth } = outcome;
  const tallyInSteps: NonNullable<OutcomeBinding<RankingSets>['tallyInSteps']> = (
    { rowsRead, excluded, ...frame },
    cells,
    sets,
  ) => {
    const spec = {
      ...frame,
      k: outcome.k,
      relevance: worth === null ? ('none' as const) : ('given' as const),
      holes: outcome.holes,
    };
    refuseMany(cells);
    return rankingSetsInSteps(spec, sets, { rows: candidatesOf(cells), rowsRead, excluded });
  };
  return {
    columns: [
      { column: list, named: 'data.outcome.list', isNumber: false },
      { column: position, named: 'data.outcome.position', isNumber: true },
      ...(worth === null ? [] : [{ column: worth, named: 'data.outcome.relevance', isNumber: true }]),
    ],
    texts: 1,
    exclusions: [],
    faults: worth === null ? [NO_LIST, NO_POSITION] : [NO_LIST, NO_POSITION, NO_RELEVANCE],
    placeOf: (values) => ({
      place: values[POSITION]!.number ?? NOT_SHOWN,
      label: null,
      ranked: {
        list: values[LIST]!.text!,
        // -0 and 0 are the same.
        relevance: worth === null ? null : values[RELEVANCE]!.number! + 0,
      },
    }),
    placeOfCode: (code, { texts, place }) => ({
      place,
      label: null,
      ranked: { list: texts[0]!, relevance: worth === null ? null : code },
    }),
    read: rankingSetsFromJson,
    merge: mergeRankingSets,
    tallyOf: (...read) => atOnce(tallyInSteps(...read)),
    tallyInSteps,
  };
}

const NO_LIST: OutcomeFault = {
  role: 'outcome:list',
  at: LIST,
  holds: (values) => values[LIST]!.text === null,
  is: 'missing, so that the candidates belong to no list',
  remedy: () => 'Name the list (query, vacancy, day) of every candidate, or leave such rows out with data.where.',
};

const NO_POSITION: OutcomeFault = {
  role: 'outcome:position',
  at: POSITION,
  holds: (values) => values[POSITION]!.text !== null && !isPosition(values[POSITION]!.number),
  is: `no whole number from 1 to ${MOST_POSITIONS}`,
  remedy: () =>
    'Position 1 is the first; leave it empty for a candidate who was not shown, and list other words for that in data.missing.',
};

const NO_RELEVANCE: OutcomeFault = {
  role: 'outcome:relevance',
  at: RELEVANCE,
  holds: (values: OutcomeValues) => !isRelevance(values[RELEVANCE]!.number),
  is: `no number from 0 to ${MOST_RELEVANCE}`,
  remedy: () =>
    'State what every candidate was worth, 0 for nothing, shown or not; larger numbers are divided by a common factor. Without data.outcome.relevance exposure and share_in_top_k are measured.',
};

const isPosition = (value: number | null): boolean =>
  value !== null && Number.isInteger(value) && value >= 1 && value <= MOST_POSITIONS;

const isRelevance = (value: number | null): boolean => value !== null && value >= 0 && value <= MOST_RELEVANCE;

/** Every candidate apart: candidates who were not shown may be alike in all that is read of them. */
function* candidatesOf(cells: readonly OutcomeCell[]): Generator<RankingRow> {
  for (const { values, place, ranked, rows } of cells) {
    const { list, relevance } = ranked!;
    const position = place === NOT_SHOWN ? null : place;
    for (let i = 0; i < rows; i++) yield { list, values, position, relevance };
  }
}

/** A tally beside lists that were left out, each of whose candidates is counted under a reason. */
export function withoutLists(
  { sets, excluded, ...frame }: RankingSets,
  { reasons, listsNotWhole }: { readonly reasons: readonly Exclusion[]; readonly listsNotWhole: number },
): RankingSets {
  const rowsRead = frame.rowsRead + reasons.reduce((sum, { rows }) => sum + rows, 0);
  const apart = { rowsRead, excluded: addExclusions(excluded, reasons) };
  return {
    ...frame,
    ...apart,
    sets: sets.map((one) => ({ ...one, ...apart })),
    ...(listsNotWhole === 0 ? {} : { listsNotWhole }),
  };
}

/** Candidates that one audit reads: each stands in memory until its list is complete, a million of them take 2.5 GB. */
export const MOST_CANDIDATES = 1_000_000;

function refuseMany(cells: readonly OutcomeCell[]): void {
  const candidates = cells.reduce((sum, { rows }) => sum + rows, 0);
  if (candidates > MOST_CANDIDATES) throw tooManyCandidates(String(candidates));
}

/** The error for more candidates than one audit reads. */
export const tooManyCandidates = (candidates: string): TribuneError =>
  new TribuneError('DATA_TOO_LARGE', `the lists have ${candidates} candidates, more than ${MOST_CANDIDATES}`, {
    remedy:
      'Make a tally of each part of the lists (tribune tally), no list in two parts, and audit them together with --tally; of recorded lists, audit shorter times.',
  });
