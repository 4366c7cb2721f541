import { TribuneError } from '../../../core/base/errors.js';
import {
  figuresOf,
  headOf,
  levelsDown,
  type Mean,
  movedOf,
  readTrial,
  type Trial,
  type TrialRequest,
} from '../alternatives/index.js';
import { answerOf, endsFor, type Margins, shownAmong, visibleReduction } from './answer.js';
import { type Change, contrastsOf, type Reduction } from './contrast.js';
import { inUseOf, readDecided } from './in-use.js';
import { type Judged, judgeCandidate, type Measures, withFiles, withLevel } from './judge-candidate.js';
import { multiplicityOf } from './multiplicity.js';
import type { CandidateLearner, OpenLearner } from './ports.js';
import { findProxies, leanings } from './proxies.js';
import { type ExplainedModel, MOST_EXPLAINED, reasonsOf } from './reasons.js';
import type { SearchCandidate, SearchResult, Shortlisted } from './result.js';
import { recordOf } from './search-file.js';
import { bestShown, chooseShortlist, isBeaten } from './shortlist.js';
import { type CandidateSpec, planCandidates, type SearchSpace } from './specs.js';
import { stepsFor } from './steps.js';

export interface SearchRequest extends TrialRequest {
  /** Learners that are tried: names of ours, or `command`. */
  readonly learners: readonly string[];
  readonly settings: SearchSpace['settings'];
  /** Steps that may be taken, by name; `none` is always among them. */
  readonly steps: readonly string[];
  /** Number of candidates. */
  readonly count: number;
  readonly margins: { readonly gain?: number | undefined; readonly tolerance?: number | undefined };
  readonly trainer: string | null;
  readonly open: OpenLearner;
  /** Commits to the seed of a rule that draws. */
  readonly commit: (id: string) => Promise<string>;
  /** Seconds since some moment. */
  readonly seconds: () => number;
  readonly version: string;
}

export interface FoundBySearch {
  readonly result: SearchResult;
  /** Contents of the files of the reference and the shortlist, by their place in the folder. */
  readonly files: Readonly<Record<string, string>>;
}

/** A gap or a share of right decisions that differs by less is no other one, unless somebody says so. */
const USUAL_MARGIN = 0.01;

/**
 * Looks for a less discriminatory alternative: learns candidates on one part of the people, picks a few on another, and asks of a third, which
 * nothing has looked at, whether one of them has a smaller gap at no materially worse quality. Where the audit of the usual model passes there,
 * nothing else is tried.
 *
 * @throws TribuneError of the table, the policy and the learners; POLICY_INVALID for a gap that is none of decisions
 */
export async function searchAlternatives(request: SearchRequest): Promise<FoundBySearch> {
  const trial = await readTrial(request);
  const measures = contrastsOf(trial);
  const { decided, notes } = await readDecided(request, trial);
  const proxies = findProxies(trial);
  const specs = planCandidates({
    ...request,
    features: trial.data.columns.map(({ name }) => name),
    proxies: proxies.map(({ feature }) => feature),
    steps: stepsFor(trial, request),
    monotone: leanings(trial),
  });
  const learner = await request.open(trial);
  try {
    const search: Search = { request, trial, measures, learner, count: specs.length };
    const usual = await judgeAll(search, specs.slice(0, request.learners.length), null);
    const reference = referenceOf(usual);
    const gap = figuresOf(trial, trial.parts.judge, reference).gap;
    const isFine = gap.verdict === 'pass';
    // The others of the usual ones are candidates, held against the one that was picked.
    const others = isFine ? [] : specs.filter(({ id }) => id !== reference.spec.id);
    const judged = await judgeAll(search, others, reference);
    const all = [reference, ...judged].sort((a, b) => (a.spec.id < b.spec.id ? -1 : 1));
    return await concluded(search, { reference, all, isFine, proxies, decided, notes });
  } finally {
    await learner.close();
  }
}

interface Search {
  readonly request: SearchRequest;
  readonly trial: Trial;
  readonly measures: Measures;
  readonly learner: CandidateLearner;
  /** Number of candidates for which intervals allow. */
  readonly count: number;
}

/** Learns and judges candidates, several at once; what comes out hangs on none of the others. */
async function judgeAll(search: Search, specs: readonly CandidateSpec[], reference: Judged | null): Promise<Judged[]> {
  const { request, learner } = search;
  const judged = new Array<Judged>(specs.length);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let place = next++; place < specs.length; place = next++) {
      judged[place] = await judgeCandidate(search, specs[place]!, reference);
      request.progress(`candidate ${++done} of ${specs.length}`);
    }
  };
  await Promise.all(Array.from({ length: learner.atOnce }, work));
  return judged;
}

/** The usual model that is best on the choosing part. */
function referenceOf(usual: readonly Judged[]): Judged {
  const fit = usual.filter(({ status }) => status === 'judged');
  if (fit.length > 0) return fit.reduce((best, one) => (one.choose!.quality > best.choose!.quality ? one : best));
  const [first] = usual as [Judged, ...Judged[]];
  if (first.status === 'alike')
    throw new TribuneError('DATA_VALUE_INVALID', 'the usual model decides alike about everybody', {
      remedy:
        'Nothing can be compared with it: name the score from which on a person gets a 1 as data.cutoff of the policy.',
    });
  throw first.fault ?? new TribuneError('INTERNAL', 'no usual model was learned');
}

