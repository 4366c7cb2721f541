import { checkOutputCount, invalidModel } from '../../decode/limits.js';
import { ALL_OUTPUTS } from '../../kinds/ensemble.js';
import type { Link } from '../../kinds/link.js';
import {
  childOf,
  childrenOf,
  demandAttributes,
  demandChildren,
  type Element,
  numberOf,
  SERVE,
  textOf,
} from './pmml-elements.js';
import type { Categories, Fields } from './pmml-fields.js';
import { givenFields, nameOfScore } from './pmml-output.js';
import { scorecardTerms } from './pmml-scorecard.js';
import type { PmmlTerm } from './pmml-term.js';
import type { PmmlTree } from './pmml-tree.js';

/** A model as a sum: of trees, or of functions of inputs. */
export interface Scores {
  readonly outputs: number;
  readonly base: readonly number[];
  readonly trees: readonly { readonly tree: PmmlTree; readonly output: number; readonly factor: number }[];
  readonly terms: readonly PmmlTerm[];
  readonly link: Link;
  readonly chances: 'second' | null;
}

/** Parts of models that change no score here: what they publish beside it, and the names of fields, which are read as they end. */
const ASIDE = ['MiningSchema', 'Output', 'LocalTransformations'] as const;

/** Reads models as sums. */
export class PmmlModels {
  readonly #fields: Fields;
  /** Classes of the target, in their order; null for numbers. */
  readonly #classes: readonly string[] | null;
  /** Nodes and terms that models of a chain were taken over with. */
  #taken = 0;

  constructor(fields: Fields, classes: Categories | null) {
    this.#fields = fields;
    this.#classes = classes?.texts ?? null;
  }

  /** Reads the one model of a file. */
  read(element: Element): Scores {
    return this.#twoClasses(this.#model(element, new Map()));
  }

  /** Of two classes the second is published: the first follows from it. */
  #twoClasses(scores: Scores): Scores {
    if (scores.outputs !== 2 || scores.link !== 'identity' || this.#classes?.length !== 2) return scores;
    const trees = scores.trees.map(({ tree, ...rest }) => ({ ...rest, output: 0, tree: secondOf(tree) }));
    return { ...scores, outputs: 1, base: [scores.base[1]!], trees, chances: 'second' };
  }

  #model(element: Element, named: ReadonlyMap<string, Scores>): Scores {
    switch (element.name) {
      case 'TreeModel':
        return this.#tree(element);
      case 'MiningModel':
        return this.#mining(element);
      case 'RegressionModel':
        return this.#regression(element, named);
      case 'Scorecard': {
        const { base, terms } = scorecardTerms(element, this.#fields);
        return { outputs: 1, base: [base], trees: [], terms, link: 'identity', chances: null };
      }
      default:
        throw invalidModel(element.where, `<${element.name}> is no model that is read`, SERVE);
    }
  }

