import { utf8 } from '../../../core/base/bytes.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { OversightDeps } from './deps.js';
import { openDrawn } from './open-case.js';
import { openKnown } from './open-known.js';

/** Draws that are taken at once. */
const AT_ONCE = 100;

/** Of a deployment: how many known answers there are for each case that is opened. */
export type KnownShare = (deployment: string) => Promise<number>;

/**
 * Makes cases of the draws of policies, the oldest first, with known answers among them; gives how many cases were opened. A decision of which no case can
 * be is kept with the reason and counted; one that was erased meanwhile goes.
 */
export async function openDraws(deps: OversightDeps, knownShare: KnownShare): Promise<number> {
  const { draws } = deps;
  // Where nobody reads cases yet they wait as draws: as cases they would all be escalated.
  if ((await deps.readers()).length === 0) return 0;
  for (let opened = 0; ; ) {
    const { draws: next, changed } = await draws.next(AT_ONCE);
    for (const decision of changed) await setAsideChanged(deps, decision);
    for (const draw of next) {
      const problem = await openDrawn(deps, draw).then(
        () => null,
        (cause: unknown) => problemOf(cause),
      );
      if (problem === null) opened++;
      else if (problem === GONE) await draws.done([draw.decision]);
      else await draws.setAside(draw.decision, problem);
      if (problem === null && isDrawn(await knownShare(draw.deployment), draw.decision, deps))
        await openKnown(deps, draw.deployment);
    }
    if (next.length + changed.length < AT_ONCE) return opened;
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
