import { defineAct, type Tx } from '../../acts/index.js';
import { explanationEvents, explanationIssued } from '../events/index.js';
import type { ExplanationStore, SealedExplanation } from '../ports/index.js';
import type { Making } from './maker.js';

export const issueExplanation = defineAct('explanation.issue', { enters: explanationEvents });

/** An explanation that was made. */
export interface Issued extends Pick<Making, 'decided' | 'basis'> {
  readonly sealed: SealedExplanation;
  readonly digest: string;
}

/**
 * Keeps explanations with an entry each and gives the decisions of those that are kept; of one that is there already nothing changes, and the
 * first one stays.
 */
export async function issue(
  { explanations, enter }: Tx<{ readonly explanations: ExplanationStore }>,
  made: readonly Issued[],
  by: string,
): Promise<ReadonlySet<string>> {
  const kept = new Set(await explanations.insertExplanations(made.map(({ sealed }) => sealed)));
  for (const { decided, basis, digest } of made) {
    if (kept.has(decided.id)) enter(explanationIssued({ of: decided.id, version: decided.version, basis, digest, by }));
  }
  return kept;
}
