import type { FeatureRule, RecourseConstraints } from '../../recourse/constraints/constraints.js';
import type { Reason } from './result.js';

/** The one way that an input may still move, by name. */
export type AllowedWays = Readonly<Record<string, 'increase' | 'decrease'>>;

/** A number that a reason calls high may only fall, one that it calls low may only rise. */
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
 * Constraints under which no change goes against a reason. Both can be true of a model (a time too short for the amount asked, and a shorter
 * one once the amount is smaller), but one person cannot act on both.
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
    // Steps between categories have no direction; those between numbers do.
    const isAllowed = ({ from, to }: { from: string | number; to: string | number }): boolean =>
      typeof from !== 'number' || typeof to !== 'number' || sign * (to - from) > 0;
    return { ...rule, transitions: rule.transitions.filter(isAllowed) };
  }
  if (rule.direction === 'any' || rule.direction === way) return { ...rule, direction: way };
  return { ...rule, mutable: false };
}
