import { TribuneError } from '../../../../core/base/errors.js';
import type { RuleMethod } from '../../../../domain/group-rules/rules/index.js';
import { decimalNumber } from '../../explain/options.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../../frame/spec.js';

/** Options of rules that make no rate equal. */
export const METHOD_OPTIONS = {
  method: {
    type: 'string',
    value: 'NAME',
    choices: ['cutoffs', 'reject-option', 'calibrated-odds'],
    help: 'how the cutoffs are found (default cutoffs)',
  },
  tolerance: {
    type: 'string',
    value: 'SHARE',
    help: 'largest difference of the rate between two groups, 0 to 1, in place of none; with reject-option required',
  },
  'least-opportunity': {
    type: 'string',
    value: 'SHARE',
    help: 'least share of those who merit the favourable decision that gets it, in every group: levels up, whatever it costs',
  },
  advantaged: {
    type: 'string',
    multiple: true,
    value: 'NAME=VALUE',
    help: 'with reject-option: groups that the band costs, by a value of an attribute; may be repeated',
  },
} as const satisfies Record<string, OptionSpec>;

/** The method that options ask for; undefined where rates are made equal. */
export function methodOf(args: ParsedArguments): RuleMethod | undefined {
  const name = text(args, 'method') ?? 'cutoffs';
  const tolerance = shareOf(args, 'tolerance');
  const leastOpportunity = shareOf(args, 'least-opportunity');
  const advantaged = list(args, 'advantaged').map(keyOf);
  refuseStray(args, name);
  if (name === 'calibrated-odds') return { name };
  if (name === 'cutoffs') {
    if (tolerance === undefined && leastOpportunity === undefined) return undefined;
    // Least rates alone bound no difference.
    return { name: 'within', tolerance: tolerance ?? 1, leastOpportunity: leastOpportunity ?? 0 };
  }
  if (tolerance === undefined || advantaged.length === 0)
    throw new TribuneError(
      'USAGE',
      `--method reject-option needs --${tolerance === undefined ? 'tolerance' : 'advantaged'}`,
      { remedy: 'Say how far rates may differ, and whom the band costs: --tolerance 0.05 --advantaged sex=male.' },
    );
  return { name: 'reject-option', tolerance, advantaged };
}

/** Options that have a meaning with some methods only. */
const OF_METHODS: Readonly<Record<string, readonly string[]>> = {
  tolerance: ['cutoffs', 'reject-option'],
  'least-opportunity': ['cutoffs'],
  advantaged: ['reject-option'],
  objective: ['cutoffs', 'reject-option'],
};

function refuseStray(args: ParsedArguments, method: string): void {
  const stray = Object.keys(OF_METHODS).find(
    (name) => !OF_METHODS[name]!.includes(method) && (text(args, name) !== undefined || list(args, name).length > 0),
  );
  if (stray !== undefined)
    throw new TribuneError('USAGE', `--${stray} has no meaning with --method ${method}`, {
      remedy: `Leave it out; it goes with --method ${OF_METHODS[stray]!.join(' or ')}.`,
    });
}

function shareOf(args: ParsedArguments, name: string): number | undefined {
  const value = decimalNumber(args, name);
  if (value === undefined || (value >= 0 && value <= 1)) return value;
  throw new TribuneError('USAGE', `--${name} ${value}: not from 0 to 1`, { remedy: 'Give a share such as 0.05.' });
}

/** `NAME=VALUE`, several joined by `&`, as a group. */
export function keyOf(given: string): Record<string, string> {
  const parts = given.split('&').map((part): [string, string] => {
    const at = part.indexOf('=');
    if (at > 0) return [part.slice(0, at).trim(), part.slice(at + 1).trim()];
    throw new TribuneError('USAGE', `${JSON.stringify(given)} names no group`, {
      remedy: 'Write NAME=VALUE, of several attributes NAME=VALUE&NAME=VALUE.',
      place: { name: given },
    });
  });
  const names = parts.map(([name]) => name);
  const twice = names.find((name, i) => names.indexOf(name) < i);
  if (twice !== undefined)
    throw new TribuneError('USAGE', `${JSON.stringify(given)} names "${twice}" twice`, {
      remedy: 'A group has one value of each attribute.',
      place: { name: given },
    });
  return Object.fromEntries(parts);
}
