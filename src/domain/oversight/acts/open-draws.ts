import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { Draw } from '../ports/index.js';
import type { OversightDeps } from './deps.js';
import { openDrawn } from './open-case.js';
import { openKnown } from './open-known.js';
import { isUnreadable } from './set-aside.js';

/** Draws that are taken at once. */
const AT_ONCE = 100;

/** Of a deployment: how many known answers there are for each case that is opened, and what share of the drawn is decided without the machine shown. */
export type DrawnShares = (deployment: string) => Promise<{ readonly known: number; readonly holdout: number }>;

/**
 * Makes cases of the draws of policies, the oldest first, with known answers among them; gives how many cases were opened. A decision of which no case can
 * be is kept with the reason and counted; one that was erased meanwhile goes.
 */
export async function openDraws(deps: OversightDeps, sharesOf: DrawnShares): Promise<number> {
  const { draws } = deps;
  // Where nobody reads cases yet they wait as draws: as cases they would all be escalated.
  if ((await deps.readers()).length === 0) return 0;
  const left = new Set<string>();
  for (let opened = 0; ; ) {
    const { draws: found, changed } = await draws.next(AT_ONCE);
    for (const decision of changed) await setAsideChanged(deps, decision);
    const next = found.filter(({ decision }) => !left.has(decision));
    for (const draw of next) {
      const { known, holdout } = await sharesOf(draw.deployment);
      const outcome = await openOne(deps, draw, holdout);
      if (outcome === 'opened') opened++;
      if (outcome === 'left') left.add(draw.decision);
      if (outcome === 'opened' && isDrawn(known, draw.decision, deps)) await openKnown(deps, draw.deployment);
    }
    if (found.length + changed.length < AT_ONCE || next.length + changed.length === 0) return opened;
  }
}

/** Opens the case of a draw. One whose decision cannot be read as it is stored waits until that is mended, and keeps no other from becoming a case. */
async function openOne(deps: OversightDeps, draw: Draw, holdout: number): Promise<'opened' | 'done' | 'left'> {
  try {
    await openDrawn(deps, draw, holdout);
    return 'opened';
  } catch (cause) {
    if (isUnreadable(cause)) {
      deps.onProblem(cause);
      return 'left';
    }
    const problem = problemOf(cause);
    await (problem === GONE ? deps.draws.done([draw.decision]) : deps.draws.setAside(draw.decision, problem));
    return 'done';
  }
}

const GONE = 'gone';

/** Why no case can be of a decision. Throws what says nothing about the decision, such as a database that is away. */
function problemOf(cause: unknown): string {
  if (!(cause instanceof TribuneError)) throw cause;
  if (cause.code === 'DECISION_UNKNOWN') return GONE;
  if (cause.code === 'INVALID' || cause.code === 'CONFLICT') return cause.message;
  throw cause;
}

async function setAsideChanged({ draws, onProblem }: OversightDeps, decision: string): Promise<void> {
  await draws.setAside(decision, 'its draw was changed in the database');
  onProblem(
    new TribuneError(
      'STORE_INVALID',
      `the draw of the decision ${decision} was changed in the database: no case is opened`,
      {
        remedy:
          'Find out who writes to the database. Open a case by hand where the decision is looked at all the same.',
      },
    ),
  );
}

/** Whether a known answer comes with the case of a decision. */
function isDrawn(share: number, decision: string, { crypto }: OversightDeps): boolean {
  if (share === 0) return false;
  const hash = crypto.sha256(utf8(`tribune.known-share/v1 ${decision}`));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) < share * 2 ** 32;
}
