import { clopperPearson } from '../../stats/index.js';
import type { GroupCount } from './rate-gaps.js';
import type { Measured } from './types.js';

/**
 * The share of people of whom something is true, by group, with the exact interval of Clopper and Pearson (1934): a level that is held against
 * a bound, not against another group.
 *
 * @example
 * shares([{ group: {}, n: 200, successes: 20 }], { subject: 'label', minGroupSize: 30 })[0].estimate; // 0.1
 */
export function shares(
  groups: readonly GroupCount[],
  { subject, minGroupSize }: { readonly subject: string | null; readonly minGroupSize: number },
): Measured[] {
  return groups.map(({ group, n, successes }) => {
    const estimate = n === 0 ? null : successes / n;
    return {
      subject,
      group,
      reference: null,
      n,
      nReference: null,
      value: estimate,
      referenceValue: null,
      estimate,
      method: 'clopper-pearson',
      sufficient: n >= minGroupSize,
      ...(n === 0 ? { reason: 'nobody is counted' } : {}),
      interval: (level) => clopperPearson({ successes, n }, level),
    };
  });
}
