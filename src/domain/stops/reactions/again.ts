import type { StopMode } from '../../../core/stops/index.js';
import { STOP_MODES } from '../../../core/stops/index.js';
import { type Canary, lastStep } from '../canaries/index.js';
import type { Stop } from '../model/index.js';
import type { Condition } from './due.js';
import type { DoneReaction } from './ports.js';

/**
 * Evidence, since persons ended a stop or let a canary go on, at which the same alert sets it off anew where the policy names no number: whoever
 * was right to end it is contradicted by chance at most once in so many by each alert that goes on (Ville's inequality).
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
  // Thousands of alerts may have set the same stop off.
  const found = byKey((stop: string) => stops.find(stop));
  return async ({ stop, canary = null, refused, endedMs = null }) => {
    // What was refused for now goes on from where the round before it ended.
    if (refused !== undefined) return endedMs;
    if (stop !== null) return (await holding()).has(stop) ? null : ((await found(stop))?.end?.atMs ?? null);
    const one = canary === null ? undefined : (await tried()).find(({ id }) => id === canary);
    return one === undefined ? null : releasedAtMs(one);
  };
}

/**
 * When persons last ended what a policy does to a deployment, whichever of these alerts had set it off last: an alert that had set off only an
 * earlier stop counts from the last resume as well, since what was before it counts for nothing.
 */
export function lastEndsOf(all: readonly DoneReaction[], endOf: EndOf): EndOf {
  const alike = new Map<string, DoneReaction[]>();
  for (const one of all) {
    const among = alike.get(actOf(one));
    if (among === undefined) alike.set(actOf(one), [one]);
    else among.push(one);
  }
  const lastMs = byKey(async (act: string) => {
    let last = Number.NEGATIVE_INFINITY;
    for (const one of alike.get(act) ?? []) last = Math.max(last, (await endOf(one)) ?? last);
    return last;
  });
  return async (done) => {
    const endedMs = await endOf(done);
    return endedMs === null ? null : Math.max(endedMs, await lastMs(actOf(done)));
  };
}

const actOf = ({ deployment, policy, does }: DoneReaction): string => JSON.stringify([deployment, policy, does]);

function once<T>(read: () => Promise<T>): () => Promise<T> {
  const readBy = byKey(read);
  return () => readBy('');
}

/** Reads each key once. */
function byKey<T>(read: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const reading = new Map<string, Promise<T>>();
  return (key) => {
    const known = reading.get(key) ?? read(key);
    reading.set(key, known);
    return known;
  };
}

/** When a canary was let go on for the last time; null while it is held. */
function releasedAtMs(canary: Canary): number | null {
  if (lastStep(canary).isHeld) return null;
  const held = canary.steps.findLastIndex(({ isHeld }) => isHeld);
  return held === -1 ? null : canary.steps[held + 1]!.atMs;
}
