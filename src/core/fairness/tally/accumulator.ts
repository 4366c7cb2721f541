import { TribuneError } from '../../base/errors.js';
import { addExclusions, type TallySpec } from './cells.js';
import { type Combination, Combinations, tooManyCells } from './combinations.js';
import { DenseCells } from './dense-cells.js';
import { MAX_CELLS, MAX_COUNT_WEIGHT, MAX_SAMPLING_WEIGHT } from './limits.js';
import { labelOf, OUTCOMES, outcomeOf, predictionOf } from './outcome-places.js';
import { binOf, DEFAULT_SCORE_BINS, DISTINCT_SCORE_LIMIT, type ScoreBins, TOTAL_SCORE_LIMIT } from './score-bins.js';
import { ScorePlaces } from './score-places.js';
import { checkRow, emptyTally, type ScoreLimitOptions, type TallyRow, WEIGHT_ZERO } from './tally.js';
import type { ScoreKeeping, Tally, TallyCell } from './types.js';

/**
 * A tally of rows that come one by one, for live windows and other sources without a table. A row costs well under a microsecond, memory
 * follows the cells and not the rows, and the tally that `take` returns equals `tallyRows` of the same rows bit for bit. Tallies taken at
 * different times are added by `mergeTallies`.
 *
 * It has the limits of the SQL of files: 10,000 groups an attribute, 3,000,000 cells, 100,000 distinct scores a combination and 1,000,000
 * in all, above which scores are kept in bins; count weights up to 2^31, sampling weights up to 2^24.
 *
 * @example
 * const accumulator = new TallyAccumulator({ policyDigest: '', attributes: ['sex'], weightKind: 'none', score: { kind: 'none' }, scoreScale: 1 });
 * accumulator.add({ values: ['f'], label: 1, prediction: 1, score: null, weight: 1 });
 * accumulator.exclude('missing score');
 * accumulator.take().rowsRead // 2
 */
export class TallyAccumulator {
  readonly #spec: TallySpec;
  readonly #empty: Tally;
  readonly #bins: ScoreBins;
  readonly #limit: number;
  #combinations: Combinations;
  #places = new ScorePlaces();
  #cells: DenseCells;
  #keeping: ScoreKeeping;
  #rowsRead = 0;
  #excluded = new Map<string, number>();
  /** Number of distinct scores over all combinations, and their range; used only while distinct scores are kept. */
  #distinct = 0;
  #lowest = Number.POSITIVE_INFINITY;
  #highest = Number.NEGATIVE_INFINITY;

  /**
   * @param spec `score` says how scores are kept at first: `distinct` turns into bins above the limit
   * @throws TribuneError `INVALID_ARGUMENT` as `emptyTally`
   */
  constructor(spec: TallySpec, options: ScoreLimitOptions = {}) {
    this.#empty = emptyTally(spec);
    this.#spec = spec;
    this.#bins = options.bins ?? DEFAULT_SCORE_BINS;
    this.#limit = options.limit ?? DISTINCT_SCORE_LIMIT;
    this.#keeping = spec.score;
    this.#combinations = new Combinations(spec.attributes);
    this.#cells = this.#emptyCells(spec.score);
  }

  /** Rows added and excluded since the last `take`. */
  get rowsRead(): number {
    return this.#rowsRead;
  }

  /**
   * Adds one row; a row of weight zero is counted as excluded. A row that is refused is not counted, and all others stay.
   *
   * @throws TribuneError `DATA_VALUE_INVALID` as `tallyRows`, also for weights beyond those of files; `DATA_TOO_LARGE` beyond the limits;
   * `INVALID_ARGUMENT` for a row whose values do not match the attributes
   */
  add(row: TallyRow): void {
    this.#check(row);
    if (row.weight === 0) {
      this.exclude(WEIGHT_ZERO);
      return;
    }
    const score = this.#keeping.kind === 'none' || row.score === null ? null : row.score + 0;
    const bin = score !== null && this.#keeping.kind === 'bins' ? binOf(score, this.#keeping) : score;
    const outcome = outcomeOf(row.label, row.prediction);
    const combination = this.#combinations.find(row.values);
    const place = this.#placeOf(combination, bin);
    if (this.#keeping.kind !== 'distinct' && this.#cells.count >= MAX_CELLS && this.#cells.isNew(place, outcome)) {
      throw tooManyCells();
    }
    this.#cells.add(place, outcome, row.weight, score);
    this.#rowsRead += 1;
  }

  /** Counts rows that are left out, by the reason that the report gives. */
  exclude(reason: string, rows = 1): void {
    this.#excluded.set(reason, (this.#excluded.get(reason) ?? 0) + rows);
    this.#rowsRead += rows;
  }

