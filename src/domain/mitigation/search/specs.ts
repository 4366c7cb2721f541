import { canonicalJson } from '../../../core/base/canonical-json.js';
import type { Parameters, ParameterValue } from '../../../core/learn/index.js';
import { createGenerator } from '../../../core/stats/index.js';

/** A candidate before it is learned: everything that decides what it will be. */
export interface CandidateSpec {
  readonly id: string;
  /** Name of a learner, or `command` for that of the user. */
  readonly learner: string;
  readonly parameters: Parameters;
  readonly features: readonly string[];
  readonly seed: string;
  /** Name of a technique; `none` where nothing is mended. */
  readonly step: string;
}

/** What candidates are made from. */
export interface SearchSpace {
  readonly learners: readonly string[];
  /** Values that a setting may have, by learner. */
  readonly settings: Readonly<Record<string, Readonly<Record<string, readonly ParameterValue[]>>>>;
  readonly features: readonly string[];
  /** Features that tell the group, the strongest first: each is in some candidates and not in others. */
  readonly proxies: readonly string[];
  /** Steps by learner; the first is `none`. */
  readonly steps: Readonly<Record<string, readonly string[]>>;
  /** Directions of `monotone` for learners that have it, as the data lean; empty where no number is learned from. */
  readonly monotone: string;
  readonly count: number;
  readonly seed: string;
}

/** Settings that our own learners are tried with. The usual ones of each come first, as a candidate of their own. */
export const OWN_SETTINGS: SearchSpace['settings'] = {
  logistic: { l2: [0.01, 0.1, 1, 10, 100, 1000] },
  gbdt: {
    rounds: [25, 50, 100],
    leaves: [4, 8, 16, 31],
    rate: [0.05, 0.1, 0.2],
    minRows: [20, 50, 200],
    l2: [0, 1, 10],
  },
  tree: { depth: [2, 3, 4, 6], minRows: [20, 50, 200], prune: [0, 1e-4, 1e-3] },
  scorecard: { bins: [4, 6, 8], l2: [0.1, 1, 10] },
  additive: { pairs: [0, 5], rate: [0.05, 0.1], minRows: [5, 20, 50] },
  rules: { rules: [3, 5, 8], penalty: [0.002, 0.005, 0.01] },
  mlp: { hidden: ['16', '32', '64', '32,16'], l2: [1e-4, 1e-3, 1e-2], rate: [1e-3, 3e-3] },
  forest: { depth: [6, 10, 16], minRows: [10, 20, 50, 200] },
};

/** Learners whose scores can be made to rise or fall with an input. */
const MONOTONE = ['gbdt', 'scorecard', 'additive'];
/** Proxies of which every one is left out by itself before anything is drawn. */
const ALONE = 5;
const DRAW_STREAM = 5;
/** Times in a row that a draw may be one that is there already. */
const MOST_REPEATS = 50;

type Draft = Omit<CandidateSpec, 'id'>;

/**
 * The candidates of a search, in their order: the usual model of every learner; each step with it; the strongest proxies out, one and one and
 * then all together; monotone ones; then combinations of all of it, drawn by the seed. None twice: a small space may have fewer than were
 * asked for.
 */
export function planCandidates(space: SearchSpace): CandidateSpec[] {
  const found = new Map<string, Draft>();
  const add = (draft: Draft): boolean => {
    const text = canonicalJson(draft);
    if (found.has(text) || found.size >= space.count) return false;
    found.set(text, draft);
    return true;
  };
  for (const draft of firstOf(space)) add(draft);
  const random = createGenerator(space.seed, DRAW_STREAM);
  const pickFrom = <T>(values: readonly T[]): T => values[random.nextInteger(values.length)]!;
  for (let repeats = 0; found.size < space.count && repeats < MOST_REPEATS; ) {
    const learner = pickFrom(space.learners);
    const left = space.proxies.filter(() => random.nextInteger(2) === 1);
    const isMonotone = MONOTONE.includes(learner) && space.monotone !== '' && random.nextInteger(4) === 0;
    const settings = Object.entries(space.settings[learner] ?? {}).map(([name, values]) => [name, pickFrom(values)]);
    const features = without(space.features, left);
    const isNew = add({
      learner,
      parameters: { ...Object.fromEntries(settings), ...(isMonotone ? monotoneOf(space, features) : {}) },
      features,
      seed: `${space.seed}/${random.nextInteger(SEEDS)}`,
      // Half of the draws take no step: other models are what a search is for.
      step: random.nextInteger(2) === 0 ? 'none' : pickFrom(space.steps[learner]!),
    });
    repeats = isNew ? 0 : repeats + 1;
  }
  const width = String(found.size).length;
  return [...found.values()].map((draft, i) => ({ id: `c${String(i + 1).padStart(width, '0')}`, ...draft }));
}

const SEEDS = 1000;

/** What is tried before anything is drawn. */
function* firstOf(space: SearchSpace): Generator<Draft> {
  const usual = (learner: string): Draft => ({
    learner,
    parameters: {},
    features: space.features,
    seed: space.seed,
    step: 'none',
  });
  for (const learner of space.learners) yield usual(learner);
  for (const learner of space.learners) for (const step of space.steps[learner]!) yield { ...usual(learner), step };
  for (const proxy of space.proxies.slice(0, ALONE))
    for (const learner of space.learners) yield { ...usual(learner), features: without(space.features, [proxy]) };
  for (const learner of space.learners) {
    yield { ...usual(learner), features: without(space.features, space.proxies) };
    if (MONOTONE.includes(learner) && space.monotone !== '')
      yield { ...usual(learner), parameters: monotoneOf(space, space.features) };
  }
}

/** The features but some; all of them where none would be left. */
function without(features: readonly string[], left: readonly string[]): readonly string[] {
  const kept = features.filter((name) => !left.includes(name));
  return kept.length === 0 ? features : kept;
}

function monotoneOf({ monotone }: SearchSpace, features: readonly string[]): Parameters {
  const parts = monotone.split(',').filter((part) => features.includes(part.slice(0, part.lastIndexOf(':'))));
  return parts.length === 0 ? {} : { monotone: parts.join(',') };
}
