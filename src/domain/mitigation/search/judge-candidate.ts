import { canonicalJson } from '../../../core/base/canonical-json.js';
import { TribuneError } from '../../../core/base/errors.js';
import { drawn, figuresOf, type Trial } from '../alternatives/index.js';
import type { Against } from './answer.js';
import { type Contrast, gapOf, lossOf, meanWorth, type Pair, reductionOf } from './contrast.js';
import { digestOfFiles, type LearnedCandidate, techniqueOf, textsOf, trialFor } from './learn-candidate.js';
import type { CandidateLearner } from './ports.js';
import type { SearchCandidate } from './result.js';
import type { CandidateSpec } from './specs.js';

/** What gaps and quality are made of, on the part that chooses and on the one that judges. */
export interface Measures {
  readonly choose: Contrast;
  readonly judge: Contrast;
}

/** A candidate with its decisions. */
export interface Judged {
  readonly spec: CandidateSpec;
  readonly status: SearchCandidate['status'];
  readonly predictions: Uint8Array;
  readonly score: Float64Array;
  /** On the choosing part; null where it was not learned. */
  readonly choose: {
    readonly quality: number;
    readonly distance: number;
    /** The pair of groups that is farthest apart. */
    readonly pair: Pair;
    readonly moved: number;
    readonly against: Against | null;
  } | null;
  /** On the judging part against the reference; null for that one. */
  readonly judge: Against | null;
  readonly digest: string | null;
  readonly told: Omit<SearchCandidate, 'front' | 'equallyGood'>;
  /** Why it was not learned. */
  readonly fault: TribuneError | null;
}

/** A trial whose intervals hold at another level. */
export const withLevel = (trial: Trial, level: number): Trial => ({
  ...trial,
  policy: { ...trial.policy, statistics: { ...trial.policy.statistics, level } },
});

interface Judging {
  readonly trial: Trial;
  readonly measures: Measures;
  readonly learner: CandidateLearner;
  readonly request: { readonly commit: (id: string) => Promise<string>; readonly seconds: () => number };
  /** Number of candidates for which intervals allow. */
  readonly count: number;
}

/** Learns a candidate and judges it against the reference. What cannot be learned is told with its reason, and nothing is thrown but faults of ours. */
export async function judgeCandidate(judging: Judging, spec: CandidateSpec, reference: Judged | null): Promise<Judged> {
  const { seconds } = judging.request;
  const from = seconds();
  try {
    const learned = await learn(judging, spec, false);
    return judged(judging, spec, { learned, reference, seconds: seconds() - from });
  } catch (error) {
    if (!(error instanceof TribuneError) || error.code === 'INTERNAL') throw error;
    return failed(spec, error, seconds() - from);
  }
}

/** Learns a candidate, and what comes after training. */
async function learn(
  { trial, learner, request }: Pick<Judging, 'trial' | 'learner' | 'request'>,
  spec: CandidateSpec,
  keep: boolean,
): Promise<LearnedCandidate> {
  const learned = await learner.learn(spec, keep);
  const { over } = techniqueOf(spec.step);
  if (over === undefined) return learned;
  const made = await over({
    trial: trialFor(trial, spec),
    id: spec.id,
    learner: spec.learner,
    plain: { score: learned.score },
    commit: keep ? request.commit : async () => '',
  });
  return {
    score: learned.score,
    chance: made.chance,
    // Its seed is drawn anew whenever it is written, and no part of what it decides in the long run.
    digest: digestOfFiles({ model: learned.digest, rule: canonicalJson([...made.chance]) }),
    cautions: [...learned.cautions, ...made.cautions],
    files: keep ? { ...learned.files, ...textsOf(made.files) } : {},
  };
}

const toldOf = (
  spec: CandidateSpec,
): Pick<SearchCandidate, 'id' | 'learner' | 'params' | 'features' | 'seed' | 'step' | 'groupKnown'> => ({
  id: spec.id,
  learner: spec.learner,
  params: spec.parameters,
  features: spec.features,
  seed: spec.seed,
  step: spec.step,
  groupKnown: techniqueOf(spec.step).groupKnown,
});

function failed(spec: CandidateSpec, fault: TribuneError, seconds: number): Judged {
  return {
    spec,
    status: 'failed',
    predictions: new Uint8Array(0),
    score: new Float64Array(0),
    choose: null,
    judge: null,
    digest: null,
    fault,
    told: {
      ...toldOf(spec),
      status: 'failed',
      reason: fault.message,
      digest: null,
      draws: false,
      quality: null,
      disparities: [],
      moved: null,
      seconds,
      cautions: [],
    },
  };
}

function judged(
  { trial, measures, count }: Judging,
  spec: CandidateSpec,
  { learned, reference, seconds }: { learned: LearnedCandidate; reference: Judged | null; seconds: number },
): Judged {
  const predictions = drawn(trial, learned.chance);
  const { judge: part } = trial.parts;
  const status = isAlike(part, predictions) ? 'alike' : 'judged';
  const score = trial.policy.data.score === null ? NO_SCORES : learned.score;
  const gap = gapOf(measures.choose, predictions);
  const against = (contrast: Contrast): Against | null =>
    reference?.choose == null
      ? null
      : {
          reduction: reductionOf(contrast, {
            before: reference.predictions,
            now: predictions,
            from: reference.choose.pair,
            to: gap.pair,
          }),
          loss: lossOf(contrast, reference.predictions, predictions),
        };
  const movedIn = (people: Int32Array): number =>
    reference === null
      ? 0
      : people.reduce((sum, i) => sum + +(predictions[i] !== reference.predictions[i]), 0) / people.length;
  // Whoever looks for the best of a list takes a lucky one: the intervals hold for all of them at once.
  const figures = figuresOf(withLevel(trial, 1 - (1 - trial.policy.statistics.level) / count), part, {
    predictions,
    score,
  });
  return {
    spec,
    status,
    predictions,
    score,
    choose: {
      quality: meanWorth(measures.choose, predictions),
      distance: gap.distance,
      pair: gap.pair,
      moved: movedIn(trial.parts.choose),
      against: against(measures.choose),
    },
    judge: against(measures.judge),
    digest: learned.digest,
    fault: null,
    told: {
      ...toldOf(spec),
      status,
      reason: null,
      digest: learned.digest,
      draws: learned.chance.some((chance) => chance > 0 && chance < 1),
      quality: figures.quality,
      disparities: figures.gaps,
      moved: movedIn(part),
      seconds,
      cautions: learned.cautions,
    },
  };
}

const NO_SCORES = new Float64Array(0);

/** Whether everybody gets the same decision. */
const isAlike = (part: Int32Array, predictions: Uint8Array): boolean =>
  part.every((i) => predictions[i] === predictions[part[0]!]);

/** Learns candidates again, which gives the same bits, for the contents of their files. */
export async function withFiles(
  judging: Judging,
  all: readonly Judged[],
): Promise<{ readonly files: Record<string, string>; readonly names: readonly (readonly string[])[] }> {
  const files: Record<string, string> = {};
  const names: string[][] = [];
  for (const { spec, digest } of all) {
    const again = await learn(judging, spec, true);
    if (again.digest !== digest)
      throw new TribuneError(
        'DATA_VALUE_INVALID',
        `candidate ${spec.id} came out otherwise when it was learned again`,
        {
          remedy:
            'Its record would not be that of the model written. Let the trainer draw from the seed that it is given.',
        },
      );
    names.push(Object.keys(again.files).sort());
    Object.assign(files, again.files);
  }
  return { files, names };
}
