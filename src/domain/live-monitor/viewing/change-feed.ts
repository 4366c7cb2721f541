import { Bell } from '../../../core/base/bell.js';
import type { Clock } from '../../../core/base/clock.js';
import type { ChangeQuery } from '../ports.js';
import type { MonitorView, NumberedChange, Sight, ToldChange } from './monitor-view.js';

/** Changes that are read at once. */
const PAGE = 100;
/** Longest sleep between two looks at whether the service stops, ms. */
const LOOK_MS = 1000;

export interface Following {
  readonly query: Pick<ChangeQuery, 'after' | 'deployment'>;
  readonly sight: Sight;
  readonly signal: AbortSignal;
  /** Whether the service is about to stop; it is asked every second. */
  readonly isStopping: () => boolean;
  /** Time after which the feed ends by itself, so that whoever follows is asked again whether they may, ms. */
  readonly lifeMs: number;
  /** Time after which a feed in which nothing happens says that it is alive, ms. */
  readonly pulseMs: number;
}

/** Changes as they happen. Each follower reads them from the store, so that a slow one takes no memory and none is left out. */
export class ChangeFeed {
  readonly #view: Pick<MonitorView, 'changes'>;
  readonly #clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly #bell: Bell;

  constructor(view: Pick<MonitorView, 'changes'>, clock: Pick<Clock, 'nowMs' | 'after'>) {
    this.#view = view;
    this.#clock = clock;
    this.#bell = new Bell(clock);
  }

  /** Called when changes were stored. */
  changed(): void {
    this.#bell.ring();
  }

  /** Gives changes after one, then those to come; null is a sign of life. */
  async *follow(following: Following): AsyncGenerator<NumberedChange | ToldChange | null> {
    const { query, sight, signal, isStopping, lifeMs, pulseMs } = following;
    const nowMs = (): number => this.#clock.nowMs();
    const untilMs = nowMs() + lifeMs;
    let { after } = query;
    let pulsedMs = nowMs();
    while (!signal.aborted && !isStopping() && nowMs() < untilMs) {
      // The waiting begins before the reading, so that nobody sleeps over a change that comes in between.
      const next = this.#bell.next(Math.min(LOOK_MS, untilMs - nowMs()), signal);
      const changes = await this.#view.changes({ ...query, after, limit: PAGE }, sight);
      yield* changes;
      after = changes.at(-1)?.id ?? after;
      if (changes.length > 0) next.cancel();
      await next.isOver;
      const isPulse = changes.length === 0 && nowMs() - pulsedMs >= pulseMs;
      if (isPulse) yield null;
      if (isPulse || changes.length > 0) pulsedMs = nowMs();
    }
  }
}
