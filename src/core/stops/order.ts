import { STOP_MODES, type StopInForce } from './types.js';

type Ordered = Pick<StopInForce, 'id' | 'mode' | 'share' | 'since'>;

/**
 * Orders stops, the strictest first: by mode, among throttles by the smaller share, then the one that was thrown first, then by id. No two
 * stops are equal in this order, so everybody who knows the same stops names the same one.
 */
export function byStrictness(a: Ordered, b: Ordered): number {
  return (
    STOP_MODES.indexOf(a.mode) - STOP_MODES.indexOf(b.mode) ||
    (a.share ?? 0) - (b.share ?? 0) ||
    compareText(a.since, b.since) ||
    compareText(a.id, b.id)
  );
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
