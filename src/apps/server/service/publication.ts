import type { LogName } from '../../../domain/log/ports/index.js';
import type { ServerDeps } from '../base/deps.js';
import { UNPUBLISHED_MS } from '../base/limits.js';

const LOGS: readonly LogName[] = ['main', 'reads'];

/** A checkpoint that waits for its interval is late after this many intervals: one may just have been missed. */
const INTERVALS_UNTIL_LATE = 2;

/** Something that follows a log: how far it is, and since when it was seen behind without moving on. */
class Progress {
  #size = 0;
  #behindSinceMs: number | null = null;

  /** Gives how long it has been seen behind at the same place, ms; 0 while it is not behind. */
  look({ size, end, nowMs }: { readonly size: number; readonly end: number; readonly nowMs: number }): number {
    if (size >= end) {
      this.#behindSinceMs = null;
      return 0;
    }
    if (this.#behindSinceMs === null || size !== this.#size) this.#behindSinceMs = nowMs;
    this.#size = size;
    return nowMs - this.#behindSinceMs;
  }
}

/**
 * Watches whether entries are signed, and whether what is signed is shown, because a ledger of which nobody outside ever sees more proves
 * nothing. It looks whenever readiness is asked for. A place counts as behind from the first look that sees it so, whatever time passed
 * before: entries may have come a moment ago.
 */
export class Publication {
  readonly #deps: Pick<ServerDeps, 'metrics' | 'nowMs'>;
  readonly #signing = { main: new Progress(), reads: new Progress() };
  readonly #showing = { main: new Progress(), reads: new Progress() };

  constructor(deps: Pick<ServerDeps, 'metrics' | 'nowMs'>) {
    this.#deps = deps;
  }

  isLate(): boolean {
    const nowMs = this.#deps.nowMs();
    const { logSize, publishedSize, ledger } = this.#deps.metrics();
    const isLate = (log: LogName): boolean => {
      const signed = publishedSize[log];
      const unsignedMs = this.#signing[log].look({ size: signed, end: logSize[log], nowMs });
      const unshownMs = this.#showing[log].look({ size: ledger.shownSize[log], end: signed, nowMs });
      const showingMs = Math.max(UNPUBLISHED_MS, INTERVALS_UNTIL_LATE * ledger.showsWithinMs[log]);
      return unsignedMs >= UNPUBLISHED_MS || unshownMs >= showingMs;
    };
    // Both logs are looked at each time, as each look counts.
    return LOGS.map(isLate).includes(true);
  }
}
