import { TribuneError } from '../../../../core/base/errors.js';
import type { Policy } from '../../../../core/policy/index.js';
import { type ParsedArguments, text } from '../../frame/spec.js';

/**
 * Reads options that a command cannot do without.
 *
 * @example demandedOf(args, 'search')('policy', 'policy.yaml')
 */
export const demandedOf =
  (args: ParsedArguments, command: string) =>
  (name: string, example: string): string => {
    const value = text(args, name);
    if (value !== undefined) return value;
    throw new TribuneError('USAGE', `tribune ${command} needs --${name}`, {
      remedy: `Name it: --${name} ${example}.`,
    });
  };

/** The column of what is learned: the one that is named, or the label of the policy. */
export function targetOf(args: ParsedArguments, { data }: Policy, command: string): string {
  const target = text(args, 'target') ?? data.label?.column;
  if (target !== undefined) return target;
  throw new TribuneError('USAGE', `tribune ${command} needs --target: the policy names no label`, {
    remedy: 'Name the column of what became true: --target COLUMN.',
  });
}

/** Refuses options of draws where nothing is drawn. */
export function refuseDraws(args: ParsedArguments, what: string): void {
  const stray = ['seed-file', 'id'].find((name) => text(args, name) !== undefined);
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--${stray} with ${what}`, {
      remedy: 'It is about draws of a rule of cutoffs: leave it out.',
    });
}