  #tree(element: Element): Scores {
    const tree = element.became as PmmlTree;
    const outputs = tree.width;
    const trees = [{ tree, output: outputs === 1 ? 0 : ALL_OUTPUTS, factor: 1 }];
    return { outputs, base: Array(outputs).fill(0), trees, terms: [], link: 'identity', chances: null };
  }

  #mining(element: Element): Scores {
    demandChildren(element, new Set([...ASIDE, 'Targets', 'Segmentation']));
    demandAttributes(element, {
      modelName: null,
      functionName: ['regression', 'classification'],
      algorithmName: null,
      isScorable: ['true'],
    });
    const segmentation = childOf(element, 'Segmentation');
    if (segmentation === undefined) throw invalidModel(element.where, 'has no <Segmentation>', SERVE);
    demandChildren(segmentation, new Set(['Segment']));
    demandAttributes(segmentation, {
      multipleModelMethod: ['sum', 'average', 'weightedAverage', 'modelChain'],
      missingPredictionTreatment: ['continue', 'returnMissing', 'skipSegment'],
      missingThreshold: null,
    });
    const segments = segmentation.children.map((segment) => this.#segmentOf(segment));
    if (segments.length === 0) throw invalidModel(segmentation.where, 'has no segment');
    const method = textOf(segmentation, 'multipleModelMethod');
    const scores = method === 'modelChain' ? this.#chain(segments) : this.#sum(segments, method);
    return rescaled(scores, childOf(element, 'Targets'));
  }

  #segmentOf(segment: Element): Segment {
    demandAttributes(segment, { id: null, weight: null });
    const [predicate, model, ...others] = segment.children;
    if (predicate?.name !== 'True' || model === undefined || others.length > 0)
      throw invalidModel(segment.where, 'is a segment for some rows, which is not read', SERVE);
    return { model, weight: numberOf(segment, 'weight', 1) };
  }

  #sum(segments: readonly Segment[], method: string): Scores {
    const parts = segments.map(({ model }) => this.#model(model, new Map()));
    const weights = segments.map(({ weight }) => (method === 'weightedAverage' ? weight : 1));
    const whole = method === 'sum' ? 1 : weights.reduce((a, b) => a + b, 0);
    if (!(whole > 0)) throw invalidModel(segments[0]!.model.where, 'has weights that sum to nothing');
    const [{ outputs }] = parts as [Scores];
    const odd = parts.findIndex((part) => part.link !== 'identity' || part.outputs !== outputs);
    if (odd >= 0)
      throw invalidModel(segments[odd]!.model.where, 'is added although its scores are of another kind', SERVE);
    return added(
      parts,
      weights.map((weight) => weight / whole),
      outputs,
    );
  }

  /** Models one after the other, of which the last is a regression over the scores of those before it. */
  #chain(segments: readonly Segment[]): Scores {
    const named = new Map<string, Scores>();
    for (const { model } of segments.slice(0, -1)) {
      const scores = this.#model(model, named);
      // A tree is read as it ends, and its children are let go.
      const gives = model.name === 'TreeModel' ? (model.became as PmmlTree).gives : givenFields(model);
      if (gives === null || scores.outputs !== 1 || scores.link !== 'identity')
        throw invalidModel(model.where, 'stands in a chain and gives no one number to it', SERVE);
      for (const field of gives) named.set(nameOfScore(field), scores);
    }
    return this.#model(segments.at(-1)!.model, named);
  }

  #regression(element: Element, named: ReadonlyMap<string, Scores>): Scores {
    demandChildren(element, new Set([...ASIDE, 'Targets', 'RegressionTable']));
    demandAttributes(element, {
      ...{ modelName: null, algorithmName: null, isScorable: ['true'], modelType: null, targetFieldName: null },
      functionName: ['regression', 'classification'],
      normalizationMethod: ['none', 'logit', 'softmax', 'exp'],
    });
    const method = element.attributes.normalizationMethod ?? 'none';
    const tables = childrenOf(element, 'RegressionTable').map((table) => this.#table(table, named));
    if (element.attributes.functionName === 'regression') {
      const [table, other] = tables;
      if (table === undefined || other !== undefined)
        throw invalidModel(element.where, 'has not one <RegressionTable>');
      const link = ({ none: 'identity', logit: 'logit', exp: 'log' } as const)[method as 'none'];
      if (link === undefined) throw invalidModel(element.where, `normalises one number by ${method}`);
      const scores = { ...table, link };
      return rescaled(scores, childOf(element, 'Targets'));
    }
    return rescaled(this.#classified(element, tables, method), childOf(element, 'Targets'));
  }

  #classified(element: Element, tables: readonly Scores[], method: string): Scores {
    const classes = this.#classes;
    if (classes === null || tables.length !== classes.length)
      throw invalidModel(
        element.where,
        `has ${tables.length} <RegressionTable>, and the target ${classes?.length ?? 0} classes`,
        SERVE,
      );
    checkOutputCount(classes.length, element.where);
    const categories = childrenOf(element, 'RegressionTable').map((table) => textOf(table, 'targetCategory'));
    const order = classes.map((one) => categories.indexOf(one));
    if (order.includes(-1)) throw invalidModel(element.where, 'has no <RegressionTable> for one of the classes');
    if (method === 'softmax' && classes.length > 2)
      return joined(
        order.map((at) => tables[at]!),
        'softmax',
      );
    // The chance of the class of the first table by logit, the rest for the other; by softmax it is that of the difference.
    const first = order[0] === 0 ? 0 : 1;
    if (classes.length === 2 && method === 'logit') {
      const sign = first === 1 ? 1 : -1;
      return { ...added([tables[0]!], [sign], 1), link: 'logit' };
    }
    if (classes.length === 2 && method === 'softmax')
      return { ...added([tables[order[1]!]!, tables[order[0]!]!], [1, -1], 1), link: 'logit' };
    throw invalidModel(
      element.where,
      `makes chances of ${classes.length} classes by ${method}, which is not read`,
      SERVE,
    );
  }

  #table(table: Element, named: ReadonlyMap<string, Scores>): Scores {
    demandChildren(table, new Set(['NumericPredictor', 'CategoricalPredictor']));
    demandAttributes(table, { intercept: null, targetCategory: null });
    const parts = table.children.map((predictor) => {
      const coefficient = numberOf(predictor, 'coefficient');
      const name = textOf(predictor, 'name');
      const before = named.get(name);
      if (before === undefined) return this.#term(predictor, { name, coefficient });
      demandAttributes(predictor, { name: null, coefficient: null, exponent: ['1', '1.0'] });
      this.#takeOver(before, predictor);
      return added([before], [coefficient], 1);
    });
    const all = [{ ...NOTHING, base: [numberOf(table, 'intercept')] }, ...parts];
    return added(all, Array(all.length).fill(1), 1);
  }

  /** Counts what a chain takes over: models that name those before them twice would double with each. */
  #takeOver({ trees, terms }: Scores, { where }: Element): void {
    this.#taken += terms.length + trees.reduce((sum, { tree }) => sum + tree.left.length, 0);
    if (this.#taken > MAX_TAKEN)
      throw invalidModel(where, `takes over more than ${MAX_TAKEN} nodes and terms of models before it`);
  }

  #term(predictor: Element, { name, coefficient }: { readonly name: string; readonly coefficient: number }): Scores {
    const { input, categories, factor, shift } = this.#fields.field(name, predictor.where);
    const common = { field: input, output: 0, takesMissing: false };
    if (predictor.name === 'CategoricalPredictor') {
      demandAttributes(predictor, { name: null, value: null, coefficient: null });
      const code = categories?.codes.get(textOf(predictor, 'value'));
      if (code === undefined) throw invalidModel(predictor.where, `names a category that "${name}" has not`);
      const value = (x: number): number => (x === code ? coefficient : 0);
      return { ...NOTHING, terms: [{ ...common, slope: null, value }] };
    }
    demandAttributes(predictor, { name: null, coefficient: null, exponent: ['1', '1.0'] });
    if (categories !== null) throw invalidModel(predictor.where, `multiplies "${name}", which is no number`);
    const slope = coefficient * factor;
    return { ...NOTHING, base: [coefficient * shift], terms: [{ ...common, slope, value: (x) => slope * x }] };
  }
}

