import { TribuneError } from '../../../core/base/errors.js';
import { type ParsedArguments, text } from '../frame/spec.js';

export const usage = (message: string, remedy: string): TribuneError => new TribuneError('USAGE', message, { remedy });

/** Bounds of an option that is a number. */
export interface NumberBounds {
  readonly command: string;
  readonly least: number;
  readonly most: number;
  /** What it is where it is not given; without it the option is needed. */
  readonly unless?: number;
  readonly isWhole?: boolean;
}

/** Reads an option that is a number. @throws TribuneError USAGE for what is none, or outside its bounds */
export function numberOption(args: ParsedArguments, name: string, bounds: NumberBounds): number {
  const { command, least, most, unless, isWhole = false } = bounds;
  const given = text(args, name);
  const kind = isWhole ? 'a whole number' : 'a number';
  if (given === undefined && unless !== undefined) return unless;
  if (given === undefined)
    throw usage(`tribune ${command} needs --${name}`, `Give --${name} as ${kind} from ${least} to ${most}.`);
  const form = isWhole ? /^[0-9]{1,16}$/ : /^[0-9]*\.?[0-9]+$/;
  const value = form.test(given) ? Number(given) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw usage(
    `--${name} ${given}: not ${kind} from ${least} to ${most}`,
    `Give --${name} as ${kind} from ${least} to ${most}.`,
  );
}
