import { type AnswerScale, type Estimate, fleissKappa, krippendorffAlpha } from '../../stats/index.js';
import { rateOf } from '../measures/index.js';
import { gradeOf, type OutcomeScale, type OutcomeValue } from '../scale/index.js';

/** A case that several people read blind: the view of each, and what had been decided of it. */
export interface CalibratedItem {
  /** By reader; null where they did not read it. */
  readonly views: readonly (OutcomeValue | null)[];
  readonly decided: OutcomeValue;
}

/** How far people agree who read the same cases, each blind. */
export interface CalibrationAgreement {
  /** All views (Krippendorff), also where not everybody read every case; by rank for levels, by distance for amounts. */
  readonly readers: Estimate;
  /** The same by Fleiss, of cases that everybody read; undefined for amounts, which have no fixed answers. */
  readonly fleiss: Estimate;
  /** Cases with at least two views in which all are the same. */
  readonly unanimous: Estimate;
  /** Views that are the outcome that the case had in the end. Its interval takes each view as one of its own, and is too narrow as far as those of one case go together. */
  readonly asDecided: Estimate;
}

const SEED = 'oversight-calibration';
const LEVEL = 0.95;
/** Most different answers of which agreement beyond chance is computed, as the statistics demand. */
const MOST_ANSWERS = 200;

const SCALES: Readonly<Record<OutcomeScale['kind'], AnswerScale>> = {
  binary: 'nominal',
  ordered: 'ordinal',
  amount: 'interval',
};

/**
 * Agreement of readers over cases of one scale.
 *
 * @param items each with as many views as there are readers, in one order
 * @example calibrationAgreement({ kind: 'binary', favourable: 1 }, [{ views: [1, 1], decided: 1 }]).unanimous.estimate // 1
 */
export function calibrationAgreement(scale: OutcomeScale, items: readonly CalibratedItem[]): CalibrationAgreement {
  const grade = (value: OutcomeValue): number => Number(gradeOf(scale, value));
  const graded = items.map(({ views, decided }) => ({
    views: views.map((view) => (view === null ? null : grade(view))),
    decided: grade(decided),
  }));
  const given = graded.flatMap(({ views, decided }) =>
    views.flatMap((view) => (view === null ? [] : [view === decided])),
  );
  const twice = graded
    .map(({ views }) => views.filter((view) => view !== null))
    .filter((views) => views.length >= 2)
    .map((views) => new Set(views).size === 1);
  return {
    readers: readersOf(scale, graded),
    fleiss: fleissOf(scale, graded),
    unanimous: rateOf(countOf(twice), LEVEL, 'no case was read by two people'),
    asDecided: rateOf(countOf(given), LEVEL, 'nobody committed a view'),
  };
}

interface Graded {
  readonly views: readonly (number | null)[];
  readonly decided: number;
}

const countOf = (all: readonly boolean[]) => ({ successes: all.filter(Boolean).length, n: all.length });

const undefinedFor = (method: string, n: number, reason: string): Estimate => ({
  ...{ estimate: null, lower: null, upper: null, level: LEVEL, method, n, status: 'undefined', reason },
});

function readersOf(scale: OutcomeScale, items: readonly Graded[]): Estimate {
  const readers = items[0]?.views.length ?? 0;
  const table = Array.from({ length: readers }, (_, reader) => items.map(({ views }) => views[reader] ?? null));
  const answers = new Set(table.flat().filter((view) => view !== null)).size;
  if (answers > MOST_ANSWERS)
    return undefinedFor(
      'krippendorff-alpha',
      items.length,
      `there are ${answers} different answers, which is too many`,
    );
  return krippendorffAlpha(table, { scale: SCALES[scale.kind], seed: SEED, level: LEVEL });
}

function fleissOf(scale: OutcomeScale, items: readonly Graded[]): Estimate {
  if (scale.kind === 'amount') return undefinedFor('fleiss-kappa', 0, 'amounts are no fixed answers');
  const whole = items.filter(({ views }) => views.length >= 2 && views.every((view) => view !== null));
  const answers = [...new Set(whole.flatMap(({ views }) => views))];
  const table = whole.map(({ views }) => answers.map((answer) => views.filter((view) => view === answer).length));
  if (table.length === 0) return undefinedFor('fleiss-kappa', 0, 'no case was read by everybody');
  return fleissKappa(table, { seed: SEED, level: LEVEL });
}
