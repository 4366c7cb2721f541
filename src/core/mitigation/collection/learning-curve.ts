import { createGenerator, type Generator, type Seed } from '../../stats/index.js';
import { refused } from '../groups/index.js';

/** Errors of people who were not learned from, by a model that learned from so many people of their group. */
export interface CurvePoint {
  readonly people: number;
  /** 0 or 1 of every one of the same people, in the same order at all points; the mean of it is the error. */
  readonly errors: ArrayLike<number>;
  /** Which of the repeated drawings of people the point is of. */
  readonly repeat: number;
}

/** Error after learning from n people of the group: `floor` + `height` x n^-`power`. */
export interface LearningCurve {
  readonly floor: number;
  readonly height: number;
  readonly power: number;
}

export interface CurveOptions {
  /** The error that is wanted, above 0. */
  readonly bound: number;
  readonly seed: Seed;
  /** Samples of repeats and of people that intervals are taken from; default 400. */
  readonly resamples?: number;
}

/** People of a group to learn from until its error falls to a bound, counted with those who are there. */
export interface PeopleForError {
  readonly curve: LearningCurve;
  /** Mean error at each number of people. */
  readonly means: readonly { readonly people: number; readonly error: number }[];
  /** People at whom the curve comes to the bound; null where it never does. */
  readonly people: number | null;
  /** Ends of its interval at 0.95; `upper` null: with more than 2.5 % of the samples the curve never comes there. `lower` null: with more than 97.5 %. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Share of the samples in which more people of the group never bring the error to the bound. */
  readonly never: number;
}

const RESAMPLES = 400;
const MOST_RESAMPLES = 10_000;
const STREAM = 23;
const TAIL = 0.025;
/** Powers that are tried: from a curve that hardly falls to the fastest that parametric models learn at. */
const POWERS = Array.from({ length: 19 }, (_, i) => 0.1 + i * 0.05);
/** More people than anybody collects: a bound beyond them is not reached. */
const MOST_PEOPLE = 1e12;

/**
 * How many people of a group a learner needs until its error on that group falls to a bound, from errors at some smaller numbers of them: a power
 * law with a floor, which is what more people of the kind at hand do not mend. It looks beyond what was seen; the interval knows who was drawn and who was asked, not
 * whether the law holds.
 * Source of the law: Chen, Johansson and Sontag 2018, Why is my classifier discriminatory?, who fit it by group.
 *
 * @throws TribuneError INVALID_ARGUMENT for fewer than three numbers of people, points of other lengths, or options out of range
 * @example peopleForError(points, { bound: 0.2, seed: 1 }).people;
 */
export function peopleForError(points: readonly CurvePoint[], options: CurveOptions): PeopleForError {
  const { bound, seed, resamples = RESAMPLES } = options;
  if (!(bound > 0 && bound < 1)) throw refused(`a bound of ${bound}`, 'Give an error above 0 and below 1.');
  if (!(Number.isInteger(resamples) && resamples >= 40 && resamples <= MOST_RESAMPLES))
    throw refused(`${resamples} samples`, `Give a whole number from 40 to ${MOST_RESAMPLES}.`);
  const sizes = [...new Set(points.map(({ people }) => people))].sort((a, b) => a - b);
  const asked = points[0]?.errors.length ?? 0;
  if (sizes.length < 3 || !(sizes[0]! >= 1)) throw refused(`${sizes.length} numbers of people`, 'Give at least three.');
  if (asked === 0 || points.some(({ errors }) => errors.length !== asked))
    throw refused('points of other numbers of people who were asked, or of none', 'Ask the same people at each.');
  const repeats = [...new Set(points.map(({ repeat }) => repeat))];
  const byRepeat = repeats.map((repeat) => points.filter((one) => one.repeat === repeat));
  const everybody = new Float64Array(asked).fill(1);
  const means = meansOf(sizes, byRepeat, everybody);
  const curve = fitCurve(sizes, means);
  const random = createGenerator(seed, STREAM);
  const drawn = Array.from({ length: resamples }, () => {
    const some = byRepeat.map(() => byRepeat[random.nextInteger(byRepeat.length)]!);
    return reach(fitCurve(sizes, meansOf(sizes, some, timesDrawn(asked, random))), bound);
  }).sort((a, b) => a - b);
  const known = (people: number): number | null => (people < MOST_PEOPLE ? Math.ceil(people) : null);
  const at = (share: number): number => drawn[Math.min(resamples - 1, Math.floor(share * resamples))]!;
  return {
    curve,
    means: sizes.map((people, i) => ({ people, error: means[i]! })),
    people: known(reach(curve, bound)),
    lower: known(at(TAIL)),
    upper: known(at(1 - TAIL)),
    never: drawn.filter((people) => !(people < MOST_PEOPLE)).length / resamples,
  };
}

/** How often each person is in a sample of as many. */
function timesDrawn(people: number, random: Generator): Float64Array {
  const times = new Float64Array(people);
  for (let i = 0; i < people; i++) times[random.nextInteger(people)]!++;
  return times;
}

function meansOf(sizes: readonly number[], repeats: readonly (readonly CurvePoint[])[], times: Float64Array): number[] {
  return sizes.map((size) => {
    let [sum, count] = [0, 0];
    for (const points of repeats)
      for (const { people, errors } of points) {
        if (people !== size) continue;
        for (let i = 0; i < times.length; i++) sum += times[i]! * errors[i]!;
        count += times.length;
      }
    return count === 0 ? Number.NaN : sum / count;
  });
}

/** The curve with the least squared distance from the means, weighted by numbers of people: of many more is known of where it leads. */
function fitCurve(sizes: readonly number[], means: readonly number[]): LearningCurve {
  const places = sizes.map((_, i) => i).filter((i) => !Number.isNaN(means[i]!));
  let best: { curve: LearningCurve; miss: number } | null = null;
  for (const power of POWERS) {
    const curve = lineOf(
      places.map((i) => sizes[i]! ** -power),
      places.map((i) => means[i]!),
      places.map((i) => sizes[i]!),
    );
    const miss = places.reduce(
      (sum, i) => sum + sizes[i]! * (means[i]! - curve.floor - curve.height * sizes[i]! ** -power) ** 2,
      0,
    );
    if (best === null || miss < best.miss) best = { curve: { ...curve, power }, miss };
  }
  return best!.curve;
}

/** The line through weighted points whose start and slope are not below 0. */
function lineOf(x: readonly number[], y: readonly number[], w: readonly number[]): { floor: number; height: number } {
  const sum = (of: (i: number) => number): number => w.reduce((total, weight, i) => total + weight * of(i), 0);
  const total = sum(() => 1);
  const [mx, my] = [sum((i) => x[i]!) / total, sum((i) => y[i]!) / total];
  const spread = sum((i) => (x[i]! - mx) ** 2);
  const height = spread > 0 ? sum((i) => (x[i]! - mx) * (y[i]! - my)) / spread : 0;
  if (height <= 0) return { floor: my, height: 0 };
  const floor = my - height * mx;
  return floor >= 0 ? { floor, height } : { floor: 0, height: sum((i) => x[i]! * y[i]!) / sum((i) => x[i]! ** 2) };
}

/** People at whom a curve comes to a bound; infinite where it never does. */
function reach({ floor, height, power }: LearningCurve, bound: number): number {
  if (floor >= bound) return Number.POSITIVE_INFINITY;
  return height === 0 ? 1 : Math.max(1, (height / (bound - floor)) ** (1 / power));
}
