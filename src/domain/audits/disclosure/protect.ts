import { rebinTally, sumCells, withoutScores } from '../../../core/fairness/index.js';
import type { Exclusion, ScoreKeeping, Tally, TallyCell } from '../../../core/fairness/tally/index.js';
import { type AuditPart, LEAST_CELL } from '../source/disclosure-types.js';

/** Numbers of bins for scores when distinct ones single people out; the finest that does not is taken. The numbers are our choice. */
const BIN_COUNTS = [100, 50, 20, 10, 5, 4, 2] as const;
const MERGED = `filtered or excluded; reasons of fewer than ${LEAST_CELL} rows are not told apart`;

type Values = readonly (string | null)[];

/** All people with the same values of the attributes. */
interface Crowd {
  readonly values: Values;
  readonly rows: number;
  readonly cells: readonly TallyCell[];
}

export interface ScoreRange {
  readonly lower: number;
  readonly upper: number;
}

/**
 * The people of a tally by some of its attributes, coarsened until at least `LEAST_CELL` people are in every cell, and in every cell that
 * can be computed by subtracting shown cells from those by other attributes. Groups with too few people on one side of the prediction
 * become one group of unknown values. Where only the labels separate too few people, the group's labels are not shown. Scores are put into
 * fewer bins or left out. Nobody is left out, because cells are merged and never dropped.
 *
 * Null when even all people together are too few on one side of the prediction.
 *
 * @param range range of the scores, for the bins
 */
export function protectTally(tally: Tally, attributes: readonly string[], range: ScoreRange): AuditPart | null {
  const { crowds, pool, pooled } = poolSmall(crowdsOf(tally, attributes));
  if (pool !== null && !isSafe(pool, byPrediction)) return null;
  const all = pool === null ? crowds : [...crowds, pool];
  const unlabelled = crowdsWithoutLabels(all);
  const shown = all.map((crowd) => (unlabelled.has(crowd) ? withoutLabels(crowd) : crowd));
  // Everybody's labels minus those of the other groups reveal these cells, so they must be large enough as well.
  const workedOut = [...unlabelled].flatMap(({ cells }) => cells).map((cell) => ({ ...cell, values: ['less'] }));
  const plain = { ...tally, attributes, excluded: exclusions(tally.excluded) };
  const asTally = (cells: readonly TallyCell[]): Tally => ({ ...plain, cells: sumCells(cells) });
  const { scores, coarsen } = coarsestNeeded([shown.flatMap(({ cells }) => cells), workedOut].map(asTally), range);
  const labelled = [...unlabelled].flatMap(({ cells }) => cells).filter(({ label }) => label !== null);
  return {
    attributes,
    tally: coarsen(asTally(shown.flatMap(({ cells }) => cells))),
    withheld: {
      groups: pooled.length,
      people: sum(pooled),
      unlabelledGroups: labelled.length === 0 ? 0 : unlabelled.size,
      unlabelledPeople: sum(labelled),
      scores,
    },
  };
}

const sum = (of: readonly { readonly rows: number }[]): number => of.reduce((total, { rows }) => total + rows, 0);

function crowdsOf(tally: Tally, attributes: readonly string[]): Crowd[] {
  const places = attributes.map((name) => tally.attributes.indexOf(name));
  const cells = sumCells(tally.cells.map((cell) => ({ ...cell, values: places.map((i) => cell.values[i] ?? null) })));
  const byValues = new Map<string, TallyCell[]>();
  for (const cell of cells) {
    const key = JSON.stringify(cell.values);
    const own = byValues.get(key);
    if (own === undefined) byValues.set(key, [cell]);
    else own.push(cell);
  }
  return [...byValues.values()].map((own) => ({ values: own[0]!.values, rows: sum(own), cells: own }));
}

type Side = (cell: TallyCell) => string;
const byPrediction: Side = ({ prediction }) => String(prediction);
const byOutcome: Side = ({ label, prediction }) => `${label} ${prediction}`;
const byScore: Side = ({ values, label, prediction, score }) => JSON.stringify([values, label, prediction, score]);

/** Whether each side on which there is anybody has enough people. */
function isSafe({ cells }: { readonly cells: readonly TallyCell[] }, side: Side): boolean {
  const counts = new Map<string, number>();
  for (const cell of cells) counts.set(side(cell), (counts.get(side(cell)) ?? 0) + cell.rows);
  return [...counts.values()].every((rows) => rows >= LEAST_CELL);
}

