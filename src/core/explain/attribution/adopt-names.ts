import { counted } from '../../base/counted.js';
import { TribuneError } from '../../base/errors.js';
import { checkRows, type Model, type TreeModel } from '../../models/index.js';

/**
 * The same model with other names for its inputs, place by place. Groups, constraints, reasons and messages then use the names of the data
 * where a file has none of its own (`X_0`, `f0`).
 *
 * @throws TribuneError INVALID_ARGUMENT unless there is one name of its own for every input
 * @example
 * adoptNames(readModel(bytes), ['age', 'income']).featureNames; // ['age', 'income']
 */
export function adoptNames<M extends Model>(model: M, names: readonly string[]): M {
  if (names.length !== model.features.length || new Set(names).size !== names.length || names.includes('')) {
    throw new TribuneError(
      'INVALID_ARGUMENT',
      `${counted(names.length, 'name')} for a model with ${counted(model.features.length, 'input')}`,
      { remedy: 'Give every input of the model one name of its own, in the order of the model.' },
    );
  }
  const features = model.features.map((feature, j) => ({ ...feature, name: names[j]! }));
  const isFloat32 =
    model.kind === 'tree-ensemble' &&
    (model as Model as TreeModel).ensemble.float32 &&
    (model as Model as TreeModel).columns === null;
  // The model checks the rows again under its own names; checking here first puts the names that the reader knows into the message.
  const checked =
    (predict: Model['predictRaw']): Model['predictRaw'] =>
    (rows) => {
      checkRows({ featureNames: names, features, acceptsMissing: model.acceptsMissing }, rows, isFloat32);
      return predict(rows);
    };
  return {
    ...model,
    features,
    featureNames: names,
    predictRaw: checked(model.predictRaw),
    predictLinked: checked(model.predictLinked),
  };
}
