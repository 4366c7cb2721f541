import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { DecisionOptions, ScoreScale } from '../../../core/explain/index.js';
import { defaultOutput, isClassPair, type Model } from '../../../core/models/index.js';
import { decimalNumber, wholeNumber } from '../explain/options.js';
import { type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

/** How a cutoff makes a decision. Here the scale that people read is the default; it is printed with the result. */
export const DECISION_OPTIONS = {
  'cutoff-scale': {
    type: 'string',
    value: 'SCALE',
    choices: ['raw', 'linked'],
    help: 'scale of the cutoff: model sum, or what the model publishes (default linked)',
  },
  accept: {
    type: 'string',
    value: 'SIDE',
    choices: ['above', 'below'],
    help: 'accepted are scores >= cutoff (above, default) or < cutoff (below)',
  },
} as const satisfies Record<string, OptionSpec>;

/** The decision at a cutoff that was read from the command line. */
export function decisionOf(
  args: ParsedArguments,
  cutoff: number,
): DecisionOptions & { readonly cutoffScale: ScoreScale } {
  const output = wholeNumber(args, 'output', 0);
  return {
    cutoff,
    cutoffScale: (text(args, 'cutoff-scale') ?? 'linked') as ScoreScale,
    accept: text(args, 'accept') === 'below' ? 'below' : 'above',
    ...defined({ output }),
  };
}

/** Of a probability: the likelier side. Only where a model publishes one and no cutoff is given. */
const LIKELIER = 0.5;

/** `--cutoff`, or the likelier side of a probability. Throws USAGE for any other score. */
export function cutoffOf(args: ParsedArguments, model: Model): number {
  const given = decimalNumber(args, 'cutoff');
  if (given !== undefined) return given;
  const isChance = /^(logit$|sigmoid:)/.test(model.link) || model.chances !== undefined || isClassPair(model);
  if (isChance && (model.link === 'identity' || text(args, 'cutoff-scale') !== 'raw')) return LIKELIER;
  throw new TribuneError('USAGE', 'a decision needs a cutoff: this score is no probability', {
    remedy: 'Give --cutoff C, the score at which the decision changes.',
  });
}

/** The one output that is looked at. Throws USAGE where there are several and none is named. */
export function oneOutput(args: ParsedArguments, model: Model): number {
  const output = wholeNumber(args, 'output', 0);
  const last = model.numOutputs - 1;
  const meant = output ?? defaultOutput(model);
  if (meant !== null && meant <= last) return meant;
  const what =
    output === undefined
      ? `the model has ${last + 1} outputs`
      : `--output ${output}: the model has ${last + 1} output(s)`;
  throw new TribuneError('USAGE', what, { remedy: `Name one: --output 0 to ${last}.` });
}
