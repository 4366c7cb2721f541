import type { FeatureRule, RecourseConstraints } from '../../recourse/constraints/constraints.js';
import type { Reason } from './result.js';

/** The only direction in which an input may still move, by name. */
export type AllowedWays = Readonly<Record<string, 'increase' | 'decrease'>>;

/** Directions that agree with the reasons: a number that a reason calls high may only fall, one that it calls low may only rise. */
export function waysOf(reasons: readonly Reason[]): AllowedWays {
  return Object.fromEntries(
    reasons.flatMap(({ variant, leading }) =>
      leading !== null && (variant === 'high' || variant === 'low')
        ? [[leading, variant === 'high' ? 'decrease' : 'increase'] as const]
        : [],
    ),
  );
}

/**
 * Constraints under which no change contradicts a reason. A reason and a contrary change can both be true of a model (the duration is too
 * short for the amount asked, yet a shorter one helps once the amount is smaller), but a person cannot act on both.
 */
export function inLineWith(constraints: RecourseConstraints, ways: AllowedWays): RecourseConstraints {
  const features = new Map(
    [...constraints.features].map(([name, rule]) => {
      const way = Object.hasOwn(ways, name) ? ways[name] : undefined;
      return [name, way === undefined ? rule : narrowed(rule, way)] as const;
    }),
  );
  return { ...constraints, features };
}

function narrowed(rule: FeatureRule, way: 'increase' | 'decrease'): FeatureRule {
  if (rule.transitions !== null) {
    const sign = way === 'increase' ? 1 : -1;
    // Steps between numbers have a direction, those between categories do not.
    const isAllowed = ({ from, to }: { from: string | number; to: string | number }): boolean =>
      typeof from !== 'number' || typeof to !== 'number' || sign * (to - from) > 0;
    return { ...rule, transitions: rule.transitions.filter(isAllowed) };
  }
  if (rule.direction === 'any' || rule.direction === way) return { ...rule, direction: way };
  return { ...rule, mutable: false };
}
