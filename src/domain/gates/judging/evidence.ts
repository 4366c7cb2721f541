import { TribuneError } from '../../../core/base/errors.js';
import type { SeenEvidence, SeenRequirement } from '../../../core/gates/index.js';
import { type GateMoment, kindOf } from '../kinds/index.js';
import type { Requirement, StoredGate } from '../model/index.js';

/** Looks up what there is of the evidence of a requirement; what it gives is what the kind of the requirement judges. */
export type LookUp = (requirement: Requirement, moment: GateMoment) => Promise<unknown>;

/** What was looked up for a gate, judged piece by piece. */
export async function seeEvidence(
  { requires }: Pick<StoredGate, 'requires'>,
  moment: GateMoment,
  lookUp: LookUp,
): Promise<SeenRequirement[]> {
  const seen: SeenRequirement[] = [];
  for (const requirement of requires) {
    const { id, kind: name } = requirement;
    const kind = kindOf(name);
    if (kind === null) {
      // A gate of a newer version may ask for what this one does not know; that is no reason to let anything through.
      seen.push({
        id,
        kind: name,
        who: [],
        seen: { status: 'unknown', why: `this version knows no evidence "${name}"` },
      });
      continue;
    }
    seen.push({
      id,
      kind: name,
      who: kind.who(requirement),
      seen: await judged(kind.judge, requirement, moment, lookUp),
    });
  }
  return seen;
}

/** A row that is not ours, or a file that cannot be read, says nothing either way; a database that is away is no judgement at all. */
async function judged(
  judge: (demand: Requirement, seen: unknown, moment: GateMoment) => SeenEvidence,
  requirement: Requirement,
  moment: GateMoment,
  lookUp: LookUp,
): Promise<SeenEvidence> {
  try {
    return judge(requirement, await lookUp(requirement, moment), moment);
  } catch (cause) {
    if (!(cause instanceof TribuneError) || cause.code === 'STORE_UNAVAILABLE' || cause.code === 'INTERNAL')
      throw cause;
    return { status: 'unknown', why: cause.message };
  }
}
