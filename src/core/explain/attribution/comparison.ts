import type { Model } from '../../models/index.js';
import type { Explanation } from '../base/explanation.js';

/**
 * The reference that contributions compare a row with. `background`: the mean over those people. `training data`: the mean of the rows that
 * the trees were grown on, as recorded in the cover of their nodes. `zeros`: an input of zeros in every place, which no real person may
 * have. `intercept`: the model's intercept alone, with no input counted.
 */
export type Comparison = 'background' | 'training data' | 'zeros' | 'intercept';

/** The reference of an explanation's values. It decides what the values mean, so every account of them names it. */
export function comparisonOf(model: Pick<Model, 'kind'>, explanation: Pick<Explanation, 'backgroundRows'>): Comparison {
  if (explanation.backgroundRows !== null) return 'background';
  if (model.kind === 'tree-ensemble') return 'training data';
  return model.kind === 'linear' ? 'zeros' : 'intercept';
}
