import { TribuneError } from '../../../core/base/errors.js';
import type { RequirementResult } from '../../../core/policy/index.js';
import { allowedEnds } from '../../wording/index.js';
import { distanceOf, drawn, figuresOf, judgedByFew, levelsDown, movedOf, qualityAgainst } from './judging.js';
import { type LearnedModel, learned, type Made } from './learned.js';
import type { Alternatives, CandidateResult, TrialHead } from './result.js';
import type { Attempt, Technique } from './technique.js';
import { TECHNIQUES } from './techniques.js';
import { readTrial, type Trial, type TrialRequest } from './trial.js';

export interface AlternativesRequest extends TrialRequest {
  /** Learners that are tried, by name. */
  readonly learners: readonly string[];
  readonly version: string;
  /** Commits to the seed of draws of a rule. */
  readonly commit: Attempt['commit'];
  /** Seconds of processor time until now. */
  readonly cpuSeconds: () => number;
  /** Most memory that the process has held until now, in bytes. */
  readonly peakBytes: () => number;
}

export interface FoundAlternatives {
  readonly result: Alternatives;
  /** Contents of the files of all candidates, by their place in the folder. */
  readonly files: Readonly<Record<string, unknown>>;
}

/** A candidate with its decisions about everybody. */
interface Tried {
  readonly technique: Technique;
  readonly result: Omit<CandidateResult, 'front' | 'against'>;
  readonly predictions: Uint8Array;
}

/**
 * Tries techniques before, in and after training, chooses among them on one part of the people and judges all of them on another that nothing
 * has looked at. Where the audit of the unmitigated model passes there, nothing else is tried.
 *
 * @throws TribuneError of the table, the policy and the learners
 */
export async function findAlternatives(request: AlternativesRequest): Promise<FoundAlternatives> {
  const trial = await readTrial(request);
  const files: Record<string, unknown> = {};
  const skipped: Alternatives['skipped'][number][] = [];
  const tried: Tried[] = [];
  const plain = new Map<string, LearnedModel>();
  const attempt = async (technique: Technique, learner: string): Promise<void> => {
    const id = `${technique.name}-${learner}`;
    const reason = technique.unfit?.(trial) ?? null;
    if (reason !== null) {
      skipped.push({ technique: technique.name, learner, reason });
      return;
    }
    request.progress(`trying ${technique.name} with ${learner}`);
    const [from, held] = [request.cpuSeconds(), request.peakBytes()];
    try {
      if (!plain.has(learner)) plain.set(learner, learned(trial, { learner }, { technique: 'none' }));
      const made = await technique.make({ trial, id, learner, plain: plain.get(learner)!, commit: request.commit });
      Object.assign(files, made.files);
      const cost = { seconds: request.cpuSeconds() - from, addedBytes: request.peakBytes() - held };
      tried.push(judged(trial, { technique, learner, id, made, cost }));
    } catch (error) {
      // The unmitigated model is what all else is compared with: without it there is no answer.
      if (technique.stage === 'none' || !(error instanceof TribuneError)) throw error;
      skipped.push({ technique: technique.name, learner, reason: error.message });
    }
  };
  const [none, ...others] = TECHNIQUES as [Technique, ...Technique[]];
  for (const learner of request.learners) await attempt(none, learner);
  const reference = tried.reduce((best, one) => (qualityOf(one) > qualityOf(best) ? one : best));
  const isFine = reference.result.judge.gap.verdict === 'pass';
  if (!isFine)
    for (const technique of others)
      for (const learner of request.learners) {
        if (technique.learners?.includes(learner) ?? true) await attempt(technique, learner);
      }
  return { result: resultOf(request, trial, { tried, reference, skipped, isFine }), files };
}

function judged(
  trial: Trial,
  {
    technique,
    learner,
    id,
    made,
    cost,
  }: {
    technique: Technique;
    learner: string;
    id: string;
    made: Made;
    cost: Pick<CandidateResult, 'seconds' | 'addedBytes'>;
  },
): Tried {
  const predictions = drawn(trial, made.chance);
  const { score } = made;
  return {
    technique,
    predictions,
    result: {
      id,
      stage: technique.stage,
      technique: technique.name,
      learner,
      settings: made.settings ?? {},
      groupKnown: technique.groupKnown,
      draws: made.chance.some((chance) => chance > 0 && chance < 1),
      files: Object.keys(made.files),
      choose: figuresOf(trial, trial.parts.choose, { predictions, score }),
      judge: figuresOf(trial, trial.parts.judge, { predictions, score }),
      ...cost,
      cautions: [...made.cautions, ...judgedByFew(trial)],
    },
  };
}

