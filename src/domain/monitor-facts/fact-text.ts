import { counted } from '../../core/base/counted.js';
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '../../core/base/durations.js';
import type { FactCondition, FactShown } from './fact-change.js';
import type { Fact } from './facts.js';

/** What a fact is about, for lists of what is watched: `time without a decision, at most 6 h`. */
export const factTitle = ({ longestMs }: Fact): string => `time without a decision, at most ${lengthText(longestMs)}`;

/** A fact as it stands, as a sentence without its full stop. Nothing that is not known is said. */
export function factText({ from, to, longestSeconds, madeMeanwhile }: FactShown, condition: FactCondition): string {
  if (from === null) return 'decisions came without a longer pause';
  if (condition === 'firing' || to === null)
    return `no decision came since ${moment(from)}; ${lengthText(longestSeconds * SECOND_MS)} are allowed`;
  const pause = lengthText(Date.parse(to) - Date.parse(from));
  const again = `a decision came at ${moment(to)}, ${pause} after the one before`;
  if (madeMeanwhile === null) return again;
  return madeMeanwhile === 0
    ? `${again}; none was made meanwhile`
    : `${again}; ${counted(madeMeanwhile.toLocaleString('en'), 'decision')} made meanwhile came late: it was cut off, and not idle`;
}

/** A moment to the minute. */
const moment = (iso: string): string => iso.slice(0, 16).replace('T', ' ');

function lengthText(ms: number): string {
  for (const [unit, length] of [
    ['d', DAY_MS],
    ['h', HOUR_MS],
    ['min', MINUTE_MS],
  ] as const)
    if (ms >= length) return `${Number((ms / length).toFixed(1))} ${unit}`;
  return `${ms / SECOND_MS} s`;
}
