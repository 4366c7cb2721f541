import type { DecidedInArm } from '../canaries/index.js';
import type { ArmCounts } from '../canaries/ports.js';

/** The counts of one decision. */
export function countOf(
  { arm, drawn }: Pick<DecidedInArm, 'arm' | 'drawn'>,
  { isNamed, atMs }: { readonly isNamed: boolean; readonly atMs: number },
): ArmCounts {
  const one = (is: boolean): number => (is ? 1 : 0);
  return {
    canary: one(isNamed && arm === 'canary'),
    incumbent: one(isNamed && arm === 'incumbent'),
    other: one(isNamed && arm === null),
    misplaced: one(isNamed && drawn !== null && arm !== drawn),
    unnamed: one(!isNamed),
    unnamedDrawn: one(!isNamed && drawn === 'canary'),
    firstMs: atMs,
    lastMs: atMs,
  };
}