/** Most nodes and terms that models of a chain are taken over with: an honest chain takes each over once, and a file has about 3 million. */
const MAX_TAKEN = 2 ** 23;

interface Segment {
  readonly model: Element;
  readonly weight: number;
}

const NOTHING: Scores = { outputs: 1, base: [0], trees: [], terms: [], link: 'identity', chances: null };

/** A sum of scores, each times a number. */
const added = (parts: readonly Scores[], factors: readonly number[], outputs: number): Scores => ({
  ...NOTHING,
  outputs,
  base: Array.from({ length: outputs }, (_, k) => parts.reduce((sum, { base }, i) => sum + factors[i]! * base[k]!, 0)),
  trees: parts.flatMap(({ trees }, i) => trees.map((one) => ({ ...one, factor: one.factor * factors[i]! }))),
  terms: parts.flatMap(({ terms }, i) => terms.map((term) => scaled(term, factors[i]!))),
});

const scaled = (term: PmmlTerm, factor: number): PmmlTerm =>
  factor === 1
    ? term
    : { ...term, slope: term.slope === null ? null : factor * term.slope, value: (x) => factor * term.value(x) };

/** Scores of one number each as the outputs of one model. */
const joined = (parts: readonly Scores[], link: Link): Scores => ({
  ...{ outputs: parts.length, base: parts.map(({ base }) => base[0]!), link, chances: null },
  trees: parts.flatMap(({ trees }, output) => trees.map((one) => ({ ...one, output }))),
  terms: parts.flatMap(({ terms }, output) => terms.map((term) => ({ ...term, output }))),
});

/** Scores as a `<Target>` rescales them. */
function rescaled(scores: Scores, targets: Element | undefined): Scores {
  const [target, other] = targets === undefined ? [] : childrenOf(targets, 'Target');
  if (target === undefined) return scores;
  if (other !== undefined) throw invalidModel(other.where, 'is a second <Target>');
  // Classes may have their names and priors here, which change no chance; numbers may be scaled.
  demandAttributes(target, { field: null, optype: null, rescaleConstant: null, rescaleFactor: null });
  const factor = numberOf(target, 'rescaleFactor', 1);
  const shift = numberOf(target, 'rescaleConstant', 0);
  if (factor === 1 && shift === 0) return scores;
  if (scores.outputs !== 1 || scores.link !== 'identity')
    throw invalidModel(target.where, 'rescales what is no one number');
  const made = added([scores], [factor], 1);
  return { ...made, base: [made.base[0]! + shift] };
}

/** A tree of the chances of two classes as one of those of the second. */
const secondOf = (tree: PmmlTree): PmmlTree => ({
  ...tree,
  width: 1,
  values: tree.values.filter((_, i) => i % 2 === 1),
});
