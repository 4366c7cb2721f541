import { printExact } from '../../../core/base/exact-json.js';
import { isBetter, type OutcomeValue } from '../../../core/oversight/index.js';
import type { Recheck } from '../ports/index.js';
import type { Decided } from './decided.js';

/**
 * What the version that decided would decide over the inputs as the person says they are, where that is better for them; null where it is not, or
 * cannot be run. Only the model is asked, so what a person or a fallback decided is left to people.
 */
export async function betterByRecheck(
  decided: Decided,
  corrections: Readonly<Record<string, unknown>>,
  recheck: Recheck,
): Promise<OutcomeValue | null> {
  const { id, route, version, cutoff, scale, outcome, inputs } = decided;
  if (route !== 'automatic' || version === null || cutoff === null || scale.kind !== 'binary') return null;
  const corrected = printExact({ ...inputs, ...corrections });
  const found = await recheck({ decision: id, version, cutoff, inputs: corrected });
  return found !== null && isBetter(scale, found, outcome) ? found : null;
}
