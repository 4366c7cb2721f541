import { TribuneError } from '../../base/errors.js';
import { nearName } from '../../base/suggest.js';
import { checkRows, type Feature, type Model, namedSome } from '../kinds/model.js';

/** Most letters of the remaining names of categories in a message. */
const KEPT_SHOWN = 60;

const lengthOf = (text: string): number => Array.from(text).length;
const bytesOf = (text: string): number => new TextEncoder().encode(text).length;

/**
 * Gives the categories of an input their names, in the order of their codes, where the file holds codes only or names that were cut off.
 * The names must agree with what the file still holds of them.
 *
 * @throws TribuneError INVALID_ARGUMENT on an unknown input, one that is no category or is named by the file, and on names that do not fit
 * @example
 * nameCategories(readModel(bytes), { Miete: ['größer', 'ja', 'nein'] });
 */
export function nameCategories<M extends Model>(model: M, names: Readonly<Record<string, readonly string[]>>): M {
  if (Object.keys(names).length === 0) return model;
  for (const name of Object.keys(names)) {
    if (!model.featureNames.includes(name))
      throw unfit(
        name,
        'is no input of the model',
        `${nearName(name, model.featureNames)}Inputs: ${namedSome(model.featureNames)}.`,
      );
  }
  const features = model.features.map((feature) =>
    Object.hasOwn(names, feature.name) ? named(feature, names[feature.name]!) : feature,
  );
  const checked =
    (predict: Model['predictRaw']): Model['predictRaw'] =>
    (rows) => {
      checkRows({ featureNames: model.featureNames, features, acceptsMissing: model.acceptsMissing }, rows);
      return predict(rows);
    };
  return {
    ...model,
    features,
    predictRaw: checked(model.predictRaw),
    predictLinked: checked(model.predictLinked),
  };
}

function named({ name, categories, unnamed }: Feature, given: readonly string[]): Feature {
  if (categories !== undefined)
    throw unfit(name, 'has categories that the file names itself', `They are: ${namedSome(categories)}.`);
  if (unnamed === undefined) throw unfit(name, 'holds numbers, not categories', 'Leave it out.');
  if (given.length === 0 || new Set(given).size !== given.length)
    throw unfit(name, 'is given no name, or one twice', 'Name every category once, in the order of training.');
  const { lengths, kept } = unnamed;
  if (lengths !== undefined) {
    const isFit = given.length === lengths.length && (isOf(given, lengths, lengthOf) || isOf(given, lengths, bytesOf));
    if (!isFit || !given.join('').startsWith(kept ?? ''))
      throw unfit(
        name,
        `does not have the categories ${namedSome(given)}: the file says otherwise`,
        describeUnnamed(unnamed),
      );
  }
  return { name, categories: given };
}

const isOf = (given: readonly string[], lengths: readonly number[], length: (text: string) => number): boolean =>
  given.every((text, i) => length(text) === lengths[i]);

/** A sentence on what the file still holds of the names, and on the order in which they have to be given. */
export function describeUnnamed({ lengths, kept }: NonNullable<Feature['unnamed']>): string {
  const left =
    lengths === undefined
      ? 'The file keeps none of their names'
      : `The file keeps ${lengths.length} names in one piece, cut off at the end: ${JSON.stringify(kept!.slice(0, KEPT_SHOWN))}, of ${lengths.slice(0, 12).join(', ')} letters`;
  return `${left}. Their order is that of training (cat.categories of the data frame).`;
}

const unfit = (name: string, what: string, remedy: string): TribuneError =>
  new TribuneError('INVALID_ARGUMENT', `categories: "${name}" ${what}`, { remedy, place: { name } });
