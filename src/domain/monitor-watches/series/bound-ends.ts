import { STEPS } from '../../monitor-panes/index.js';
import { shownOf } from './f1.js';
import { shownMean } from './roots.js';
import type { MeanWatch, RateWatch, Watch } from './types.js';

/** A line at which a bound ends. */
export interface BoundEnd {
  readonly side: 'at-least' | 'at-most';
  readonly value: number;
}

/**
 * Where the bound of a watch ends, in the scale of its estimates: a difference of at most 0.05 ends on two sides unless it is one-sided, and a ratio
 * of at least 0.8 holds for its inverse too, so that it ends at 1.25 as well. These are the claims that the evidence is about, and not a second
 * reading of the bound. That of drift lies further by the error of the reference.
 *
 * @param drift of a series of drift; without it the bound is as the policy has it
 */
export function boundEnds(watch: Watch, drift?: { readonly referenceError: number } | null): BoundEnd[] {
  switch (watch.kind) {
    case 'rates':
      return endsOfClaims(watch, watch.rates.length).map(({ side, value }) => ({ side, value: inShown(watch, value) }));
    case 'estimates':
    case 'fractions':
      return endsOfClaims(watch, 1);
    case 'areas':
    case 'orders':
      return endsOfClaims(watch, 1).map(({ side, value }) => ({
        side,
        value: inUnits({ ...watch, range: SHARES }, value, side),
      }));
    case 'lists':
      return endsOfClaims(watch, 1).map(({ side, value }) => ({
        side,
        value: Number((inUnits({ ...watch, range: SHARES }, value, side) / watch.scale).toPrecision(DIGITS)),
      }));
    case 'means':
      return endsOfClaims(watch, 1).map(({ side, value }) => ({
        side,
        value: Number(shownMean(watch, inUnits(watch, value, side)).toPrecision(DIGITS)),
      }));
    default:
      return endsAsWritten(watch).map(({ side, value }) => ({ side, value: value + (drift?.referenceError ?? 0) }));
  }
}

function endsOfClaims(
  { compare, hypotheses }: Pick<Extract<Watch, { kind: 'rates' }>, 'compare' | 'hypotheses'>,
  rates: number,
): BoundEnd[] {
  return hypotheses.map(({ coefficients, bound }) => {
    const group = coefficients[0]!;
    const isUpper = group > 0;
    // A bound of zero has no sign to turn.
    const level = isUpper || bound === 0 ? bound : -bound;
    const value = compare === 'ratio' ? -coefficients[rates]! / group : level;
    return { side: isUpper ? 'at-most' : 'at-least', value };
  });
}

/** The end of a claim about means as the policy has it: off the scale 0..1, and without the room for rounding. */
const SHARES = { from: 0, to: 1 };

function inUnits(
  { compare, range: { from, to }, hypotheses }: Pick<MeanWatch, 'compare' | 'range' | 'hypotheses'>,
  end: number,
  side: BoundEnd['side'],
): number {
  if (compare === 'ratio') return end;
  const room = hypotheses[0]!.coefficients.length / (2 * STEPS);
  const written = side === 'at-most' ? end - room : end + room;
  return Number(((compare === 'value' ? from : 0) + (to - from) * written).toPrecision(DIGITS));
}

/** The end of a claim about a rate as the policy has it, where that is not the rate itself. */
const inShown = (watch: Pick<RateWatch, 'shownAs'>, end: number): number =>
  watch.shownAs === undefined ? end : Number(shownOf(watch, end).toPrecision(DIGITS));

/** Digits that a bound keeps when it is put on the scale and taken off again. */
const DIGITS = 12;

const endsAsWritten = ({ bound: { min, max } }: Watch): BoundEnd[] => [
  ...(min === undefined ? [] : [{ side: 'at-least' as const, value: min }]),
  ...(max === undefined ? [] : [{ side: 'at-most' as const, value: max }]),
];
