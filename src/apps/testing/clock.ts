import { nodeMachine } from '../../adapters/runtime/index.js';
import type { Machine } from '../../domain/log/ports/index.js';

/** Node's randomness and crypto with a clock that stands until it is moved. */
export interface ClockedMachine extends Machine {
  advance(ms: number): void;
}

/**
 * A machine whose time is in the hand of the test.
 *
 * @param startMs milliseconds since 1970.
 * @example
 * const machine = clockedMachine(Date.UTC(2026, 10, 22, 12));
 * machine.advance(86_400_000); // a day later
 */
export function clockedMachine(startMs: number): ClockedMachine {
  let nowMs = startMs;
  return {
    ...nodeMachine,
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
