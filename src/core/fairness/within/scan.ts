import { twoProportionTest } from '../../stats/hypothesis/index.js';
import { benjaminiHochberg, holm } from '../../stats/multiplicity/index.js';
import { newcombeDifference, type Proportion } from '../../stats/proportion/index.js';
import { fitBetaBinomial } from '../../stats/shrinkage/index.js';
import { DEFAULT_LEVEL, DEFAULT_MIN_GROUP_SIZE, metricSettings } from '../metrics/options.js';
import { rateOf } from '../metrics/rates.js';
import { type Group, groupTally } from '../tally/groups.js';
import type { GroupKey, IntegerMetric, Tally } from '../tally/types.js';
import { withoutScores } from '../tally/without-scores.js';

/** Most attributes that are crossed. Deeper cells are too small to tell anything in data of ordinary size. The number is our choice. */
export const SCAN_DEPTH = 3;
/** Most cells that are listed by default. The number is our choice. */
const SHOWN_CELLS = 20;

export interface ScanOptions {
  readonly favourable: 0 | 1;
  /** Confidence level, 0..1. Default 0.95. */
  readonly level?: number;
  /** Cells whose own denominator is smaller are counted, not tested. Default 30. */
  readonly minCell?: number;
  readonly depth?: number;
  /** Most cells listed, by p-value. Default 20. */
  readonly limit?: number;
}

/** One cell against everybody else. */
export interface ScannedCell {
  readonly cell: GroupKey;
  /** People in the metric's denominator. */
  readonly n: number;
  readonly rate: number;
  /** Posterior mean over the cells of the same attributes (beta-binomial): small cells no longer look extreme by luck. */
  readonly shrunkenRate: number | null;
  /** Rate of everybody outside the cell. */
  readonly restRate: number;
  /** rate - restRate, with Newcombe's interval. */
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  readonly test: string;
  readonly pValue: number | null;
  /** p-value adjusted over all cells tested. */
  readonly holm: number | null;
  readonly benjaminiHochberg: number | null;
}

export interface Scan {
  readonly metric: IntegerMetric;
  readonly attributes: readonly string[];
  readonly depth: number;
  readonly minCell: number;
  /** Number of cells tested: the size of the family that both corrections answer for. */
  readonly tested: number;
  readonly tooSmall: number;
  /** Number of cells with nobody, or with everybody, in the metric's denominator. */
  readonly notEstimable: number;
  /** Number of tested cells that differ after Holm's correction at the level asked for. */
  readonly striking: number;
  /** Cells, most striking first: by p-value, then by size of the difference, then in the order of groups. */
  readonly cells: readonly ScannedCell[];
}

/**
 * Looks through every attribute and every intersection up to `depth` for cells whose rate differs from that of everybody else. All cells
 * tested form one family, so a longer search needs stronger evidence. Cells with a missing value are not scanned.
 *
 * @throws TribuneError `INVALID_ARGUMENT` for an attribute that the tally does not have
 * @example scanWorstCells(tally, ['race', 'sex', 'age'], 'false_positive_rate', { favourable: 0 })
 */
export function scanWorstCells(
  tally: Tally,
  attributes: readonly string[],
  metric: IntegerMetric,
  options: ScanOptions,
): Scan {
  const settings = scanSettings(options);
  const { level, minCell } = settings;
  const depth = Math.min(options.depth ?? SCAN_DEPTH, attributes.length);
  const rates = withoutScores(tally);
  const everybody = rateWithSquares(groupTally(rates, [])[0]!, metric, options.favourable);
  const scanned = subsets(attributes, depth).map((by) => scanSet(groupTally(rates, by), metric, everybody, settings));
  const cells = scanned.flatMap((set) => set.cells);
  const byHolm = holm(cells.map((cell) => cell.pValue));
  const byFalseDiscovery = benjaminiHochberg(cells.map((cell) => cell.pValue));
  const adjusted = cells.map(
    (cell, i): ScannedCell => ({ ...cell, holm: byHolm[i] ?? null, benjaminiHochberg: byFalseDiscovery[i] ?? null }),
  );
  return {
    metric,
    attributes,
    depth,
    minCell,
    tested: cells.length,
    tooSmall: scanned.reduce((sum, set) => sum + set.tooSmall, 0),
    notEstimable: scanned.reduce((sum, set) => sum + set.notEstimable, 0),
    striking: adjusted.filter(({ holm: p }) => p !== null && p < 1 - level).length,
    cells: adjusted.sort(moreStriking).slice(0, options.limit ?? SHOWN_CELLS),
  };
}

