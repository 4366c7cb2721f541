import { DAY_MS } from '../../../core/base/durations.js';
import {
  type BoundedSums,
  blockTruth,
  type DurationErrors,
  type DurationRule,
  durationErrors,
  durationTruth,
  type LinearNull,
  meanTruth,
  type Proportion,
  pointTruth,
  pooledTruth,
  type Truth,
} from '../../../core/stats/index.js';
import {
  DAYS_BEFORE,
  type DurationAsked,
  keyOf,
  type MeanWatch,
  type MonitorPlan,
  type MonitorState,
  oppositesOf,
  type PaneAt,
  type RateWatch,
  type StateChange,
} from '../../monitor/index.js';
import { joinPanes, type RecentPanes, type SeriesStretch, walkMeans, walkSeries } from '../history/index.js';
import { trendOf } from './trend.js';

/** The answer to a duration about one series, as things stand. */
export interface DurationLine {
  readonly deployment: string;
  readonly requirement: string;
  readonly component: string | null;
  readonly series: StateChange['series'];
  readonly mode: DurationAsked['rule']['mode'];
  /** Whether the bound was broken for as long as that; of a trend whether it got worse each time. */
  readonly truth: Truth;
  /** Days of the window, or the comparisons of a trend, and on how many of them the bound was broken, was kept, or is not known to be either; of pooled ones those with decisions and those without. Of a bound on both sides they are those of the side that was broken on most days. A comparison is `broken` where it got worse by more than asked. */
  readonly steps: number;
  readonly broken: number;
  readonly kept: number;
  readonly unknown: number;
  /** ISO times. */
  readonly window: { readonly from: string; readonly to: string };
  readonly level: number;
  /** Of a trend: days that are compared with those before, and by how much it has to get worse; null of all else. */
  readonly trend: { readonly stepDays: number; readonly by: number } | null;
  /** Chances that the answer is false, at one time, where each decision of a day is of another person; null of point, which promises nothing. */
  readonly errors: DurationErrors | null;
}

/**
 * Answers the durations of a plan for every series of a deployment, about the last days that are closed, in UTC. The counts of a day are one block of evidence, and those of the week before the window say where
 * bets are placed. A day that is not there is not known.
 */
export function durationLines(
  plan: MonitorPlan,
  state: MonitorState,
  { deployment, recent }: { readonly deployment: string; readonly recent: RecentPanes },
): DurationLine[] {
  const known = state.deployments.get(deployment);
  if (known === undefined) return [];
  return (plan.durations ?? []).flatMap((asked) =>
    plan.watches.flatMap((watch, w) => {
      const closed = state.closed[watch.phase];
      if (
        (watch.kind !== 'rates' && watch.kind !== 'means') ||
        watch.quality !== null ||
        watch.requirement !== asked.requirement ||
        closed === null
      )
        return [];
      const to = Math.floor(closed / DAY_MS) * DAY_MS;
      const keys = [...known[w]!.series.keys()];
      const stretches = stretchesOf(plan, watch, { asked, to, keys, panes: recent[watch.phase] });
      return [...known[w]!.series].map(([key, condition]): DurationLine => {
        const own = stretches.get(key) ?? new Map<number, Stretch>();
        const answer = answerOf(watch, { asked, to, stretches: own, plan });
        const from = to - asked.steps * DAY_MS;
        const first = [...own.values()].find(({ startMs }) => startMs >= from);
        // Pooled days are beside the reference that they began with, which may not be the one of the series now.
        const reference = (isOfOnePair(asked) ? first : undefined)?.reference ?? condition.reference;
        return {
          ...{ deployment, requirement: asked.requirement, component: watch.component },
          series: { group: keyOf(watch.by, condition.group), reference: reference && keyOf(watch.by, reference) },
          ...{ mode: asked.rule.mode, ...answer, steps: stepsOf(asked), level: asked.level },
          trend: asked.rule.mode === 'trend' ? { stepDays: asked.rule.stepDays, by: asked.rule.by } : null,
          window: { from: iso(from), to: iso(to) },
          errors: errorsOf(asked),
        };
      });
    }),
  );
}

