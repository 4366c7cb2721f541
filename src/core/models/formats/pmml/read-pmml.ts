import { checkOutputCount, checkValueCount, invalidModel } from '../../decode/limits.js';
import { readBudget } from '../../decode/read-budget.js';
import { type AdditiveTerm, additiveModel } from '../../kinds/additive-model.js';
import { assembleEnsemble } from '../../kinds/assemble.js';
import { categorySets } from '../../kinds/category-sets.js';
import { ALL_OUTPUTS } from '../../kinds/ensemble.js';
import { linearModel } from '../../kinds/linear-model.js';
import type { Model } from '../../kinds/model.js';
import { treeModel } from '../../kinds/tree-model.js';
import { childOf, demandChildren, type Element, readElements, SERVE } from './pmml-elements.js';
import { Fields } from './pmml-fields.js';
import { PmmlModels, type Scores } from './pmml-models.js';
import { readTree } from './pmml-tree.js';

/** Elements of models that are read. */
const MODELS = ['TreeModel', 'MiningModel', 'RegressionModel', 'Scorecard'];

/**
 * PMML 4.0 to 4.4: trees, sums, means and chains of trees (as sklearn2pmml and the JPMML converters write forests and boosting), regression, and scorecards.
 * What changes a score is used or refused by its name.
 *
 * Source: dmg.org, PMML 4.4.1.
 */
export function readPmml(bytes: Uint8Array, where: string): Model {
  const fields = new Fields();
  const sets = categorySets(where);
  const setting = { fields, sets, target: null as string | null, hasSchema: false };
  let values = 0;
  const charge = (more: number): void => {
    values = checkValueCount(values + more, where);
  };
  const root = readElements(bytes, readBudget(bytes.length, where), (element, path) => {
    switch (element.name) {
      case 'DataDictionary':
        fields.addData(element);
        break;
      case 'DerivedField':
        fields.addDerived(element);
        break;
      case 'MiningSchema':
        // That of the whole model comes first and names the inputs; those inside it name them again, and what was computed of them.
        if (path.length === 2 && !setting.hasSchema) {
          setting.target = fields.takeSchema(element);
          setting.hasSchema = true;
        } else fields.demandSame(element);
        break;
      case 'TreeModel': {
        const classes = element.attributes.functionName === 'classification' ? fields.classesOf(setting.target) : null;
        if (element.attributes.functionName === 'classification' && classes === null)
          throw invalidModel(element.where, 'predicts classes of a target that lists none', SERVE);
        if (classes !== null) checkOutputCount(classes.texts.length, element.where);
        element.became = readTree(element, { fields, sets, classes, charge });
        break;
      }
      default:
    }
  });
  if (root.name !== 'PMML') throw invalidModel(where, `is a <${root.name.slice(0, 60)}> and no <PMML>`);
  demandVersion(root, where);
  demandChildren(root, new Set(['DataDictionary', 'TransformationDictionary', ...MODELS]));
  const models = root.children.filter(({ name }) => MODELS.includes(name));
  const [model, other] = models;
  if (model === undefined || other !== undefined)
    throw invalidModel(where, `has ${models.length} models, expected one`);
  if (childOf(root, 'DataDictionary') === undefined) throw invalidModel(where, 'has no <DataDictionary>');
  const scores = new PmmlModels(fields, fields.classesOf(setting.target)).read(model);
  return finished(scores, { fields, sets: sets.list, where });
}

function demandVersion(root: Element, where: string): void {
  const version = root.attributes.version ?? '';
  if (!/^4\.[0-4](\.\d+)?$/.test(version))
    throw invalidModel(where, `is of PMML ${version.slice(0, 20)}`, 'Read are PMML 4.0 to 4.4.');
}

function finished(
  { trees, terms, base, outputs, link, chances }: Scores,
  { fields, sets, where }: { readonly fields: Fields; readonly sets: readonly Uint32Array[]; readonly where: string },
): Model {
  const { features } = fields;
  const given = { format: 'pmml', features, link };
  const withChances = <M extends Model>(model: M): M => (chances === null ? model : { ...model, chances });
  if (trees.length > 0) {
    if (terms.length > 0) throw invalidModel(where, 'adds trees and terms, which is not read', SERVE);
    const isFloat = trees.map(({ tree }) => tree.isFloat).filter((one) => one !== null);
    if (isFloat.some((one) => one !== isFloat[0]))
      throw invalidModel(where, 'compares numbers of 32 and of 64 bits in its trees, which is not read', SERVE);
    const ensemble = assembleEnsemble(
      trees.map(({ tree, output }) => ({ ...tree, output: tree.width === 1 ? output : ALL_OUTPUTS })),
      {
        ...{ where, numFeatures: features.length, numOutputs: outputs, baseOffset: base, sets },
        float32: isFloat[0] === true,
        scale: (t) => trees[t]!.factor,
      },
    );
    return withChances(
      treeModel(ensemble, { ...given, acceptsMissing: trees.every(({ tree }) => tree.acceptsMissing) }),
    );
  }
  const isPlain = terms.every(({ slope, field }) => slope !== null && Number.isNaN(fields.replacementOf(field)));
  if (isPlain && features.every(({ categories }) => categories === undefined)) {
    checkValueCount(outputs * features.length, where);
    const coefficients = Array.from({ length: outputs }, () => new Float64Array(features.length));
    for (const { slope, field, output } of terms) coefficients[output]![field]! += slope!;
    return withChances(linearModel({ ...given, coefficients, intercept: base }));
  }
  const made = terms.map(
    ({ field, output, value }): AdditiveTerm => ({
      features: [field],
      value: ([x], k) => {
        if (k !== output) return 0;
        return value(Number.isNaN(x) ? fields.replacementOf(field) : x!);
      },
    }),
  );
  const acceptsMissing = terms.every(
    ({ takesMissing, field }) => takesMissing || !Number.isNaN(fields.replacementOf(field)),
  );
  return withChances(additiveModel({ ...given, numOutputs: outputs, intercept: base, acceptsMissing, terms: made }));
}
