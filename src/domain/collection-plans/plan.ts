import { fractionOf, type LabelledCounts } from '../../core/fairness/frontier/index.js';
import { type GroupKey, INTEGER_METRICS, type IntegerMetric } from '../../core/fairness/tally/index.js';
import {
  type CollectionPrice,
  type CurvePoint,
  collectionCost,
  type PeopleForError,
  type PeopleToJudge,
  peopleForError,
  peopleToJudge,
  type Span,
} from '../../core/mitigation/index.js';
import type { RequirementResult } from '../../core/policy/index.js';
import { createGenerator, wilson } from '../../core/stats/index.js';
import {
  byCutoff,
  figuresOf,
  headOf,
  learned,
  readTrial,
  type Trial,
  type TrialHead,
  type TrialRequest,
} from '../mitigation/alternatives/index.js';

export interface CollectionRequest extends TrialRequest {
  readonly learner: string;
  /** The error that every group should come to; absent: that of the group with the least. */
  readonly error?: number | undefined;
  /** What a person costs; absent: no cost is told. */
  readonly price?: CollectionPrice | undefined;
  /** Drawings of fewer people of each group, of which a model is learned each. */
  readonly repeats: number;
  readonly version: string;
}

/** People of a group to collect, as far as a learning curve tells. */
export interface GroupPlan {
  readonly key: GroupKey;
  /** People who were learned from, and who were asked. */
  readonly learnedFrom: number;
  readonly asked: number;
  readonly error: { readonly estimate: number; readonly lower: number; readonly upper: number } | null;
  /** null where they are too few for a curve. */
  readonly curve: Omit<PeopleForError, 'people' | 'lower' | 'upper'> | null;
  /** More people to learn from until the error comes to the bound, with the ends of the interval at 0.95; null: never, or not known. */
  readonly more: {
    readonly estimate: number | null;
    readonly lower: number | null;
    readonly upper: number | null;
  } | null;
  /** What they cost, where both ends are known and a price is given. */
  readonly cost: Span | null;
  readonly cautions: readonly string[];
}

export interface CollectionPlan extends TrialHead {
  readonly learner: string;
  /** The error that every group should come to. */
  readonly bound: number;
  /** What an audit of the people who were asked says of the gap. */
  readonly verdict: RequirementResult['verdict'];
  /** People until the gap can be told from its bound; null where the metric is no rate of decisions or fewer than two groups have a rate. */
  readonly judging: (PeopleToJudge & { readonly keys: readonly [GroupKey, GroupKey]; readonly metric: string }) | null;
  readonly groups: readonly GroupPlan[];
}

/** Shares of the people of a group that are learned from, beside everybody of the others. */
const SHARES = [1 / 16, 1 / 8, 1 / 4, 1 / 2];
/** Fewest people of a group who are learned from and asked: of fewer no curve is drawn. */
const FEWEST = 80;
const FEWEST_ASKED = 30;
/** A group with fewer people than this in the whole table is known person by person to whoever collects more of it. */
const EXPOSED = 100;
const STREAM = 24;

/**
 * How many more people of which group are needed until the gap between groups can be judged, and until the error of a model on each group comes
 * to a bound: the second by learning from fewer people of the group, again and again, beside everybody of the others.
 *
 * @throws TribuneError of the table, the policy and the learner
 */
export async function planCollection(request: CollectionRequest): Promise<CollectionPlan> {
  const trial = await readTrial(request);
  const { learner, progress } = request;
  progress('learning from everybody');
  const whole = decide(trial, learner);
  const errors = errorsOf(trial, whole.predictions);
  const groups = trial.groups.keys.map((key, g) => ({ key, g, errors: errors[g]! }));
  const known = groups.filter((one) => one.errors.length >= FEWEST_ASKED);
  const bound = request.error ?? Math.min(...known.map((one) => meanOf(one.errors)));
  const { verdict } = figuresOf(trial, trial.parts.judge, whole).gap;
  return {
    ...headOf(request, trial),
    learner,
    bound,
    verdict,
    judging: judgingOf(trial, whole.predictions),
    groups: groups.map((one) => {
      progress(`learning from fewer people: group ${one.g + 1} of ${groups.length}`);
      return planFor(trial, request, { ...one, bound });
    }),
  };
}

interface Decided {
  readonly predictions: Uint8Array;
  readonly score: Float64Array;
}

function decide(trial: Trial, learner: string): Decided {
  const { score } = learned(trial, { learner }, { technique: 'none' });
  return { score, predictions: Uint8Array.from(byCutoff(trial, score)) };
}

/** Whether the decision about each judging person of each group is wrong. */
function errorsOf({ parts, groups, data }: Trial, predictions: Uint8Array): Uint8Array[] {
  const members = groups.keys.map((): number[] => []);
  for (const i of parts.judge) if (groups.codes[i]! >= 0) members[groups.codes[i]!]!.push(i);
  return members.map((own) => Uint8Array.from(own, (i) => +(predictions[i] !== data.target[i])));
}

