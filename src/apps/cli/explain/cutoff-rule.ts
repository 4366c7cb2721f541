import { defined } from '../../../core/base/defined.js';
import { TribuneError } from '../../../core/base/errors.js';
import { type Accept, type CutoffScale, type DecisionRule, decisionRule } from '../../../core/explain/index.js';
import type { Model } from '../../../core/models/index.js';
import { type ParsedArguments, text } from '../frame/spec.js';
import { decimalNumber, wholeNumber } from './options.js';

/**
 * The decision rule that `--cutoff` names; null without one. The scale is required as for `recourse` and `reasons`, because 0.7 could mean
 * two things.
 */
export function cutoffRule(args: ParsedArguments, model: Model): DecisionRule | null {
  const cutoff = decimalNumber(args, 'cutoff');
  const [scale, accept] = [text(args, 'cutoff-scale'), text(args, 'accept')];
  if (cutoff === undefined) {
    const orphan = scale !== undefined ? 'cutoff-scale' : accept !== undefined ? 'accept' : null;
    if (orphan === null) return null;
    throw new TribuneError('USAGE', `--${orphan} is about a cutoff, and none is given`, {
      remedy: 'Give --cutoff C, the score at which the decision changes.',
    });
  }
  const output = wholeNumber(args, 'output', 0);
  return decisionRule(model, {
    cutoff,
    ...(scale === undefined ? {} : { cutoffScale: scale as CutoffScale }),
    ...(accept === undefined ? {} : { accept: accept as Accept }),
    ...defined({ output }),
  });
}