type ScanSettings = ScanOptions & Required<Pick<ScanOptions, 'level' | 'minCell'>>;

function scanSettings(options: ScanOptions): ScanSettings {
  const { level, minGroupSize } = metricSettings({
    favourable: options.favourable,
    level: options.level ?? DEFAULT_LEVEL,
    minGroupSize: options.minCell ?? DEFAULT_MIN_GROUP_SIZE,
  });
  return { ...options, level, minCell: minGroupSize };
}

/** Array.prototype.sort is stable, so ties stay in the order of groups. */
const moreStriking = (a: ScannedCell, b: ScannedCell): number =>
  (a.pValue ?? 1) - (b.pValue ?? 1) || Math.abs(b.difference) - Math.abs(a.difference);

/** All sets of 1 to `depth` names, small ones first. */
function subsets(names: readonly string[], depth: number): string[][] {
  let last: number[][] = [[]];
  const all: number[][] = [];
  for (let size = 1; size <= depth; size++) {
    last = last.flatMap((set) => names.flatMap((_, i) => (i > (set.at(-1) ?? -1) ? [[...set, i]] : [])));
    all.push(...last);
  }
  return all.map((set) => set.map((i) => names[i]!));
}

interface RateWithSquares extends Proportion {
  readonly squares: number;
}

/** Kish's effective size turned back into the sum of squared weights, which subtracts. */
function rateWithSquares(group: Group, metric: IntegerMetric, favourable: 0 | 1): RateWithSquares {
  const rate = rateOf(group, metric, favourable);
  return { ...rate, squares: rate.nEff === undefined || rate.nEff === 0 ? 0 : (rate.n * rate.n) / rate.nEff };
}

function restOf(everybody: RateWithSquares, cell: RateWithSquares): Proportion {
  const n = everybody.n - cell.n;
  const successes = Math.min(n, Math.max(0, everybody.successes - cell.successes));
  if (cell.nEff === undefined) return { successes, n };
  return { successes, n, nEff: (n * n) / (everybody.squares - cell.squares) };
}

type Unadjusted = Omit<ScannedCell, 'holm' | 'benjaminiHochberg'>;

function scanSet(
  groups: readonly Group[],
  metric: IntegerMetric,
  everybody: RateWithSquares,
  options: ScanSettings,
): { cells: Unadjusted[]; tooSmall: number; notEstimable: number } {
  const known = groups.filter((group) => group.known);
  const rates = known.map((group) => rateWithSquares(group, metric, options.favourable));
  const shrunken = fitBetaBinomial(rates, { level: options.level });
  const cells: Unadjusted[] = [];
  let tooSmall = 0;
  let notEstimable = 0;
  rates.forEach((rate, i) => {
    const rest = restOf(everybody, rate);
    if (rate.n === 0 || !(rest.n > 0)) notEstimable += 1;
    else if ((rate.nEff ?? rate.n) < options.minCell) tooSmall += 1;
    else
      cells.push(
        testCell(known[i]!.key, rate, rest, {
          level: options.level,
          shrunkenRate: shrunken?.groups[i]?.shrunken ?? null,
        }),
      );
  });
  return { cells, tooSmall, notEstimable };
}

function testCell(
  cell: GroupKey,
  rate: Proportion,
  rest: Proportion,
  { level, shrunkenRate }: { readonly level: number; readonly shrunkenRate: number | null },
): Unadjusted {
  const share = rate.successes / rate.n;
  const restRate = rest.successes / rest.n;
  const { test, pValue } = twoProportionTest(rate, rest);
  return {
    cell,
    n: rate.n,
    rate: share,
    shrunkenRate,
    restRate,
    difference: share - restRate,
    ...newcombeDifference(rate, rest, level)!,
    test,
    pValue,
  };
}
