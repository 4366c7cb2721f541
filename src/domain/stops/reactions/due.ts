import { durationMs } from '../../../core/base/durations.js';
import type { StateChange, Watch } from '../../monitor/index.js';

/** The conditions of a reaction, as the policy has them. */
export interface Condition {
  readonly beyond?: number | undefined;
  readonly after?: string | undefined;
  readonly evidence?: number | undefined;
}

/** An alert at a moment: how long it has been on, and the interval of what is measured. */
export interface AlertNow {
  readonly firedAtMs: number;
  readonly nowMs: number;
  /** The series as it stands; null where it is not watched any more. */
  readonly line: Pick<StateChange, 'lower' | 'upper'> | null;
  readonly watch: Pick<Watch, 'kind' | 'compare' | 'bound'> | null;
  /** Natural logarithm of the evidence that was gathered since the alert; null where nothing is. */
  readonly logGathered: number | null;
}

/**
 * Whether a reaction is due. Without a condition it is, with the alert. `beyond` asks for the whole interval of the estimate, which holds at
 * all blocks at once, so that looking again and again does not make it likelier by chance (Howard et al. 2021, Annals of Statistics 49).
 */
export function isDue(
  { beyond, after, evidence }: Condition,
  { firedAtMs, nowMs, line, watch, logGathered }: AlertNow,
): boolean {
  if (after !== undefined && nowMs - firedAtMs < durationMs(after)) return false;
  if (evidence !== undefined && (logGathered === null || logGathered < Math.log(evidence))) return false;
  return beyond === undefined || (line !== null && watch !== null && isBeyond(line, watch, beyond));
}

function isBeyond(
  { lower, upper }: Pick<StateChange, 'lower' | 'upper'>,
  { compare, bound }: Pick<Watch, 'compare' | 'bound'>,
  beyond: number,
): boolean {
  if (lower === null || upper === null) return false;
  if (compare === 'difference') return lower > beyond || upper < -beyond;
  return (bound.min !== undefined && upper < beyond) || (bound.max !== undefined && lower > beyond);
}
