import { agree, counted } from '../../../base/counted.js';
import { asObject, type JsonObject, numberField, numbersField, optional } from '../../decode/json-fields.js';
import { invalidModel } from '../../decode/limits.js';
import type { Rounds } from '../../kinds/model.js';

/** Which rounds of a boosting that was stopped early make up the model: all of the file, or those up to the best. */
export type RoundsWanted = 'all' | 'best';

/** Number of rounds up to the best one, where the file says that training was stopped early (`best_iteration` counts from 0). */
export function bestRound(learner: JsonObject, where: string): number | null {
  const attributes = optional(learner, 'attributes');
  if (attributes === undefined || optional(asObject(attributes, where), 'best_iteration') === undefined) return null;
  const best = numberField(asObject(attributes, where), 'best_iteration', `${where}.attributes`);
  if (!Number.isInteger(best) || best < 0)
    throw invalidModel(where, `best_iteration is ${best}, expected a whole number`);
  return best + 1;
}

/** Number of trees of the file that are added up, and the rounds to report; null where all rounds are the best. */
export function selectTrees(
  model: JsonObject,
  trees: number,
  stopped: { best: number | null; wanted: RoundsWanted; numOutputs: number },
  where: string,
): { rounds: Rounds | null; kept: number } {
  const { best, wanted } = stopped;
  if (best === null) return { rounds: null, kept: trees };
  const ends = roundEnds(model, trees, stopped.numOutputs, where);
  const inFile = ends.length;
  if (best >= inFile) return { rounds: null, kept: trees };
  const used = wanted === 'best' ? best : inFile;
  return { rounds: { inFile, best, used }, kept: wanted === 'best' ? ends[best - 1]! : trees };
}

/** Index of each round's end in the list of trees: given by the file from version 2 on, otherwise rounds are of equal length. */
function roundEnds(model: JsonObject, trees: number, numOutputs: number, where: string): number[] {
  if (optional(model, 'iteration_indptr') !== undefined) {
    const starts = Array.from(numbersField(model, 'iteration_indptr', where));
    const rises = starts.every((start, i) => Number.isInteger(start) && start >= (starts[i - 1] ?? 0));
    if (starts[0] !== 0 || starts.at(-1) !== trees || !rises)
      throw invalidModel(where, `iteration_indptr does not lead from 0 to its ${counted(trees, 'tree')}`);
    return starts.slice(1);
  }
  const parameters = asObject(optional(model, 'gbtree_model_param') ?? {}, where);
  const parallel =
    optional(parameters, 'num_parallel_tree') === undefined ? 1 : numberField(parameters, 'num_parallel_tree', where);
  const perRound = numOutputs * Math.max(1, parallel);
  if (!Number.isInteger(trees / perRound))
    throw invalidModel(
      where,
      `${counted(trees, 'tree')} ${agree(trees, 'is', 'are')} no whole number of rounds of ${perRound}`,
    );
  return Array.from({ length: trees / perRound }, (_, i) => (i + 1) * perRound);
}
