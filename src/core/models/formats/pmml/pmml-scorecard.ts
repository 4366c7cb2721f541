import { TribuneError } from '../../../base/errors.js';
import { invalidModel } from '../../decode/limits.js';
import {
  arrayOf,
  childOf,
  childrenOf,
  demandAttributes,
  demandChildren,
  type Element,
  numberOf,
  SERVE,
  textOf,
} from './pmml-elements.js';
import type { Field, Fields } from './pmml-fields.js';
import type { PmmlTerm } from './pmml-term.js';

/** Whether a value, or a missing one (NaN), is in an attribute; what is unknown is not. */
type In = (x: number) => boolean;

/**
 * Reads a `<Scorecard>`: the points of each characteristic are those of its first attribute that is true. Reason codes change no score: reasons follow from
 * the points themselves.
 *
 * @throws TribuneError MODEL_INVALID for a characteristic of several inputs, and for what is not read
 */
export function scorecardTerms(
  card: Element,
  fields: Fields,
): { readonly base: number; readonly terms: readonly PmmlTerm[] } {
  demandChildren(card, new Set(['MiningSchema', 'Output', 'LocalTransformations', 'Characteristics']));
  demandAttributes(card, {
    ...{ modelName: null, functionName: ['regression'], algorithmName: null, isScorable: ['true'], initialScore: null },
    ...{ useReasonCodes: null, reasonCodeAlgorithm: null, baselineScore: null, baselineMethod: null },
  });
  const characteristics = childOf(card, 'Characteristics');
  if (characteristics === undefined) throw invalidModel(card.where, 'has no <Characteristics>');
  demandChildren(characteristics, new Set(['Characteristic']));
  return {
    base: numberOf(card, 'initialScore', 0),
    terms: characteristics.children.map((one) => characteristicTerm(one, fields)),
  };
}

function characteristicTerm(characteristic: Element, fields: Fields): PmmlTerm {
  demandChildren(characteristic, new Set(['Attribute']));
  demandAttributes(characteristic, { name: null, reasonCode: null, baselineScore: null });
  let input: number | null = null;
  const of = (name: string, where: string): Field => {
    const field = fields.field(name, where);
    if (input !== null && input !== field.input)
      throw invalidModel(where, 'asks for several inputs in one characteristic, which is not read', SERVE);
    input = field.input;
    return field;
  };
  const parts = childrenOf(characteristic, 'Attribute').map((attribute) => {
    demandAttributes(attribute, { partialScore: null, reasonCode: null });
    const [predicate, ...others] = attribute.children;
    if (predicate === undefined || others.length > 0)
      throw invalidModel(attribute.where, 'has not one predicate (a <ComplexPartialScore> is not read)', SERVE);
    return { points: numberOf(attribute, 'partialScore'), isIn: readIn(predicate, of) };
  });
  if (input === null) throw invalidModel(characteristic.where, 'asks for no input');
  const field: number = input;
  const find = (x: number): number | undefined => parts.find(({ isIn }) => isIn(x))?.points;
  const name = characteristic.attributes.name ?? fields.nameOf(field);
  const value = (x: number): number => find(x) ?? outside(name, x);
  return { field, output: 0, slope: null, value, takesMissing: find(Number.NaN) !== undefined };
}

function readIn(predicate: Element, of: (name: string, where: string) => Field): In {
  switch (predicate.name) {
    case 'True':
      return () => true;
    case 'False':
      return () => false;
    case 'SimplePredicate':
      return simpleIn(predicate, of);
    case 'SimpleSetPredicate': {
      const { categories } = of(textOf(predicate, 'field'), predicate.where);
      if (categories === null)
        throw invalidModel(predicate.where, 'looks for numbers in a list, which is not read', SERVE);
      const codes = new Set(arrayOf(predicate).map((text) => categories.codes.get(text)));
      const operator = textOf(predicate, 'booleanOperator');
      if ((operator !== 'isIn' && operator !== 'isNotIn') || codes.has(undefined))
        throw invalidModel(predicate.where, 'compares a category with what its field has not', SERVE);
      const isNot = operator === 'isNotIn';
      return (x) => !Number.isNaN(x) && codes.has(x) !== isNot;
    }
    case 'CompoundPredicate': {
      const parts = predicate.children.map((one) => readIn(one, of));
      if (parts.length < 2) throw invalidModel(predicate.where, 'joins fewer than two predicates');
      const operator = textOf(predicate, 'booleanOperator');
      if (operator === 'and') return (x) => parts.every((isIn) => isIn(x));
      if (operator === 'or') return (x) => parts.some((isIn) => isIn(x));
      throw invalidModel(predicate.where, `joins predicates by ${operator.slice(0, 40)}, which is not read`, SERVE);
    }
    default:
      throw invalidModel(predicate.where, `<${predicate.name}> is no predicate that is read`, SERVE);
  }
}

function simpleIn(predicate: Element, of: (name: string, where: string) => Field): In {
  const { categories, factor, shift } = of(textOf(predicate, 'field'), predicate.where);
  const operator = textOf(predicate, 'operator');
  if (operator === 'isMissing') return (x) => Number.isNaN(x);
  if (operator === 'isNotMissing') return (x) => !Number.isNaN(x);
  if (categories !== null) {
    const code = categories.codes.get(textOf(predicate, 'value'));
    if (code === undefined || (operator !== 'equal' && operator !== 'notEqual'))
      throw invalidModel(predicate.where, 'compares a category with what its field has not', SERVE);
    return (x) => !Number.isNaN(x) && (x === code) === (operator === 'equal');
  }
  const bound = numberOf(predicate, 'value');
  const compare = Object.hasOwn(COMPARES, operator) ? COMPARES[operator] : undefined;
  if (compare === undefined)
    throw invalidModel(predicate.where, `compares by ${operator.slice(0, 40)}, which is not read`);
  return (x) => !Number.isNaN(x) && compare(factor * x + shift, bound);
}

const COMPARES: Readonly<Record<string, (x: number, bound: number) => boolean>> = {
  lessThan: (x, bound) => x < bound,
  lessOrEqual: (x, bound) => x <= bound,
  greaterThan: (x, bound) => x > bound,
  greaterOrEqual: (x, bound) => x >= bound,
  equal: (x, bound) => x === bound,
  notEqual: (x, bound) => x !== bound,
};

function outside(name: string, x: number): never {
  const what = Number.isNaN(x) ? 'a missing value' : `the value ${x}`;
  throw new TribuneError('DATA_VALUE_INVALID', `no attribute of "${name}" holds ${what}`, {
    remedy: 'Add an attribute for it to the scorecard, at the end one with <True/>.',
    place: { name },
  });
}
