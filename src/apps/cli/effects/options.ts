import { defined } from '../../../core/base/defined.js';
import type { DecisionOptions, ScoreScale } from '../../../core/explain/index.js';
import { wholeNumber } from '../explain/options.js';
import { type OptionSpec, type ParsedArguments, text } from '../frame/spec.js';

/** Options of a decision at a cutoff. Here the published scale is the default, and it is printed with the result. */
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

/** The decision at a cutoff from the command line. */
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
