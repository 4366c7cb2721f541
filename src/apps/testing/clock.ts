import { nodeRuntime } from '../../adapters/runtime/index.js';
import type { Runtime } from '../../domain/log/ports/index.js';

/** Node's randomness and crypto, with a clock that stands still until it is moved. */
export interface ClockedRuntime extends Runtime {
  advance(ms: number): void;
}

/**
 * A runtime whose time the test controls.
 *
 * @param startMs milliseconds since 1970.
 * @example
 * const runtime = clockedRuntime(Date.UTC(2026, 10, 22, 12));
 * runtime.advance(86_400_000); // a day later
 */
export function clockedRuntime(startMs: number): ClockedRuntime {
  let nowMs = startMs;
  return {
    ...nodeRuntime,
    nowMs: () => nowMs,
    advance(ms) {
      nowMs += ms;
    },
  };
}
