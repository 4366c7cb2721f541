import { invalidModel } from '../../decode/limits.js';
import { childOf, childrenOf, type Element, SERVE } from './pmml-elements.js';

/** A number that a model gives to those behind it in a chain, under a name. */
export interface GivenField {
  readonly name: string;
  /** Which of its numbers: `predictedValue` for the score itself. */
  readonly feature: string;
  /** Whether it is given as it is; otherwise something is computed of it. */
  readonly isPlain: boolean;
  readonly where: string;
}

/** The numbers that the `<Output>` of a model names; null where it has none. */
export function givenFields(model: Element): readonly GivenField[] | null {
  const output = childOf(model, 'Output');
  if (output === undefined) return null;
  return childrenOf(output, 'OutputField').map((field) => ({
    name: field.attributes.name ?? '',
    feature: field.attributes.feature ?? 'predictedValue',
    isPlain: field.children.length === 0,
    where: field.where,
  }));
}

/** The name under which a score itself is given. Throws MODEL_INVALID for another number, and for what is computed of it. */
export function nameOfScore({ name, feature, isPlain, where }: GivenField): string {
  if (feature !== 'predictedValue' || !isPlain)
    throw invalidModel(where, `gives the ${feature.slice(0, 40)} to a chain, which is not read`, SERVE);
  if (name === '') throw invalidModel(where, 'has no name');
  return name;
}
