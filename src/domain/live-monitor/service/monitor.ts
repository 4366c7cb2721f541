import { AskedWork } from '../../../core/base/asked-work.js';
import type { Clock } from '../../../core/base/clock.js';
import { SECOND_MS } from '../../../core/base/durations.js';
import type { Reader } from '../../decisions/api/index.js';
import type { DecisionHistory } from '../../decisions/history/index.js';
import { defineJob, type Job } from '../../jobs/index.js';
import { type Closing, type Listened, Listening } from '../closing/index.js';
import type { MonitorFollower } from '../following/index.js';
import { type HistoryQuery, type SeriesHistory, seriesHistory, toldChanges } from '../history/index.js';
import type { MonitorStore } from '../ports.js';
import type { ChangeFeed, MonitorView, WatchedDeployment } from '../viewing/index.js';
import type { Watches } from '../watches/index.js';
import { ReadNotes } from './read-notes.js';

/** How often silence is looked for, and what a failure left undone is done again. Blocks are closed as soon as they are complete besides. */
const LOOK_MS = 15 * SECOND_MS;

/** Looks that may be left out while much is being done. */
const MOST_LATE = 4;

export interface MonitorParts {
  readonly watches: Watches;
  readonly view: MonitorView;
  readonly feed: ChangeFeed;
  readonly follower: MonitorFollower;
  readonly closing: Pick<Closing, 'run'>;
  readonly store: Pick<MonitorStore, 'dropPanes' | 'panes' | 'changes'>;
  readonly clock: Pick<Clock, 'nowMs' | 'turn'>;
  /** Time for which panes are kept after their block, ms. */
  readonly keepPanesMs: number;
  /** Time for which decisions may be on their way, ms. */
  readonly latenessMs: number;
  readonly noteRead: DecisionHistory['noteRead'];
  readonly onProblem: (cause: Error) => void;
}

/** What of the monitor is read, and by which address of the service. */
export interface MonitorRead {
  /** Null for all that are watched. */
  readonly deployment: string | null;
  readonly policy: string | null;
  readonly address: string;
}

/** What the last look at everything that is watched showed, for metrics. */
export interface MonitorLook {
  readonly watched: readonly WatchedDeployment[];
  /** When blocks were last closed, or found to need no closing, without a failure. */
  readonly atMs: number;
}

/** The live monitor: follows, closes, shows. */
export class Monitor {
  readonly watches: Watches;
  readonly view: MonitorView;
  readonly feed: ChangeFeed;
  readonly #parts: MonitorParts;
  readonly #notes: ReadNotes;
  #look: MonitorLook | null = null;
  readonly #closingSoon: AskedWork = new AskedWork(() =>
    this.#close().catch((cause: unknown) => this.#parts.onProblem(cause as Error)),
  );
  readonly #listening: Listening;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
    const graceMs = parts.latenessMs;
    this.#listening = new Listening({ longestMs: Math.max(MOST_LATE * LOOK_MS, graceMs), graceMs });
    this.watches = parts.watches;
    this.view = parts.view;
    this.feed = parts.feed;
    this.#notes = new ReadNotes(() => parts.clock.nowMs());
  }

  /** The last look; null before the first, which comes with the first run after a start. */
  get look(): MonitorLook | null {
    return this.#look;
  }

  /**
   * Leaves an entry in the log of reads that counts and evidence are read, in which a person of a small group can be seen: one for each reader,
   * purpose, address and deployment within an hour, however often it is asked for.
   */
  async noteRead(reader: Reader, { deployment, policy, address }: MonitorRead): Promise<void> {
    const of = deployment ?? 'every watched deployment';
    const read = { ...reader, of, policy: policy ?? '', payload: true, attributes: true, sight: 'persons' };
    const key = JSON.stringify([address, reader.actor, reader.purpose, deployment, policy]);
    await this.#notes.once(key, () => this.#parts.noteRead(read));
  }

  /**
   * How a series came to stand where it stands.
   *
   * @throws TribuneError NOT_FOUND for a series that there is not
   */
  async history(one: WatchedDeployment, query: HistoryQuery): Promise<SeriesHistory> {
    const replayed = await seriesHistory(this.#parts, one, query);
    return { ...replayed, changes: await toldChanges(this.#parts.store, one, query) };
  }

  /** Has blocks closed that may have become complete; a failure is done again by the job. */
  closeSoon(): void {
    this.#closingSoon.ask();
  }

  /** The job that closes what fell silent, and removes old panes. */
  job(): Job {
    return defineJob({ name: 'monitor', everyMs: LOOK_MS, run: () => this.run() });
  }

  /** Does everything that is due now. Throws the errors of the stores. */
  async run(): Promise<void> {
    const { follower, store, clock, keepPanesMs } = this.#parts;
    const nowMs = clock.nowMs();
    const isAllTaken = await follower.rest(nowMs);
    await this.#close(this.#listening.look(nowMs, isAllTaken));
    await store.dropPanes(keepPanesMs, clock.nowMs());
  }

  /** Ends after what is being closed. */
  async close(): Promise<void> {
    await this.#closingSoon.close();
  }

  /** @param listened until when every decision that came is counted; null where that is not known */
  async #close(listened: Listened | null = null): Promise<void> {
    await this.#parts.closing.run(listened);
    this.#look = { watched: await this.view.watched(), atMs: this.#parts.clock.nowMs() };
  }
}
