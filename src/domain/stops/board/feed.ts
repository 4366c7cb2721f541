import { Age, type TwoClocks } from '../../../core/base/age.js';
import type { StopBoard } from './stop-board.js';
import type { TaggedState } from './told.js';

/** Time between two signs of life, ms. */
const PULSE_MS = 1000;

export interface FeedOptions {
  readonly clocks: TwoClocks;
  readonly signal: AbortSignal;
  readonly isStopping: () => boolean;
  /** Time after which the feed ends by itself, so that whoever follows is asked again whether they may, ms. */
  readonly lifeMs: number;
}

/** A state that the client does not have yet, or the sign that the one it has is still the last. */
export type Fed = { readonly state: TaggedState } | { readonly alive: number };

/**
 * Gives the state now and whenever it changes, and a sign of life every second. A client that is slow gets the last state and none of those
 * between. While the state is not sure it gives nothing at all: silence is what clients go safe on.
 */
export async function* follow(
  board: StopBoard,
  { clocks, signal, isStopping, lifeMs }: FeedOptions,
): AsyncGenerator<Fed> {
  const open = new Age(clocks);
  open.heard();
  let known: string | null = null;
  while (!signal.aborted && !isStopping() && open.ms < lifeMs) {
    const changed = board.changed(Math.min(PULSE_MS, lifeMs - open.ms), signal);
    const { sure } = board;
    if (sure !== null && sure.etag !== known) {
      known = sure.etag;
      yield { state: sure };
    } else if (sure !== null) {
      yield { alive: sure.revision };
    }
    await changed;
  }
}
