import type { Link } from './link.js';
import type { Model } from './model.js';

/** The part of a model that is needed to describe its outputs. */
export type Outputs = Pick<Model, 'kind' | 'numOutputs' | 'link' | 'chances'>;

const DISTRIBUTIONS: ReadonlySet<Link> = new Set<Link>(['softmax', 'ovr']);

/** Whether the model publishes two outputs that sum to one: the chances of the classes 0 and 1. */
export const isClassPair = ({ numOutputs, link, chances }: Outputs): boolean =>
  numOutputs === 2 && (chances === 'both' || DISTRIBUTIONS.has(link));

/**
 * The output that is meant when none is named: the only one, or for two classes the chance of the second; null where one has to be named.
 */
export function defaultOutput(model: Outputs): number | null {
  if (model.numOutputs === 1) return 0;
  return isClassPair(model) ? 1 : null;
}

/** Whether the model publishes probabilities. */
export const publishesChances = ({ link, chances, numOutputs }: Outputs): boolean =>
  chances !== undefined || (DISTRIBUTIONS.has(link) && numOutputs > 1) || /^(logit$|sigmoid|curve$)/.test(link);

/** Name of an output on a scale: `P(class 1)`, `class 1`, `output 1`; null where there is only one and nothing more is known of it. */
export function outputName(model: Outputs, output: number, scale: 'raw' | 'linked'): string | null {
  const isPublished = scale === 'linked' || model.link === 'identity';
  const ofClass = (k: number): string => (isPublished ? `P(class ${k})` : `class ${k}`);
  if (model.chances === 'second') return ofClass(1);
  if (model.numOutputs === 1) return null;
  return isClassPair(model) || DISTRIBUTIONS.has(model.link) ? ofClass(output) : `output ${output}`;
}

/** Name of a scale with the meaning of its numbers: `raw scale (log-odds)`, `published scale (probability)`. */
export function scaleName(model: Outputs, scale: 'raw' | 'linked'): string {
  const chance = publishesChances(model) ? ' (probability)' : '';
  if (model.link === 'identity') {
    const isOwn = chance === '' && model.kind !== 'black-box';
    return isOwn ? `${scale} scale` : `published scale${chance}`;
  }
  if (scale === 'linked') return `linked scale${chance}`;
  return model.link === 'logit' || model.link === 'sigmoid-each' ? 'raw scale (log-odds)' : 'raw scale';
}