const qualityOf = ({ result }: Tried): number => result.choose.quality.estimate;
const gapOf = ({ result }: Tried): RequirementResult => result.choose.gap;

/** How far the gap lies beyond what is allowed; of a ratio on the scale of its logarithm, as gaps are. */
function excessOf(gap: RequirementResult): number {
  if (gap.estimate === null) return Number.POSITIVE_INFINITY;
  const { lower, upper } = allowedEnds(gap);
  const scaled = (value: number): number => (gap.compare === 'ratio' ? Math.log(value) : value);
  const at = scaled(gap.estimate);
  return Math.max(0, lower === null ? 0 : scaled(lower) - at, upper === null ? 0 : at - scaled(upper));
}

/** Blocking requirements that fail, and did not with the unmitigated model. */
function breaks(one: Tried, reference: Tried): number {
  const before = new Map(reference.result.choose.requirements.map(({ id, verdict }) => [id, verdict]));
  return one.result.choose.requirements.filter(
    ({ id, severity, verdict }) => severity === 'block' && verdict === 'fail' && before.get(id) !== 'fail',
  ).length;
}

/** The best by quality of those that keep the bound and break nothing else; where there is none, the one nearest to the bound. */
function choose(tried: readonly Tried[], reference: Tried): { chosen: Tried; isKept: boolean } {
  const order = (a: Tried, b: Tried): number =>
    excessOf(gapOf(a)) - excessOf(gapOf(b)) ||
    breaks(a, reference) - breaks(b, reference) ||
    qualityOf(b) - qualityOf(a) ||
    distanceOf(gapOf(a)) - distanceOf(gapOf(b));
  const chosen = tried.toSorted(order)[0]!;
  return { chosen, isKept: excessOf(gapOf(chosen)) === 0 };
}

const isBeaten = (one: Tried, tried: readonly Tried[]): boolean =>
  tried.some((other) => {
    const [more, less] = [qualityOf(other) - qualityOf(one), distanceOf(gapOf(one)) - distanceOf(gapOf(other))];
    return more >= 0 && less >= 0 && (more > 0 || less > 0);
  });

/** What a trial stands on, as results tell it. */
export function headOf(
  { policyDigest, version, target, seed }: Pick<AlternativesRequest, 'policyDigest' | 'version' | 'target' | 'seed'>,
  trial: Trial,
): TrialHead {
  const { policy, people, data, parts, gap, utility, unusedAmount, cutoff, notes } = trial;
  return {
    schemaVersion: '1',
    tool: { name: 'tribune', version },
    policy: { name: policy.name, version: policy.version, digest: policyDigest, favourable: policy.data.favourable },
    data: {
      digest: people.digest,
      rows: people.rows,
      people: trial.rows.length,
      excluded: people.excluded.map(({ reason, rows }) => ({
        // Until a model decides, what stands in the place of its decision is the label.
        reason: reason === 'missing prediction' ? 'missing label' : reason,
        rows,
      })),
      features: data.columns.map(({ name }) => name),
      notes,
    },
    target,
    seed,
    level: policy.statistics.level,
    parts: {
      train: parts.train.length,
      cutoffs: parts.cutoffs.length,
      choose: parts.choose.length,
      judge: parts.judge.length,
    },
    requirement: gap.requirement.id,
    weights: policy.data.weight,
    quality: utility === null ? { measure: 'accuracy', unusedAmount } : { measure: 'utility', unit: utility.unit },
    cutoff,
  };
}

function resultOf(
  request: AlternativesRequest,
  trial: Trial,
  found: { tried: Tried[]; reference: Tried; skipped: Alternatives['skipped']; isFine: boolean },
): Alternatives {
  const { tried, reference, skipped, isFine } = found;
  const { policy, parts } = trial;
  const { chosen, isKept } = choose(tried, reference);
  const against = (one: Tried): CandidateResult['against'] => {
    if (one === reference) return null;
    const moved = movedOf(trial, parts.judge, one.predictions, reference.predictions);
    const quality = qualityAgainst(trial, parts.judge, one.predictions, reference.predictions);
    return { quality, moved, levelsDown: levelsDown(moved, policy.statistics.level) };
  };
  return {
    ...headOf(request, trial),
    answer: isFine ? 'not-indicated' : isKept ? 'kept' : 'nearest',
    reference: reference.result.id,
    chosen: isFine ? null : chosen.result.id,
    candidates: tried.map((one) => ({ ...one.result, against: against(one), front: !isBeaten(one, tried) })),
    skipped,
  };
}