const meanOf = (errors: ArrayLike<number>): number =>
  Array.from(errors).reduce((sum, one) => sum + one, 0) / errors.length;

function planFor(
  trial: Trial,
  { learner, repeats, price, seed }: CollectionRequest,
  { key, g, errors, bound }: { key: GroupKey; g: number; errors: Uint8Array; bound: number },
): GroupPlan {
  const own = trial.parts.train.filter((i) => trial.groups.codes[i] === g);
  const all = trial.groups.codes.reduce((sum, code) => sum + +(code === g), 0);
  const [n, wrong] = [errors.length, errors.reduce((sum, one) => sum + one, 0)];
  const interval = wilson({ successes: wrong, n }, trial.policy.statistics.level);
  const told = {
    key,
    learnedFrom: own.length,
    asked: n,
    error: interval === null ? null : { estimate: wrong / n, ...interval },
  };
  const cautions =
    all < EXPOSED
      ? [`fewer than ${EXPOSED} people are of it: to collect more exposes whoever is, so ask them first`]
      : [];
  const without = (why: string): GroupPlan => ({
    ...told,
    ...{ curve: null, more: null, cost: null, cautions: [...cautions, why] },
  });
  if (own.length < FEWEST || n < FEWEST_ASKED) return without('too few people for a curve');
  // The error of the group with the least may be 0, to which a curve comes at no number of people.
  if (!(bound > 0)) return without('an error of 0 is reached by no number of people: name another with --error');
  const { people, lower, upper, ...curve } = peopleForError(
    [...fewerPeople(trial, { g, own, learner, repeats }), ...everybodyAt(own.length, errors, repeats)],
    { bound, seed },
  );
  const beyond = (count: number | null): number | null => (count === null ? null : Math.max(0, count - own.length));
  const isThere = wrong / n <= bound;
  const more = isThere
    ? { estimate: 0, lower: 0, upper: beyond(upper) }
    : { estimate: beyond(people), lower: beyond(lower), upper: beyond(upper) };
  return {
    ...told,
    curve,
    more,
    cost:
      price === undefined || more.lower === null || more.upper === null
        ? null
        : collectionCost({ low: more.lower, high: more.upper }, price),
    cautions,
  };
}

/** What is learned from everybody is the same in every repeat. */
const everybodyAt = (people: number, errors: Uint8Array, repeats: number): CurvePoint[] =>
  Array.from({ length: repeats }, (_, repeat) => ({ people, errors, repeat }));

function fewerPeople(
  trial: Trial,
  { g, own, learner, repeats }: { g: number; own: Int32Array; learner: string; repeats: number },
): CurvePoint[] {
  const others = trial.parts.train.filter((i) => trial.groups.codes[i] !== g);
  const random = createGenerator(`${trial.seed}/${g}`, STREAM);
  return Array.from({ length: repeats }, (_, repeat) => {
    const order = own.slice();
    for (let k = order.length - 1; k > 0; k--) {
      const at = random.nextInteger(k + 1);
      [order[k], order[at]] = [order[at]!, order[k]!];
    }
    return SHARES.map((share): CurvePoint => {
      const people = Math.max(1, Math.round(share * own.length));
      const train = Int32Array.from([...others, ...order.subarray(0, people)]).sort();
      const { predictions } = decide({ ...trial, parts: { ...trial.parts, train } }, learner);
      return { people, repeat, errors: errorsOf(trial, predictions)[g]! };
    });
  }).flat();
}

/** People until the gap of the requirement can be told from its bound, by the two groups that are farthest apart. */
function judgingOf(trial: Trial, predictions: Uint8Array): CollectionPlan['judging'] {
  const { requirement } = trial.gap;
  const { metric, compare, bound } = requirement;
  const limit = compare === 'ratio' ? bound.min : (bound.max ?? (bound.min === undefined ? undefined : -bound.min));
  if (!(INTEGER_METRICS as readonly string[]).includes(metric) || limit === undefined || limit < 0) return null;
  const counts = trial.groups.keys.map(() => ({ tp: 0, fp: 0, fn: 0, tn: 0 }));
  for (const i of trial.parts.judge) {
    const code = trial.groups.codes[i]!;
    if (code >= 0) counts[code]![kindOf(trial.data.target[i]!, predictions[i]!)]++;
  }
  const rated = counts.flatMap((count, g) => {
    const [successes, n] = fractionOf(count, metric as IntegerMetric, trial.policy.data.favourable);
    return n > 0 ? [{ key: trial.groups.keys[g]!, successes, n }] : [];
  });
  if (rated.length < 2) return null;
  rated.sort((a, b) => a.successes / a.n - b.successes / b.n);
  const [low, high] = [rated[0]!, rated.at(-1)!];
  const { level } = trial.policy.statistics;
  return { ...peopleToJudge([low, high], { compare, bound: limit, level }), keys: [low.key, high.key], metric };
}

const kindOf = (label: number, prediction: number): keyof LabelledCounts =>
  label === 1 ? (prediction === 1 ? 'tp' : 'fn') : prediction === 1 ? 'fp' : 'tn';
