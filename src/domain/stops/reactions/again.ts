import type { StopMode } from '../../../core/stops/index.js';
import { STOP_MODES } from '../../../core/stops/index.js';
import { type Canary, lastStep } from '../canaries/index.js';
import type { Stop } from '../model/index.js';
import type { Condition } from './due.js';
import type { DoneReaction } from './ports.js';

/**
 * Evidence, since persons ended a stop or let a canary go on, at which the same alert sets it off anew where the policy names no number: whoever
 * was right to end it is contradicted by chance at most once in so many (Ville's inequality).
 */
export const AGAIN_EVIDENCE = 100;
/** How long an alert that gathers no evidence of its own goes on before it sets the same off anew, where the policy names no time. */
export const AGAIN_AFTER = '1d';

/** Whether what a reaction does holds until persons end it, so that it may have to be done anew. */
export const isEndedByPersons = (does: string): boolean => isMode(does) || does === 'hold-canary';

export const isMode = (does: string): does is StopMode => (STOP_MODES as readonly string[]).includes(does);

/** The conditions under which a reaction is done anew, all of them counted from when persons ended what it did. */
export function againCondition(
  { beyond, after, evidence }: Condition,
  { isOfRates }: { isOfRates: boolean },
): Condition {
  return isOfRates ? { beyond, after, evidence: evidence ?? AGAIN_EVIDENCE } : { beyond, after: after ?? AGAIN_AFTER };
}

export interface SwitchReads {
  readonly stops: { inForce(): Promise<readonly Stop[]>; find(id: string): Promise<Stop | null> };
  readonly canaries: { inForce(): Promise<readonly Canary[]> };
}

/** When persons ended what a reaction did, ms since 1970; null while it holds, and for what nobody has to end. */
export type EndOf = (done: DoneReaction) => Promise<number | null>;

/**
 * Looks at the switch once for all reactions that are asked about, and only when one is. What was tried out and is over is not tried out any
 * more, so it did not end in this sense: another canary is another matter.
 */
export function endsOf({ stops, canaries }: SwitchReads): EndOf {
  const holding = once(async () => new Set((await stops.inForce()).map(({ id }) => id)));
  const tried = once(() => canaries.inForce());
  return async ({ stop, canary = null }) => {
    if (stop !== null) return (await holding()).has(stop) ? null : ((await stops.find(stop))?.end?.atMs ?? null);
    const found = canary === null ? undefined : (await tried()).find(({ id }) => id === canary);
    return found === undefined ? null : releasedAtMs(found);
  };
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | null = null;
  return () => {
    reading ??= read();
    return reading;
  };
}

/** When a canary was let go on for the last time; null while it is held. */
function releasedAtMs(canary: Canary): number | null {
  if (lastStep(canary).isHeld) return null;
  const held = canary.steps.findLastIndex(({ isHeld }) => isHeld);
  return held === -1 ? null : canary.steps[held + 1]!.atMs;
}
