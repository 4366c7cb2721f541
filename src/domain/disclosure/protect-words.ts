import { type AmountTally, partsOf } from '../../core/fairness/outcomes/amount/index.js';
import {
  type ClassTally,
  classTallyOf,
  type OrderedTally,
  orderedTallyOf,
} from '../../core/fairness/outcomes/index.js';
import { wordsOf } from '../../core/policy/bind/index.js';
import type { AmountOutcome } from '../../core/policy/sections/index.js';
import { type BandedOutcome, edgeWord, safeBands, shownOutcome } from './bands.js';
import { type Crowd, crowdsOf, crowdsWithoutLabels, poolSmall, rowsOf, type Side, type Values } from './crowds.js';
import { shownExclusions } from './protect.js';
import type { Bands, WordPart } from './types.js';

type BandedTally = AmountTally | OrderedTally | ClassTally;

/** People by values, the place of the decided word and that of the one that was due. */
interface WordCell {
  readonly values: Values;
  readonly place: number;
  readonly label: number | null;
  readonly rows: number;
}

/**
 * The parts in which an audit of levels, classes or bands of amounts is shown to a caller who may see no person: everybody, then each set of attributes,
 * in which no cell is smaller than `LEAST_CELL`. Levels, classes and bands that too few people have are put together with others. Groups with too few
 * people in some band become one group of unknown values, and labels that separate too few are not shown, as for decisions of 0 and 1.
 *
 * All declared bands of amounts are shown, whichever of them the policy asks about: a policy that could leave one out would show its people, who stand
 * with one neighbour in one answer and with the other in the next.
 *
 * Null where everybody is in one band, so that there is nothing to show.
 */
export function protectedWordParts(
  tally: BandedTally,
  outcome: BandedOutcome,
  { sets, edges }: { readonly sets: readonly (readonly string[])[]; readonly edges: readonly number[] },
): WordPart[] | null {
  const { words, cells } = wordCellsOf(tally, outcome, edges);
  const counts = words.map(() => 0);
  for (const { place, rows } of cells) counts[place]! += rows;
  const bands = safeBands(words, counts, outcome.type !== 'class');
  if (bands.length < 2) return null;
  const bandByPlace = words.map((word) => bands.findIndex((band) => band.includes(word)));
  const banded = cells.map((cell) => ({
    ...cell,
    place: bandByPlace[cell.place]!,
    label: cell.label === null ? null : bandByPlace[cell.label]!,
  }));
  return sets.map((attributes) => partOf(banded, attributes, { tally, bands, outcome }));
}

interface Words {
  readonly words: readonly string[];
  readonly cells: readonly WordCell[];
}

function wordCellsOf(tally: BandedTally, outcome: BandedOutcome, edges: readonly number[]): Words {
  switch (tally.outcome) {
    case 'amount':
      return bandsOfAmounts(tally, outcome as AmountOutcome, edges);
    case 'ordered':
      return { words: tally.levels, cells: tally.cells.map(({ level, ...cell }) => ({ ...cell, place: level })) };
    case 'class':
      return { words: tally.classes, cells: tally.cells.map(({ class: place, ...cell }) => ({ ...cell, place })) };
  }
}

/** The people by the band that their amount is in. */
function bandsOfAmounts(tally: AmountTally, outcome: AmountOutcome, edges: readonly number[]): Words {
  const parts = edges.map((edge) => partsOf(edge, outcome.decimals)!);
  const cells = tally.cells.flatMap(({ values, quantity, at, rows }) =>
    quantity === 'amount' ? [{ values, rows, label: null, place: parts.findLastIndex((edge) => edge <= at) }] : [],
  );
  return { words: edges.map((edge) => edgeWord(edge, outcome)), cells };
}

const byPlace: Side<WordCell> = ({ place }) => String(place);
const byOutcome: Side<WordCell> = ({ place, label }) => `${label} ${place}`;

interface PartContext {
  readonly tally: BandedTally;
  readonly bands: Bands;
  readonly outcome: BandedOutcome;
}

/** Every band has enough people, so that a pool of all groups would be large enough, and some pool is. */
function partOf(cells: readonly WordCell[], attributes: readonly string[], context: PartContext): WordPart {
  const { tally, bands } = context;
  const { crowds, pool, pooled } = poolSmall(crowdsOf(cells, tally.attributes, attributes), byPlace);
  const all = pool === null ? crowds : [...crowds, pool];
  const hidden = crowdsWithoutLabels(all, byOutcome);
  const shown = all.flatMap((crowd) => (hidden.has(crowd) ? withoutLabels(crowd) : crowd.cells));
  const unlabelled = rowsOf([...hidden].flatMap((crowd) => crowd.cells).filter(({ label }) => label !== null));
  return {
    attributes,
    tally: shownTally(shown, attributes, context),
    withheld: {
      groups: pooled.length,
      people: rowsOf(pooled),
      unlabelledGroups: unlabelled === 0 ? 0 : hidden.size,
      unlabelledPeople: unlabelled,
      scores: 'kept',
    },
    bands,
  };
}

const withoutLabels = ({ cells }: Crowd<WordCell>): WordCell[] => cells.map((cell) => ({ ...cell, label: null }));

function shownTally(
  cells: readonly WordCell[],
  attributes: readonly string[],
  { tally, bands, outcome }: PartContext,
): OrderedTally | ClassTally {
  const shown = shownOutcome(outcome, bands);
  const frame = { policyDigest: tally.policyDigest, attributes };
  const counts = shownExclusions(tally);
  const counted = cells.map(({ values, label, rows, place }) => ({ values, label, rows, people: rows, place }));
  if (shown.type === 'class')
    return classTallyOf(
      { ...frame, classes: wordsOf(shown), favourable: shown.favourable },
      { ...counts, cells: counted.map(({ place, ...cell }) => ({ ...cell, class: place })) },
    );
  return orderedTallyOf(
    { ...frame, levels: wordsOf(shown), favourable: shown.favourable },
    { ...counts, cells: counted.map(({ place, ...cell }) => ({ ...cell, level: place })) },
  );
}