/** Whether days are added up, so that all of them are beside one reference. */
const isOfOnePair = ({ rule: { mode } }: DurationAsked): boolean => mode === 'pooled' || mode === 'trend';

const stepsOf = ({ steps, rule }: DurationAsked): number => (rule.mode === 'trend' ? steps / rule.stepDays - 1 : steps);

const iso = (ms: number): string => new Date(ms).toISOString();

/** What is counted of a watch: rates, or means. */
type Stream = Proportion | BoundedSums;
type Stretch = SeriesStretch<Stream>;

interface Asked {
  readonly asked: DurationAsked;
  /** End of the window. */
  readonly to: number;
}

/** The steps of each series, by their start. */
function stretchesOf(
  plan: MonitorPlan,
  watch: RateWatch | MeanWatch,
  { asked, to, keys, panes }: Asked & { readonly keys: readonly string[]; readonly panes: readonly PaneAt[] },
): ReadonlyMap<string, Map<number, Stretch>> {
  const from = to - (asked.steps + DAYS_BEFORE) * DAY_MS;
  const reached = panes.filter(({ startMs }) => startMs >= from && startMs < to);
  const joined = { keys, panes: joinPanes(plan, reached, DAY_MS) };
  // Counts that are added up are about one pair of groups: the reference that is the highest or largest before the window.
  const walked = isOfOnePair(asked) ? { ...joined, fixedFrom: to - asked.steps * DAY_MS } : joined;
  const stretches = new Map<string, Map<number, Stretch>>();
  const all = watch.kind === 'rates' ? walkSeries(plan, watch, walked) : walkMeans(plan, watch, walked);
  for (const [key, stretch] of all) {
    const own = stretches.get(key) ?? new Map<number, Stretch>();
    stretches.set(key, own.set(stretch.startMs, stretch));
  }
  return stretches;
}

type Answer = Pick<DurationLine, 'truth' | 'broken' | 'kept' | 'unknown'>;

/** A bound on both sides is broken for days where it is on one of them: to one side today and to the other tomorrow is no duration. */
function answerOf(
  watch: RateWatch | MeanWatch,
  {
    asked,
    to,
    stretches,
    plan,
  }: Asked & { readonly stretches: ReadonlyMap<number, Stretch>; readonly plan: MonitorPlan },
): Answer {
  const starts = Array.from({ length: asked.steps }, (_, i) => to - (asked.steps - i) * DAY_MS);
  const window = starts.map((start) => stretches.get(start) ?? null);
  const { rule, level } = asked;
  // A trend is asked of rates alone, which the plan has seen to.
  if (rule.mode === 'trend')
    return trendOf(watch as RateWatch, { rule, level, window: window as readonly (SeriesStretch | null)[] });
  const { hypotheses } = watch;
  const sides = hypotheses.map((hypothesis) =>
    sideOf(hypothesis, { asked, window, sides: hypotheses.length, leastPeople: plan.minGroupSize }),
  );
  const broken = sides.find(({ truth }) => truth === 'holds');
  if (broken !== undefined) return broken;
  const open = sides.filter(({ truth }) => truth === 'not-known');
  return (open.length > 0 ? open : sides).reduce(closerToBroken);
}

/** Of two sides the one that was broken on more days; where that is alike, the one that is known to be kept on fewer. */
const closerToBroken = (one: Answer, other: Answer): Answer =>
  other.broken > one.broken || (other.broken === one.broken && other.kept < one.kept) ? other : one;

interface Side {
  readonly asked: DurationAsked;
  readonly window: readonly (Stretch | null)[];
  readonly sides: number;
  readonly leastPeople: number;
}

