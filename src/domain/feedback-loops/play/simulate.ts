import { createGenerator, type Generator, type Seed } from '../../../core/stats/index.js';
import { type Intervention, type LoopPreset, NO_SWITCHES, type RoundFigures, type Switches } from './types.js';

/** Middle of the runs, and the ends between which nine of ten of them lie. */
export interface Spread {
  readonly median: number;
  readonly p05: number;
  readonly p95: number;
}

/** One figure of one round: a spread for each group. */
export interface CourseRound {
  readonly round: number;
  readonly given: readonly Spread[];
  readonly due: readonly Spread[];
  readonly believed: readonly Spread[];
  readonly actual: readonly Spread[];
  readonly recordShare: readonly Spread[];
  readonly ownShare: Spread;
  readonly effectiveNumber: Spread | null;
  /** How much larger the difference between the groups is than it would be if the system knew them: (first - second) given less (first - second) due. */
  readonly excessGap: Spread;
}

/** What a loop does under some interventions. */
export interface Course {
  readonly switches: Switches;
  readonly rounds: readonly CourseRound[];
  /** Where it stands in the end: the mean of each run over its last rounds, `round` being the last. With resets these are one period between two of them. */
  readonly end: CourseRound;
  /** How many rounds `end` is the mean of. */
  readonly endOver: number;
}

/** One intervention alone, at a usual strength. */
export interface Remedy {
  readonly intervention: Intervention;
  readonly switches: Switches;
  /** As of the end of its course. */
  readonly excessGap: Spread;
}

export interface LoopOptions {
  readonly switches: Switches;
  readonly rounds: number;
  readonly runs: number;
  readonly seed: Seed;
  /** Called after each run, with how many were done of all. */
  readonly progress?: (done: number, of: number) => void;
}

export interface LoopResult {
  readonly preset: string;
  readonly rounds: number;
  readonly runs: number;
  readonly seed: Seed;
  readonly asIs: Course;
  /** The same with the interventions asked for; null where none was. */
  readonly changed: Course | null;
  /** What each intervention of the preset does alone. */
  readonly alone: readonly Remedy[];
}

/** Rounds that the end of a course is the mean of, where nothing is reset. */
const END_ROUNDS = 12;

/** Strengths at which interventions are tried alone. */
const USUAL: Readonly<Record<Intervention, Partial<Switches>>> = {
  audit: { audit: true },
  exploration: { exploration: 0.1 },
  propensity: { propensity: true },
  holdout: { holdout: 0.1 },
  diversity: { diversity: 0.2 },
  reset: { reset: 12 },
};

/** The usual strength of an intervention in a loop. Weights by chance come with lots where they need them. */
const usualOf = (intervention: Intervention, { propensityNeedsLot }: LoopPreset): Switches => ({
  ...NO_SWITCHES,
  ...USUAL[intervention],
  ...(intervention === 'propensity' && propensityNeedsLot ? USUAL.exploration : {}),
});

/**
 * Runs a loop many times as it is, with the interventions asked for, and with each intervention alone. Run number k draws from stream k of the seed in each of
 * them, so differences between courses owe little to chance; the same arguments give the same numbers on every machine.
 */
export function simulateLoop(preset: LoopPreset, options: LoopOptions): LoopResult {
  const { switches, rounds, runs, seed } = options;
  const remedies = (Object.keys(preset.interventions) as Intervention[]).map((intervention) => ({
    intervention,
    switches: usualOf(intervention, preset),
  }));
  const isChanged = JSON.stringify(switches) !== JSON.stringify(NO_SWITCHES);
  const all = runs * (1 + (isChanged ? 1 : 0) + remedies.length);
  let done = 0;
  const played = (of: Switches): RoundFigures[][] =>
    Array.from({ length: runs }, (_, stream) => {
      const figures = playRun(preset, of, { rounds, generator: createGenerator(seed, stream) });
      options.progress?.(++done, all);
      return figures;
    });
  return {
    preset: preset.name,
    rounds,
    runs,
    seed,
    asIs: courseOf(NO_SWITCHES, played(NO_SWITCHES)),
    changed: isChanged ? courseOf(switches, played(switches)) : null,
    alone: remedies.map((remedy) => ({
      ...remedy,
      excessGap: courseOf(remedy.switches, played(remedy.switches)).end.excessGap,
    })),
  };
}

/** Plays one run: the figures at the beginning and after each of `rounds` rounds. */
export function playRun(
  { begin }: Pick<LoopPreset, 'begin'>,
  switches: Switches,
  { rounds, generator }: { readonly rounds: number; readonly generator: Generator },
): RoundFigures[] {
  const world = begin(switches, generator);
  return Array.from({ length: rounds + 1 }, (_, round) => {
    if (switches.reset !== null && round > 0 && round % switches.reset === 0) world.reset();
    return world.play();
  });
}

const excessGap = ({ given, due }: RoundFigures): number => given[0]! - given[1]! - (due[0]! - due[1]!);

function courseOf(switches: Switches, runs: readonly (readonly RoundFigures[])[]): Course {
  const last = runs[0]!.length - 1;
  const endOver = Math.min(last, switches.reset ?? END_ROUNDS);
  return {
    switches,
    rounds: runs[0]!.map((_, round) =>
      spreadsOf(
        round,
        runs.map((run) => run[round]!),
      ),
    ),
    end: spreadsOf(
      last,
      runs.map((run) => meanOf(run.slice(-endOver))),
    ),
    endOver,
  };
}

function spreadsOf(round: number, figures: readonly RoundFigures[]): CourseRound {
  const groups = (of: (one: RoundFigures) => readonly number[]): Spread[] =>
    of(figures[0]!).map((_, group) => spreadOf(figures.map((one) => of(one)[group]!)));
  return {
    round,
    given: groups((one) => one.given),
    due: groups((one) => one.due),
    believed: groups((one) => one.believed),
    actual: groups((one) => one.actual),
    recordShare: groups((one) => one.recordShare),
    ownShare: spreadOf(figures.map((one) => one.ownShare)),
    effectiveNumber: figures[0]!.effectiveNumber === null ? null : spreadOf(figures.map((one) => one.effectiveNumber!)),
    excessGap: spreadOf(figures.map(excessGap)),
  };
}

/** The mean of some rounds of one run. */
function meanOf(rounds: readonly RoundFigures[]): RoundFigures {
  const mean = (of: (one: RoundFigures) => number): number =>
    rounds.reduce((sum, one) => sum + of(one), 0) / rounds.length;
  const groups = (of: (one: RoundFigures) => readonly number[]): number[] =>
    of(rounds[0]!).map((_, group) => mean((one) => of(one)[group]!));
  return {
    given: groups((one) => one.given),
    due: groups((one) => one.due),
    believed: groups((one) => one.believed),
    actual: groups((one) => one.actual),
    recordShare: groups((one) => one.recordShare),
    ownShare: mean((one) => one.ownShare),
    effectiveNumber: rounds[0]!.effectiveNumber === null ? null : mean((one) => one.effectiveNumber!),
  };
}

/** Sample quantiles of the inverted distribution function: a value that a run had. */
function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;
  return { median: at(0.5), p05: at(0.05), p95: at(0.95) };
}