async function concluded(
  search: Search,
  found: {
    reference: Judged;
    all: Judged[];
    isFine: boolean;
    proxies: SearchResult['proxies'];
  } & Awaited<ReturnType<typeof readDecided>>,
): Promise<FoundBySearch> {
  const { request, trial, measures } = search;
  const { reference, all, isFine, proxies } = found;
  const { level } = trial.policy.statistics;
  const alpha = 1 - level;
  const margins = marginsOf(request, measures);
  const eligible = all.filter((one) => one !== reference && one.status === 'judged');
  const picked = chooseShortlist(eligible, margins);
  const shown = shownAmong(
    picked.map(({ judge }) => judge!),
    margins,
    alpha,
  );
  const kept = await withFiles(search, [reference, ...picked]);
  const strict: Trial = withLevel(trial, 1 - alpha / Math.max(1, picked.length));
  const shortlist = picked.map((one, i) =>
    shortlisted(strict, { one, reference, z: endsFor(alpha, picked.length), ...shown[i]!, files: kept.names[i + 1]! }),
  );
  const chosen = bestShown(shortlist.map((one, i) => ({ ...one, distance: picked[i]!.choose!.distance })));
  const front = new Set(eligible.filter((one) => !isBeaten(one, [...eligible, reference])));
  const best = Math.max(...[reference, ...eligible].map(({ choose }) => choose!.quality));
  const isGood = ({ status, choose }: Judged): boolean =>
    status === 'judged' && choose!.quality >= best - margins.tolerance;
  const good = eligible.filter(isGood);
  const candidates = all.map(
    (one): SearchCandidate => ({ ...one.told, front: front.has(one), equallyGood: isGood(one) }),
  );
  const explained = await explainedOf(search, { reference, good, isFine });
  const figures = figuresOf(trial, trial.parts.judge, reference);
  const proposed = picked.find(({ spec }) => spec.id === chosen) ?? reference;
  const result: SearchResult = {
    ...headOf(request, { ...trial, notes: [...trial.notes, ...found.notes] }),
    margins,
    trainer: request.trainer,
    asked: request.count,
    proxies,
    reference: { id: reference.spec.id, gap: figures.gap, quality: figures.quality },
    answer: isFine
      ? 'not indicated'
      : answerOf(
          chosen !== null,
          eligible.map(({ judge }) => judge!),
          margins,
          alpha,
        ),
    chosen,
    nearest: chosen === null ? (picked[0]?.spec.id ?? null) : null,
    shortlist,
    visible:
      picked.length === 0
        ? null
        : visibleReduction(picked[0]!.judge!.reduction.error, margins.gain, alpha / picked.length),
    inUse: inUseOf(strict, found.decided, { ...proposed, id: proposed.spec.id }),
    multiplicity: {
      models: good.length + 1,
      groups: multiplicityOf(
        trial,
        reference.predictions,
        good.map(({ predictions }) => predictions),
      ),
      reasons: explained,
    },
    candidates,
    record: recordOf(candidates),
  };
  return { result, files: kept.files };
}

/** Whose strongest reason changes among the best of the equally good; null where nothing beside the reference was tried. */
async function explainedOf(
  search: Search,
  {
    reference,
    good,
    isFine,
  }: { readonly reference: Judged; readonly good: readonly Judged[]; readonly isFine: boolean },
): Promise<SearchResult['multiplicity']['reasons']> {
  if (isFine || good.length === 0) return null;
  const best = good.toSorted((a, b) => b.choose!.quality - a.choose!.quality).slice(0, MOST_EXPLAINED);
  const models: ExplainedModel[] = [];
  for (const one of [reference, ...best]) {
    // What comes after training changes no reason of a score, and would commit to a seed that is not wanted.
    const { files } = await search.learner.learn(one.spec, true);
    models.push({ id: one.spec.id, features: one.spec.features, files });
  }
  const [first, ...others] = models as [ExplainedModel, ...ExplainedModel[]];
  return reasonsOf(search.trial, reference.predictions, first, others);
}

/** The margins that were named; the usual loss is one in a hundred of what the best decision is worth above the worst. */
function marginsOf({ margins }: SearchRequest, { judge }: Measures): Margins {
  const range = Math.max(...judge.worth) - Math.min(...judge.worth);
  return { gain: margins.gain ?? USUAL_MARGIN, tolerance: margins.tolerance ?? USUAL_MARGIN * range };
}

function shortlisted(
  trial: Trial,
  {
    one,
    reference,
    z,
    files,
    ...shown
  }: {
    one: Judged;
    reference: Judged;
    z: number;
    pValue: number;
    adjusted: number;
    isShown: boolean;
    files: readonly string[];
  },
): Shortlisted {
  const { judge } = trial.parts;
  const figures = figuresOf(trial, judge, one);
  const moved = movedOf(trial, judge, one.predictions, reference.predictions);
  return {
    id: one.spec.id,
    reduction: reductionMean(one.judge!.reduction, z),
    quality: gainedBy(one.judge!.loss, z),
    ...shown,
    gap: figures.gap,
    requirements: figures.requirements,
    moved,
    levelsDown: levelsDown(moved, trial.policy.statistics.level),
    files,
  };
}

/** The change of quality, which is a loss the other way round. */
const gainedBy = ({ estimate, error }: Change, z: number): Mean => ({
  estimate: -estimate,
  lower: -estimate - z * error,
  upper: -estimate + z * error,
});

function reductionMean({ estimate, interval }: Reduction, z: number): Mean | null {
  const ends = interval(z);
  return [estimate, ends.lower, ends.upper].every(Number.isFinite) ? { estimate, ...ends } : null;
}
