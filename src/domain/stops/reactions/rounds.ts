import { againCondition, type EndOf } from './again.js';
import { gatheredLog } from './breaker.js';
import { type AlertNow, isDue } from './due.js';
import type { AllGathered } from './gathering.js';
import type { Again, DoneReaction } from './ports.js';
import type { Reaction } from './tables.js';

/** A reaction that is not done in this round; `endedMs` is when persons ended what a round before did, ms since 1970. */
export interface Round {
  readonly position: number;
  readonly reaction: Reaction;
  readonly round: number;
  readonly endedMs: number | null;
  /** Why there was a round before; null in the first. */
  readonly again: Again | null;
}

/** For whoever does not ask whether persons ended it. */
export const STILL_HOLDS: EndOf = async () => null;
export const NOTHING: AllGathered = { sinceFired: null, sinceEnded: new Map() };

/** The reactions of an alert that are not done, that people could not take, or that persons ended, each with its round. */
export async function roundsOf(
  table: readonly Reaction[],
  { done, endOf }: { readonly done: readonly DoneReaction[]; readonly endOf: EndOf },
): Promise<Round[]> {
  const rounds: Round[] = [];
  for (const [position, reaction] of table.entries()) {
    const last = done.find((one) => one.position === position);
    const endedMs = last === undefined ? null : await endOf(last);
    if (last === undefined) rounds.push({ position, reaction, round: 0, endedMs: null, again: null });
    else if (last.refused === 'staffing' || endedMs !== null) {
      const again = last.refused === 'staffing' ? 'staffed' : 'resumed';
      rounds.push({ position, reaction, round: (last.round ?? 0) + 1, endedMs, again });
    }
  }
  return rounds;
}

/** Whether a round is due: the first by what came since the alert, each later one by what came since persons ended the one before. */
export function isDueIn(
  { reaction, endedMs }: Pick<Round, 'reaction' | 'endedMs'>,
  now: Omit<AlertNow, 'logGathered'>,
  { sinceFired, sinceEnded }: AllGathered,
): boolean {
  const gathered = endedMs === null ? sinceFired : (sinceEnded.get(endedMs) ?? null);
  const logGathered = gathered === null ? null : gatheredLog(gathered);
  if (endedMs === null) return isDue(reaction, { ...now, logGathered });
  const isOfRates = now.watch?.kind === 'rates';
  return isDue(againCondition(reaction, { isOfRates }), { ...now, firedAtMs: endedMs, logGathered });
}
