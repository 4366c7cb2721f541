import type { Model } from '../../models/index.js';
import type { Explanation } from '../base/explanation.js';

/**
 * What the contributions compare a row with. `background`: the mean over those people. `training data`: the mean of the rows that the trees
 * were grown on, as the cover of their nodes remembers it. `zeros`: an input of zeros in every place, which is a person only by accident.
 * `intercept`: the model with no fact counted, only its intercept.
 */
export type Comparison = 'background' | 'training data' | 'zeros' | 'intercept';

/** What the values of an explanation compare with: it decides what they mean, so every account of them names it. */
export function comparisonOf(model: Pick<Model, 'kind'>, explanation: Pick<Explanation, 'backgroundRows'>): Comparison {
  if (explanation.backgroundRows !== null) return 'background';
  if (model.kind === 'tree-ensemble') return 'training data';
  return model.kind === 'linear' ? 'zeros' : 'intercept';
}
