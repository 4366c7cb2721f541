import { elementwise, type Model } from '../../../models/index.js';
import type { Problem } from './problem.js';

/** The relaxed target is loosened by this much, because inverting a link and summing scores both round, and the bound must stay a bound. */
const TARGET_SLACK = 1e-12;

/** The raw score from which this much is published; NaN where the link has none. */
function rawOf({ link, curve }: Model, value: number): number {
  const single = elementwise(link, curve);
  return (single?.inverse ?? single?.first)?.(value) ?? Number.NaN;
}

/** The signed raw score from which a point is accepted; not finite when the link cannot be inverted there. */
export function rawTarget({ model, decision, bound }: Problem): number {
  const sign = decision.accept === 'above' ? 1 : -1;
  const value = decision.cutoff + sign * bound.margin;
  const raw = decision.scale === 'raw' ? value : rawOf(model, value);
  return sign * raw - TARGET_SLACK * Math.max(1, Math.abs(raw));
}
