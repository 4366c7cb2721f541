import { TribuneError } from '../../../../core/base/errors.js';
import type { guessRoles } from '../../../../domain/policy-proposals/index.js';
import { list, type ParsedArguments, text } from '../../frame/spec.js';

/** The roles of columns that the caller told, of decisions of 0 and 1. */
export function givenRoles(args: ParsedArguments): Parameters<typeof guessRoles>[1] {
  const kind = text(args, 'weight-kind');
  return {
    label: text(args, 'label'),
    labelPositive: text(args, 'label-positive'),
    prediction: text(args, 'prediction'),
    predictionPositive: text(args, 'prediction-positive'),
    score: text(args, 'score'),
    cutoff: cutoffOf(args),
    weight: text(args, 'weight'),
    weightKind: kind === 'count' || kind === 'sampling' ? kind : undefined,
    attributes: list(args, 'attribute'),
  };
}

function cutoffOf(args: ParsedArguments): number | undefined {
  const given = text(args, 'cutoff');
  if (given === undefined) return undefined;
  const value = Number(given);
  if (given.trim() === '' || !Number.isFinite(value))
    throw new TribuneError('USAGE', `--cutoff ${given}: not a number`);
  return value;
}
