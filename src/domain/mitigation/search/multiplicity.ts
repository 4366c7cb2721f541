import { wilson } from '../../../core/stats/index.js';
import type { Trial } from '../alternatives/index.js';
import type { GroupMultiplicity } from './result.js';

/**
 * About whom equally good models disagree: ambiguity and discrepancy (Marx, Calmon and Ustun 2020, Predictive multiplicity in classification),
 * by group. People are counted by rows.
 */
export function multiplicityOf(
  trial: Trial,
  reference: Uint8Array,
  others: readonly Uint8Array[],
): GroupMultiplicity[] {
  const { keys, codes } = trial.groups;
  const { judge } = trial.parts;
  const place = (i: number): number => (codes[i]! < 0 ? keys.length : codes[i]!);
  const n = new Float64Array(keys.length + 1);
  const ambiguous = new Float64Array(keys.length + 1);
  const most = new Float64Array(keys.length + 1);
  for (const i of judge) {
    n[place(i)]!++;
    if (others.some((one) => one[i] !== reference[i])) ambiguous[place(i)]!++;
  }
  for (const one of others) {
    const moved = new Float64Array(keys.length + 1);
    for (const i of judge) if (one[i] !== reference[i]) moved[place(i)]!++;
    moved.forEach((count, g) => {
      most[g] = Math.max(most[g]!, count);
    });
  }
  return [...keys, null].flatMap((key, g) =>
    n[g] === 0
      ? []
      : [
          {
            key,
            n: n[g]!,
            ambiguous: ambiguous[g]!,
            share: ambiguous[g]! / n[g]!,
            ...wilson({ successes: ambiguous[g]!, n: n[g]! }, trial.policy.statistics.level)!,
            discrepancy: most[g]! / n[g]!,
          },
        ],
  );
}