function sideOf(hypothesis: LinearNull, side: Side): Answer {
  const { asked, window } = side;
  if (asked.rule.mode === 'pooled') return pooledOf(hypothesis, side);
  const truths = window.map((stretch) => (stretch === null ? null : stepTruth(hypothesis, stretch, side)));
  const count = (wanted: Truth): number => truths.filter((truth) => truth === wanted).length;
  const [broken, kept] = [count('holds'), count('does-not-hold')];
  return { truth: durationTruth(truths, ruleOf(asked)), broken, kept, unknown: truths.length - broken - kept };
}

function stepTruth(hypothesis: LinearNull, { past, counted }: Stretch, { asked, sides, leastPeople }: Side): Truth {
  if (asked.rule.mode !== 'point')
    return windowTruth(hypothesis, { past, blocks: [counted], leastBlocks: 1, level: asked.level / sides });
  const n = Math.min(...counted.map((stream) => stream.n));
  const estimate = n === 0 ? null : sumOf(hypothesis, counted);
  return pointTruth({ estimate, n }, { bound: hypothesis.bound, leastPeople });
}

const isRate = (stream: Stream): stream is Proportion => 'successes' in stream;

const sumOf = ({ coefficients }: LinearNull, counted: readonly Stream[]): number =>
  coefficients.reduce((sum, coefficient, g) => {
    const stream = counted[g]!;
    return sum + (coefficient * (isRate(stream) ? stream.successes : stream.sum)) / stream.n;
  }, 0);

/** Whether the bound was broken in blocks, of which several are taken as a whole. */
function windowTruth(
  hypothesis: LinearNull,
  of: {
    readonly past: readonly Stream[];
    readonly blocks: readonly (readonly Stream[] | null)[];
    readonly leastBlocks: number;
    readonly level: number;
  },
): Truth {
  if (of.past.every(isRate)) {
    const { past, leastBlocks, level } = of;
    const blocks = of.blocks as readonly (readonly Proportion[] | null)[];
    return blocks.length === 1
      ? blockTruth({ hypothesis, past, block: blocks[0]!, level })
      : pooledTruth({ hypothesis, past, blocks, leastBlocks, level });
  }
  const sums = of as typeof of & {
    readonly past: readonly BoundedSums[];
    readonly blocks: readonly (readonly BoundedSums[] | null)[];
  };
  return meanTruth({ ...sums, hypothesis, opposite: oppositesOf([hypothesis])?.[0] ?? null });
}

/** The days of the window together, beside what was counted before it. */
function pooledOf(hypothesis: LinearNull, { asked, window, sides }: Side): Answer {
  const { leastDays } = asked.rule as { readonly leastDays: number };
  const first = window.find((stretch) => stretch !== null);
  const seen = window.filter((stretch) => stretch?.counted.every(({ n }) => n > 0)).length;
  const truth =
    first == null
      ? 'not-known'
      : windowTruth(hypothesis, {
          ...{ past: first.past, leastBlocks: leastDays, level: asked.level / sides },
          blocks: window.map((stretch) => stretch?.counted ?? null),
        });
  return {
    truth,
    broken: truth === 'holds' ? seen : 0,
    kept: truth === 'does-not-hold' ? seen : 0,
    unknown: truth === 'not-known' ? window.length : window.length - seen,
  };
}

function ruleOf(asked: DurationAsked): DurationRule {
  const { rule } = asked;
  if (rule.mode === 'm-of-n') return { mode: 'm-of-n', blocks: asked.steps, atLeast: rule.atLeast };
  return { mode: 'every', blocks: stepsOf(asked), mostUnknown: 'mostUnknown' in rule ? rule.mostUnknown : 0 };
}

function errorsOf(asked: DurationAsked): DurationErrors | null {
  if (asked.rule.mode === 'point') return null;
  if (asked.rule.mode === 'pooled') return { falseHolds: asked.level, falseDoesNotHold: asked.level };
  return durationErrors(ruleOf(asked), asked.level);
}
