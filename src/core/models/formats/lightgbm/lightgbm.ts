import { agree, counted } from '../../../base/counted.js';
import { isList } from '../../decode/json-fields.js';
import { invalidModel } from '../../decode/limits.js';
import { assembleEnsemble, type RawTree } from '../../kinds/assemble.js';
import type { CategorySets } from '../../kinds/category-sets.js';
import { COMPARE, MISSING_IS_ZERO, MISSING_LEFT, ZERO_BAND, ZERO_IS_MISSING } from '../../kinds/ensemble.js';
import type { Link } from '../../kinds/link.js';
import type { Feature, Model } from '../../kinds/model.js';
import { treeModel } from '../../kinds/tree-model.js';

/** The header that both forms of a LightGBM file have before the trees. */
export interface LightgbmHeader {
  readonly where: string;
  readonly numFeatures: number;
  readonly features: readonly Feature[];
  /** Number of trees in one round: one per class. */
  readonly treesPerRound: number;
  /** The objective, such as `binary sigmoid:1`; empty for a custom one. */
  readonly objective: string;
  readonly averageOutput: boolean;
  /** Version of the file format: `v2`, `v3`, `v4`. */
  readonly version: string;
  readonly sets: CategorySets;
}

const LINKS: ReadonlyMap<string, Link> = new Map<string, Link>([
  ['binary', 'logit'],
  ['cross_entropy', 'logit'],
  ['xentropy', 'logit'],
  ['multiclass', 'softmax'],
  ['multiclassova', 'sigmoid-each'],
  ['poisson', 'log'],
  ['gamma', 'log'],
  ['tweedie', 'log'],
  ['cross_entropy_lambda', 'softplus'],
  ['xentlambda', 'softplus'],
  ...[
    '',
    'regression',
    'regression_l2',
    'regression_l1',
    'huber',
    'fair',
    'quantile',
    'mape',
    'lambdarank',
    'rank_xendcg',
    'custom',
  ].map((name): [string, Link] => [name, 'identity']),
]);

/** Missing types of a numeric split, bits 2 and 3 of decision_type. */
export type MissingType = 'none' | 'zero' | 'nan';

/** Our decision byte for a numeric split: left when x <= threshold in float64. */
export function numericDecision(missing: MissingType, defaultLeft: boolean): number {
  const left = defaultLeft ? MISSING_LEFT : 0;
  if (missing === 'none') return COMPARE.LE | MISSING_IS_ZERO;
  return missing === 'zero' ? COMPARE.LE | ZERO_IS_MISSING | left : COMPARE.LE | left;
}

/**
 * LightGBM treats a value as near to 0 as its zero threshold as absent, whatever the missing type: a threshold within that band (it writes
 * -1.0000000180025095e-35 between negative numbers and 0) divides the band from one side, never inside.
 */
export function numericThreshold(threshold: number): number {
  if (threshold < 0 && threshold >= -ZERO_BAND) return BELOW_BAND;
  return threshold >= 0 && threshold < ZERO_BAND ? ZERO_BAND : threshold;
}
/** The next double below -ZERO_BAND. */
const BELOW_BAND = -1.0000000180025096e-35;

/** A category in the set goes left; a missing or negative one goes right, whatever the missing type. */
export const CATEGORICAL_DECISION: number = COMPARE.IN_SET;

/**
 * Names the categories of a model trained on a data frame: `pandas_categorical` lists them for its category columns in their order. Only
 * where there are as many lists as category features is it certain which list belongs to which; otherwise categories stay numbers.
 */
export function withPandasCategories(
  names: readonly string[],
  isCategorical: (feature: number) => boolean,
  pandas: unknown,
): readonly Feature[] {
  const columns = Array.from(names.keys()).filter(isCategorical);
  const lists: readonly unknown[] = Array.isArray(pandas) ? pandas : [];
  const fits = lists.length > 0 && lists.length === columns.length && lists.every(isListOfDistinct);
  const listOf = new Map(fits ? columns.map((j, at) => [j, Array.from(lists[at] as ArrayLike<unknown>, String)]) : []);
  return names.map((name, j) => {
    const categories = listOf.get(j);
    return categories === undefined ? { name } : { name, categories };
  });
}

const isListOfDistinct = (list: unknown): boolean =>
  isList(list) && list.length > 0 && new Set(Array.from(list, String)).size === list.length;

export const linearLeaves = (where: string): Error =>
  invalidModel(
    where,
    'has linear leaves, which are not supported',
    'Train with linear_tree=false; or serve the model and explain it over HTTP.',
  );

/** Assembles the model from the trees of either form. */
export function lightgbmModel(trees: readonly RawTree[], header: LightgbmHeader): Model {
  const { where, treesPerRound } = header;
  // Forests up to file version v2 hold leaves that are already on the published scale, so the average of the leaves is published as it is.
  const link = header.averageOutput && header.version === 'v2' ? 'identity' : readLink(header);
  const rounds = trees.length / treesPerRound;
  if (!Number.isInteger(rounds))
    throw invalidModel(
      where,
      `${counted(trees.length, 'tree')} ${agree(trees.length, 'is', 'are')} no whole number of rounds of ${treesPerRound}`,
    );
  const ensemble = assembleEnsemble(trees, {
    where,
    numFeatures: header.numFeatures,
    numOutputs: treesPerRound,
    baseOffset: new Float64Array(treesPerRound),
    float32: false,
    sets: header.sets.list,
    ...(header.averageOutput ? { scale: () => 1 / rounds } : {}),
  });
  return treeModel(ensemble, { format: 'lightgbm', features: header.features, link, acceptsMissing: true });
}

function readLink(header: LightgbmHeader): Link {
  const [name = '', ...options] = header.objective.split(' ');
  const link = LINKS.get(name);
  const where = header.where;
  if (link === undefined) {
    throw invalidModel(
      where,
      `the objective "${header.objective}" is not supported`,
      `Known: ${[...LINKS.keys()].filter(Boolean).join(', ')}.`,
    );
  }
  // With `reg_sqrt` the model is trained on the signed square root of the label, and its score is squared again when it is published.
  if (options.includes('sqrt') && link === 'identity') return 'signed-square';
  const steepness = options.find((option) => option.startsWith('sigmoid:'))?.slice('sigmoid:'.length);
  if (steepness === undefined || (link !== 'logit' && link !== 'sigmoid-each')) return link;
  return steepLink(link, Number(steepness), header);
}

/** The link with LightGBM's parameter `sigmoid`, which has to be above 0. */
function steepLink(link: 'logit' | 'sigmoid-each', steepness: number, { objective, where }: LightgbmHeader): Link {
  if (!(steepness > 0 && Number.isFinite(steepness)))
    throw invalidModel(where, `the objective "${objective}" has a sigmoid that is no number above 0`);
  if (steepness === 1) return link;
  return link === 'logit' ? `sigmoid:${steepness}` : `sigmoid-each:${steepness}`;
}
