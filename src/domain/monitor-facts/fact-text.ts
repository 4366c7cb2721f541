import { counted } from '../../core/base/counted.js';
import { durationText, SECOND_MS } from '../../core/base/durations.js';
import type { FactCondition, FactShown, SilenceShown, VolumeShown } from './fact-change.js';
import type { Fact } from './facts.js';

/** What a fact is about, for lists of what is watched: `time without a decision, at most 6 h`. */
export const factTitle = (fact: Fact): string =>
  fact.kind === 'silence'
    ? `time without a decision, at most ${durationText(fact.longestMs)}`
    : `decisions that count in a block, at least ${count(fact.minPerBlock)}`;

/** What a fact says while it fires, for the heading of an alert. */
export const factHeadline = ({ fact }: FactShown, isFiring: boolean): string => {
  if (fact === 'silence') return isFiring ? 'no decision comes' : 'decisions come again';
  return isFiring ? 'too few decisions come' : 'enough decisions come again';
};

/** A fact as it stands, as a sentence without its full stop. Nothing that is not known is said. */
export const factText = (shown: FactShown, condition: FactCondition): string =>
  shown.fact === 'silence' ? silenceText(shown, condition) : volumeText(shown);

function silenceText({ from, to, longestSeconds, madeMeanwhile }: SilenceShown, condition: FactCondition): string {
  if (from === null) return 'decisions came without a longer pause';
  if (condition === 'firing' || to === null)
    return `no decision came since ${moment(from)}; ${durationText(longestSeconds * SECOND_MS)} are allowed`;
  const pause = durationText(Date.parse(to) - Date.parse(from));
  const again = `a decision came at ${moment(to)}, ${pause} after the one before`;
  if (madeMeanwhile === null) return again;
  return madeMeanwhile === 0
    ? `${again}; none was made meanwhile`
    : `${again}; ${counted(count(madeMeanwhile), 'decision')} made meanwhile came late: it was cut off, and not idle`;
}

function volumeText({ decisions, minPerBlock, from }: VolumeShown): string {
  if (decisions === null || from === null) return 'no whole block was counted yet';
  return `${counted(count(decisions), 'decision')} in the block from ${moment(from)}; at least ${count(minPerBlock)} are needed`;
}

const count = (n: number): string => n.toLocaleString('en');

/** A moment to the minute. */
const moment = (iso: string): string => iso.slice(0, 16).replace('T', ' ');