const together = (crowds: readonly Crowd[], values: Values): Crowd => ({
  values,
  rows: sum(crowds),
  cells: crowds.flatMap(({ cells }) => cells.map((cell) => ({ ...cell, values }))),
});

const smallestFirst = (crowds: readonly Crowd[]): Crowd[] => crowds.toSorted((a, b) => a.rows - b.rows);

/** Crowds that are shown, and a pool of those that are too small with as many further ones as the pool needs to be large enough. */
function poolSmall(crowds: readonly Crowd[]): {
  crowds: readonly Crowd[];
  pool: Crowd | null;
  pooled: readonly Crowd[];
} {
  const unknown: Values = crowds[0]?.values.map(() => null) ?? [];
  const isUnknown = ({ values }: Crowd): boolean => values.every((value) => value === null);
  const pooled = crowds.filter((crowd) => !isSafe(crowd, byPrediction));
  if (pooled.length === 0) return { crowds, pool: null, pooled };
  const rest = crowds.filter((crowd) => !pooled.includes(crowd));
  // People whose values are unknown cannot be told from the pool, so they are in it from the start.
  const next = [...rest.filter(isUnknown), ...smallestFirst(rest.filter((crowd) => !isUnknown(crowd)))];
  const must = rest.filter(isUnknown).length;
  for (
    let taken = 0;
    taken < must || (taken < next.length && !isSafe(together(pooled, unknown), byPrediction));
    taken++
  ) {
    pooled.push(next[taken]!);
  }
  return { crowds: rest.filter((crowd) => !pooled.includes(crowd)), pool: together(pooled, unknown), pooled };
}

/**
 * Crowds whose labels must not be shown: those in which the labels separate too few people, and as many more as are needed for the labels
 * of all of them together, which everybody's labels minus those of the others reveal.
 */
function crowdsWithoutLabels(crowds: readonly Crowd[]): ReadonlySet<Crowd> {
  const hidden = crowds.filter((crowd) => !isSafe(crowd, byOutcome));
  if (hidden.length === 0) return new Set();
  const next = smallestFirst(crowds.filter((crowd) => !hidden.includes(crowd)));
  for (let more = next.shift(); more !== undefined && !isSafe(together(hidden, []), byOutcome); more = next.shift()) {
    hidden.push(more);
  }
  return new Set(hidden);
}

const withoutLabels = (crowd: Crowd): Crowd => ({
  ...crowd,
  cells: sumCells(crowd.cells.map((cell) => ({ ...cell, label: null, errorSquares: 0n }))),
});

interface Coarsening {
  readonly scores: AuditPart['withheld']['scores'];
  readonly coarsen: (tally: Tally) => Tally;
}

/** The least coarsening of scores under which no cell of any of the tallies is too small. */
function coarsestNeeded(tallies: readonly Tally[], range: ScoreRange): Coarsening {
  const kept: Coarsening = { scores: 'kept', coarsen: (tally) => tally };
  const kind = tallies[0]!.score;
  const steps =
    kind.kind === 'none' ? [] : BIN_COUNTS.filter((count) => kind.kind !== 'bins' || kind.count % count === 0);
  const binned = steps.map((count): Coarsening => ({ scores: count, coarsen: (tally) => inBins(tally, range, count) }));
  const enough = ({ coarsen }: Coarsening): boolean => {
    try {
      return tallies.every((tally) => isSafe(coarsen(tally), byScore));
    } catch {
      // A score lies outside the bins that the policy declares.
      return false;
    }
  };
  const none = kind.kind === 'none' ? 'kept' : 'none';
  return [kept, ...binned].find(enough) ?? { scores: none, coarsen: withoutScores };
}

/** The tally with scores in this many bins, made from distinct ones or from bins of which a whole number fits into each. */
function inBins(tally: Tally, range: ScoreRange, count: number): Tally {
  if (tally.score.kind !== 'bins') return rebinTally(tally, { ...range, count });
  const fit = tally.score.count / count;
  const cells = tally.cells.map((cell) => ({
    ...cell,
    score: cell.score === null ? null : Math.floor(cell.score / fit),
  }));
  const score: ScoreKeeping = { ...tally.score, count };
  return { ...tally, score, cells: sumCells(cells) };
}

/** Exclusions by reason; where one reason concerns too few rows, the reasons are not separated. */
function exclusions(excluded: readonly Exclusion[]): Exclusion[] {
  return excluded.every(({ rows }) => rows >= LEAST_CELL) ? [...excluded] : [{ reason: MERGED, rows: sum(excluded) }];
}
