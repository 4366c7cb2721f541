import { decisionGone } from '../model/index.js';
import type { CaseStore } from '../ports/index.js';
import { type ErasedDeps, endErased } from './change-case.js';
import type { OversightDeps } from './deps.js';
import { isUnreadable } from './set-aside.js';

export interface ErasedCasesDeps extends ErasedDeps, Pick<OversightDeps, 'material' | 'onProblem'> {
  readonly store: Pick<CaseStore, 'openAbout'>;
}

/** Ends the open cases about those of some decisions that were erased. */
export async function endErasedCases(deps: ErasedCasesDeps, decisions: readonly string[]): Promise<void> {
  for (const { id, decision } of await deps.store.openAbout(decisions)) await endOne(deps, id, decision);
}

async function endOne(deps: ErasedCasesDeps, id: string, decision: string): Promise<void> {
  try {
    if ((await deps.material(decision))?.key !== null) return;
    const gone = decisionGone(`the decision ${decision} was erased`, {});
    await endErased(deps, id, gone).catch((cause: unknown) => {
      if (cause !== gone) throw cause;
    });
  } catch (cause) {
    // A case or a decision that cannot be read as it is stored keeps no other from its end.
    if (!isUnreadable(cause)) throw cause;
    deps.onProblem(cause);
  }
}
