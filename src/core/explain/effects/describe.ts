import { defined } from '../../base/defined.js';
import type { Matrix, Model } from '../../models/index.js';
import type { Seed } from '../../stats/index.js';
import { type AccumulatedEffects, accumulatedEffects } from './accumulated.js';
import { checkPeople, type EffectOptions, everybodyAndGroups, featureIndex, judged } from './common.js';
import { type Importance, type Loss, permutationImportance } from './importance.js';
import { meanCurves, type PartialDependence, partialDependence } from './partial-dependence.js';
import { type Reach, reachOf } from './reach.js';

/** Number of inputs whose curves are drawn when none are named; a longer list would have to be studied. */
export const FEATURES_SHOWN = 4;

export interface EffectsInput extends EffectOptions {
  /** People whom the curves are averaged over, and their groups. */
  readonly people: Matrix;
  readonly groups?: readonly string[];
  /** People whose truth is known, on whom importance is measured. */
  readonly labelled?: {
    readonly rows: Matrix;
    readonly labels: ArrayLike<number>;
    readonly groups?: readonly string[];
  };
  readonly seed: Seed;
  readonly loss?: Loss;
  /** Number of shuffles per input. */
  readonly repeats?: number;
  /** Inputs to draw; default the most important ones. */
  readonly features?: readonly string[];
  /** Number of inputs to draw, where none are named. */
  readonly most?: number;
}

/** Effects of a model. Everybody (group null) comes first in every list, then the groups by name. */
export interface FeatureEffects {
  readonly feature: string;
  readonly dependence: PartialDependence;
  /** Accumulated effects; null for an input with categories, which have no order to accumulate along. */
  readonly accumulated: AccumulatedEffects | null;
}

export interface EffectsReport {
  /** Rise of the loss of the published score when an input is shuffled, the greatest for everybody first; null without labels. */
  readonly importance: readonly { readonly feature: string; readonly groups: readonly Importance[] }[] | null;
  /** How far each input moves a score, the farthest-reaching first. */
  readonly reach: readonly { readonly feature: string; readonly groups: readonly Reach[] }[];
  readonly chosenBy: 'name' | 'importance' | 'reach';
  readonly effects: readonly FeatureEffects[];
}

/**
 * Describes a model over people: which inputs matter, and the curves of the named or of the most important ones, for everybody and by
 * group. Importance compares what the model publishes with the truth, whatever the scale of the curves.
 *
 * @throws TribuneError INVALID_ARGUMENT, DATA_EMPTY, DATA_VALUE_INVALID
 * @example
 * describeEffects(model, { people: applicants, groups: sexOfEveryRow, seed: 'tribune' }).effects[0].accumulated;
 */
export function describeEffects(model: Model, input: EffectsInput): EffectsReport {
  checkPeople(model, input.people);
  for (const feature of input.features ?? []) featureIndex(model, feature);
  const options = optionsOf(input);
  const importance = importanceOf(model, input);
  const reach = model.featureNames
    .map((feature) => ({
      feature,
      groups: reachOf(partialDependence(model, input.people, feature, options), input.groups),
    }))
    .sort((a, b) => rankOf(b.groups[0]?.reach) - rankOf(a.groups[0]?.reach));
  const ranked = (importance ?? reach).map(({ feature }) => feature);
  const chosen = input.features ?? ranked.slice(0, input.most ?? FEATURES_SHOWN);
  return {
    importance,
    reach,
    chosenBy: input.features !== undefined ? 'name' : importance === null ? 'reach' : 'importance',
    effects: [...new Set(chosen)].map((feature) => effectsOf(model, input, feature)),
  };
}

const optionsOf = ({ scale, output }: EffectOptions): EffectOptions => ({
  ...defined({ scale, output }),
});

/** Rank of an estimate, for the order only: one that cannot be estimated comes last. */
const rankOf = (estimate: { readonly estimate: number | null } | undefined): number =>
  estimate?.estimate ?? Number.NEGATIVE_INFINITY;

function importanceOf(model: Model, input: EffectsInput): EffectsReport['importance'] {
  if (input.labelled === undefined) return null;
  const { rows, labels, groups } = input.labelled;
  const options = {
    labels,
    seed: input.seed,
    ...defined({ output: input.output, loss: input.loss, repeats: input.repeats }),
  };
  const all = permutationImportance(model, rows, options);
  const within = groups === undefined ? [] : permutationImportance(model, rows, { ...options, groups });
  return all
    .map((everybody) => ({
      feature: everybody.feature,
      groups: [everybody, ...within.filter(({ feature }) => feature === everybody.feature).sort(byGroup)].map(
        (each) => ({ ...each, importance: judged(each.importance) }),
      ),
    }))
    .sort((a, b) => rankOf(b.groups[0]?.importance) - rankOf(a.groups[0]?.importance));
}

const byGroup = (a: { readonly group: string | null }, b: { readonly group: string | null }): number =>
  a.group! < b.group! ? -1 : 1;

function effectsOf(model: Model, input: EffectsInput, feature: string): FeatureEffects {
  const { people, groups } = input;
  const options = optionsOf(input);
  const dependence = partialDependence(model, people, feature, options);
  const members = everybodyAndGroups(people.rows, groups);
  return {
    feature,
    dependence: { ...dependence, curves: meanCurves(dependence.ice, dependence.grid.length, members) },
    accumulated: accumulatedByGroup(model, input, feature),
  };
}

function accumulatedByGroup(model: Model, input: EffectsInput, feature: string): AccumulatedEffects | null {
  const { people, groups } = input;
  if (model.features[featureIndex(model, feature)]!.categories !== undefined) return null;
  const options = optionsOf(input);
  const everybody = accumulatedEffects(model, people, feature, options);
  if (groups === undefined) return everybody;
  const within = accumulatedEffects(model, people, feature, { ...options, groups });
  return { ...everybody, curves: [...everybody.curves, ...[...within.curves].sort(byGroup)] };
}
