import type { Watch } from './types.js';

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
  if (watch.kind === 'rates') return endsOfClaims(watch);
  return endsAsWritten(watch).map(({ side, value }) => ({ side, value: value + (drift?.referenceError ?? 0) }));
}

function endsOfClaims({ compare, hypotheses, rates }: Extract<Watch, { kind: 'rates' }>): BoundEnd[] {
  return hypotheses.map(({ coefficients, bound }) => {
    const group = coefficients[0]!;
    const isUpper = group > 0;
    // A bound of zero has no sign to turn.
    const level = isUpper || bound === 0 ? bound : -bound;
    const value = compare === 'ratio' ? -coefficients[rates.length]! / group : level;
    return { side: isUpper ? 'at-most' : 'at-least', value };
  });
}

const endsAsWritten = ({ bound: { min, max } }: Watch): BoundEnd[] => [
  ...(min === undefined ? [] : [{ side: 'at-least' as const, value: min }]),
  ...(max === undefined ? [] : [{ side: 'at-most' as const, value: max }]),
];