  /**
   * The tally of everything since the last `take`; the accumulator is empty afterwards.
   *
   * @throws TribuneError `DATA_TOO_LARGE` where distinct scores make more cells than a tally may have; nothing is lost in this case
   */
  take(): Tally {
    if (this.#cells.count > MAX_CELLS) throw tooManyCells();
    const excluded = [...this.#excluded].map(([reason, rows]) => ({ reason, rows }));
    const tally: Tally = {
      ...this.#empty,
      score: this.#keeping,
      rowsRead: this.#rowsRead,
      excluded: addExclusions([], excluded),
      cells: this.#sortedCells(),
    };
    this.#keeping = this.#spec.score;
    this.#combinations = new Combinations(this.#spec.attributes);
    this.#places = new ScorePlaces();
    this.#cells = this.#emptyCells(this.#spec.score);
    this.#rowsRead = 0;
    this.#excluded = new Map();
    this.#forgetScores();
    return tally;
  }

  #emptyCells(keeping: ScoreKeeping): DenseCells {
    return new DenseCells({ weightKind: this.#spec.weightKind, keeping: keeping.kind });
  }

  #forgetScores(): void {
    this.#distinct = 0;
    this.#lowest = Number.POSITIVE_INFINITY;
    this.#highest = Number.NEGATIVE_INFINITY;
  }

  #check(row: TallyRow): void {
    const { weightKind } = this.#spec;
    checkRow(this.#spec, row, this.#rowsRead + 1);
    const most = weightKind === 'sampling' ? MAX_SAMPLING_WEIGHT : MAX_COUNT_WEIGHT;
    if (row.weight <= most) return;
    throw new TribuneError('DATA_VALUE_INVALID', `weight ${row.weight} is above ${most}`, {
      remedy: 'Divide large weights by a common factor.',
    });
  }

  /**
   * Number of the place where rows of a combination and a score (or bin) are summed. A new distinct score may be the one that turns scores
   * into bins.
   */
  #placeOf(combination: Combination, score: number | null): number {
    if (score === null) {
      if (combination.unscored < 0) combination.unscored = this.#places.add(combination.index, Number.NaN);
      return combination.unscored;
    }
    const there = this.#places.find(combination.index, score);
    if (there >= 0) return there;
    if (this.#keeping.kind === 'distinct') {
      if (combination.distinct >= this.#limit || this.#distinct >= TOTAL_SCORE_LIMIT) {
        this.#putIntoBins(score);
        return this.#placeOf(combination, binOf(score, this.#bins));
      }
      combination.distinct += 1;
      this.#distinct += 1;
      if (score < this.#lowest) this.#lowest = score;
      if (score > this.#highest) this.#highest = score;
    }
    return this.#places.add(combination.index, score);
  }

  /**
   * Turns distinct scores into bins, all or none: where some score lies outside the bins, distinct scores stay and the row that needs bins
   * is refused.
   */
  #putIntoBins(score: number): void {
    const bins = this.#bins;
    for (const one of [Math.min(score, this.#lowest), Math.max(score, this.#highest)]) binOf(one, bins);
    const [before, cells] = [this.#places, this.#cells];
    this.#keeping = { kind: 'bins', ...bins };
    this.#places = new ScorePlaces();
    this.#cells = this.#emptyCells(this.#keeping);
    for (const combination of this.#combinations.list) combination.unscored = -1;
    for (let place = 0; place < before.size; place++) {
      const combination = this.#combinations.list[before.combination(place)]!;
      const one = before.score(place);
      const kept = Number.isNaN(one) ? null : one;
      const to = this.#placeOf(combination, kept === null ? null : binOf(kept, bins));
      this.#cells.addPlace(to, cells, place, kept);
    }
    this.#forgetScores();
  }

  #sortedCells(): TallyCell[] {
    const cells: TallyCell[] = [];
    const scores = this.#places.scoresByCombination(this.#combinations.list.length);
    for (const { index, values, unscored } of this.#combinations.sorted()) {
      const places = Array.from(scores[index]!, (score) => this.#places.find(index, score));
      if (unscored >= 0) places.push(unscored);
      for (let outcome = 0; outcome < OUTCOMES; outcome++) {
        for (const place of places) {
          const score = place === unscored ? null : this.#places.score(place);
          const held = this.#cells.read(place, outcome, score);
          if (held === null) continue;
          cells.push({ values, label: labelOf(outcome), prediction: predictionOf(outcome), score, ...held });
        }
      }
    }
    return cells;
  }
}
