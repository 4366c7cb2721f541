import { TribuneError } from '../../../../core/base/errors.js';
import { nearName } from '../../../../core/base/suggest.js';
import { CUTOFF_METRICS, type CutoffMetric } from '../../../../core/mitigation/index.js';
import type { RuleMethod } from '../../../../domain/group-rules/rules/index.js';
import { decimalNumber } from '../../explain/options.js';
import { list, type OptionSpec, type ParsedArguments, text } from '../../frame/spec.js';

/** Options of rules that make no rate equal. */
export const METHOD_OPTIONS = {
  method: {
    type: 'string',
    value: 'NAME',
    choices: ['cutoffs', 'one-cutoff', 'reject-option', 'calibrated-odds'],
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
  least: {
    type: 'string',
    multiple: true,
    value: 'METRIC=SHARE',
    help: 'with one-cutoff: the least value of a metric in every group; may be repeated',
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
  if (name === 'one-cutoff') return oneCutoff({ tolerance, leastOpportunity, least: list(args, 'least') });
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
  tolerance: ['cutoffs', 'one-cutoff', 'reject-option'],
  'least-opportunity': ['cutoffs', 'one-cutoff'],
  least: ['one-cutoff'],
  advantaged: ['reject-option'],
  objective: ['cutoffs', 'one-cutoff', 'reject-option'],
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

function oneCutoff(given: {
  readonly tolerance: number | undefined;
  readonly leastOpportunity: number | undefined;
  readonly least: readonly string[];
}): RuleMethod {
  const { tolerance, leastOpportunity } = given;
  const least: Partial<Record<CutoffMetric, number>> = Object.fromEntries(given.least.map(leastOf));
  if (leastOpportunity !== undefined) least.opportunity_rate = leastOpportunity;
  if (tolerance === undefined && Object.keys(least).length === 0)
    throw new TribuneError('USAGE', '--method one-cutoff needs --tolerance or --least', {
      remedy:
        'Two groups seldom have the very same rate without a draw: say how far they may differ, as --tolerance 0.05.',
    });
  return { name: 'one-cutoff', tolerance: tolerance ?? 1, least };
}

/** `METRIC=SHARE`. */
function leastOf(given: string): [CutoffMetric, number] {
  const [name = '', value = ''] = given.split('=').map((part) => part.trim());
  const metric = CUTOFF_METRICS.find((one) => one === name.replaceAll('-', '_'));
  if (metric === undefined)
    throw new TribuneError('USAGE', `--least ${JSON.stringify(given)} names no metric of decisions`, {
      remedy: `${nearName(name.replaceAll('-', '_'), CUTOFF_METRICS)}Write METRIC=SHARE, with one of ${CUTOFF_METRICS.join(', ')}.`,
      place: { name: given },
    });
  const share = value === '' ? Number.NaN : Number(value);
  if (share >= 0 && share <= 1) return [metric, share];
  throw new TribuneError('USAGE', `--least ${JSON.stringify(given)}: not from 0 to 1`, {
    remedy: 'Give a share such as 0.7.',
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
