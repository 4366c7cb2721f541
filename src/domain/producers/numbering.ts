import type { SeenNumber } from '../log/ports/index.js';
import type { NumberRange, ProducerState } from './ports.js';

/** Greatest number of missing ranges followed for one producer; older ones are only counted. Ours. */
export const MAX_RANGES = 1000;

/** The initial state of a numbering: counting starts with the first number that comes. */
export const firstSeen = ({ source, sequence, receivedAtMs }: SeenNumber): ProducerState => ({
  source,
  last: sequence,
  missing: [],
  lost: 0,
  seenAtMs: receivedAtMs,
});

/**
 * The state after a number was answered. A number beyond the last opens a gap, one within a gap closes it, and a number seen before changes
 * nothing. So neither the order of answers matters nor whether some are counted twice after a restart.
 */
export function see(state: ProducerState, { sequence, receivedAtMs }: SeenNumber): ProducerState {
  const seenAtMs = Math.max(state.seenAtMs, receivedAtMs);
  if (sequence <= state.last) return { ...state, missing: without(state.missing, sequence), seenAtMs };
  const gap: NumberRange[] = sequence > state.last + 1 ? [[state.last + 1, sequence - 1]] : [];
  return bounded({ ...state, last: sequence, missing: [...state.missing, ...gap], seenAtMs });
}

/** Count of the numbers that never came. */
export const missingOf = ({ missing, lost }: ProducerState): number =>
  lost + missing.reduce((sum, one) => sum + lengthOf(one), 0);

const lengthOf = ([first, last]: NumberRange): number => last - first + 1;

function without(ranges: readonly NumberRange[], number: number): readonly NumberRange[] {
  const at = ranges.findIndex(([first, last]) => first <= number && number <= last);
  if (at < 0) return ranges;
  const [first, last] = ranges[at]!;
  const left: NumberRange[] = [
    ...(first < number ? [[first, number - 1] as const] : []),
    ...(number < last ? [[number + 1, last] as const] : []),
  ];
  return ranges.toSpliced(at, 1, ...left);
}

function bounded(state: ProducerState): ProducerState {
  const over = state.missing.length - MAX_RANGES;
  if (over <= 0) return state;
  const dropped = state.missing.slice(0, over).reduce((sum, one) => sum + lengthOf(one), 0);
  return { ...state, missing: state.missing.slice(over), lost: state.lost + dropped };
}
