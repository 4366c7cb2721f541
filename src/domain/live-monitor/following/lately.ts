import type { Lately } from '../ports.js';

/** Decisions of one stretch, and how many of them may come in time where nearly all do not. */
const STRETCH = 20;
const MOST_IN_TIME = 2;

/**
 * What is known of the newest decisions after one more. A stretch begins with a decision that is late or ahead of the clock; it is given up once more came in time than where a clock or
 * a sender is wrong, so that one sender with old decisions is told for as long as nothing else comes. It follows from the log alone.
 *
 * @param fate what became of the decision (`IntakeCounts`); one that was erased says nothing about clocks
 */
export function latelyWith(lately: Lately | null, fate: string): Lately | null {
  if (fate === 'erased') return lately;
  const isOut = fate === 'late' || fate === 'ahead';
  if (lately === null && !isOut) return null;
  const taken = (lately?.taken ?? 0) + 1;
  const outOfTime = (lately?.outOfTime ?? 0) + Number(isOut);
  if (taken - outOfTime > MOST_IN_TIME) return null;
  if (taken < STRETCH) return { taken, outOfTime, isMostly: lately?.isMostly ?? false };
  return { taken: 0, outOfTime: 0, isMostly: true };
}
