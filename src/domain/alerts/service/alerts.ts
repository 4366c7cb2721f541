import type { Clock, Timer } from '../../../core/base/clock.js';
import { DAY_MS, HOUR_MS } from '../../../core/base/durations.js';
import { TribuneError } from '../../../core/base/errors.js';
import type { NumberFeed } from '../../../core/base/number-feed.js';
import { nearName } from '../../../core/base/suggest.js';
import { defineJob, type Job } from '../../jobs/index.js';
import { type AlertActs, unknownAlert } from '../acts/index.js';
import type { ChannelHealth, ChannelQueue, Sent } from '../channels/index.js';
import type { Notice } from '../messages/index.js';
import type { Alert, AlertQuery, AlertStore, DeliveryLine } from '../ports.js';
import type { AlertRoute, Inhibition, Silence } from '../rules/index.js';
import type { Labels } from '../signals/index.js';
import type { Intake } from '../taking/index.js';
import type { Teller } from '../telling/index.js';

/** How often signals, groups and messages that are due are looked for, ms. */
const LOOK_MS = 500;
/** How often old rows are removed, ms. */
const SWEEP_MS = HOUR_MS;
/** Deliveries of one alert that are shown. */
const MOST_DELIVERIES = 100;

export interface AlertParts {
  readonly store: AlertStore;
  readonly acts: AlertActs;
  readonly intake: Pick<Intake, 'run' | 'regroup'>;
  readonly teller: Pick<Teller, 'run'>;
  readonly queues: readonly ChannelQueue[];
  readonly routes: readonly AlertRoute[];
  readonly inhibitions: readonly Inhibition[];
  readonly feed: NumberFeed;
  readonly clock: Clock;
  /** Gives up messages of channels that there are no more, page by page until it is closed. */
  readonly dropStrays: (isClosed: () => boolean) => Promise<void>;
  /** For how long messages that ended, and alerts that ended, are kept, ms. */
  readonly keepMs: { readonly messages: number; readonly alerts: number };
  readonly onProblem: (cause: Error) => void;
}

/** Counts of one look, for metrics. */
export interface AlertLook {
  readonly firing: Awaited<ReturnType<AlertStore['firing']>>;
  readonly waiting: Awaited<ReturnType<AlertStore['waiting']>>;
  readonly atMs: number;
}

export interface ChannelLine {
  readonly name: string;
  readonly kind: string;
  readonly numbers: boolean;
  readonly health: ChannelHealth;
  readonly waiting: number;
  readonly oldestMs: number | null;
}

/** Alerts: what fires, whom it was told, and who looks after it. */
export class Alerts {
  readonly acts: AlertActs;
  readonly routes: readonly AlertRoute[];
  readonly inhibitions: readonly Inhibition[];
  readonly feed: NumberFeed;
  readonly #parts: AlertParts;
  #timer: Timer | null = null;
  #running: Promise<void> | null = null;
  #strays: Promise<void> | null = null;
  #isWanted = false;
  #isClosed = false;
  #isStarted = false;
  #look: AlertLook | null = null;

  constructor(parts: AlertParts) {
    this.#parts = parts;
    this.acts = parts.acts;
    this.routes = parts.routes;
    this.inhibitions = parts.inhibitions;
    this.feed = parts.feed;
  }

  /** What the last look showed; null before the first. */
  get look(): AlertLook | null {
    return this.#look;
  }

  /** How each channel does since the start of the service. */
  health(): readonly (ChannelHealth & { readonly name: string })[] {
    return this.#parts.queues.map(({ channel: { name }, health }) => ({ name, ...health }));
  }

  /** Alerts that fire, by severity; of those that have some labels. */
  firing(labels?: Labels): Promise<AlertLook['firing']> {
    return this.#parts.store.firing(labels);
  }

  list(query: AlertQuery): Promise<Alert[]> {
    return this.#parts.store.list(query);
  }

  /** @throws TribuneError NOT_FOUND */
  async alert(id: number): Promise<{ readonly alert: Alert; readonly deliveries: readonly DeliveryLine[] }> {
    const [alert] = await this.#parts.store.alerts([id]);
    if (alert === undefined) throw unknownAlert(id);
    return { alert, deliveries: await this.#parts.store.deliveriesOf(id, MOST_DELIVERIES) };
  }

  /**
   * The alert about something that began to fire at a time. What waits to be taken is taken first, so that one whose signal was committed is
   * found; null where it could not be taken, or was dropped for its age.
   */
  async firedAt(key: string, atMs: number): Promise<number | null> {
    const { store, intake } = this.#parts;
    const look = async (): Promise<number | null> => {
      const [newest] = await store.newest([key]);
      return newest?.startedAtMs === atMs ? newest.id : null;
    };
    const known = await look();
    if (known !== null) return known;
    for (let isMore = true; isMore; ) isMore = (await intake.run()).isMore;
    return look();
  }

  /** Silences that end after now, or all that are kept. */
  silences(isAll: boolean): Promise<Silence[]> {
    return this.#parts.store.silences(isAll ? 0 : this.#parts.clock.nowMs());
  }

  async channels(): Promise<ChannelLine[]> {
    const waiting = new Map((await this.#parts.store.waiting()).map((one) => [one.channel, one]));
    return this.#parts.queues.map(({ channel: { name, kind, numbers }, health }) => {
      const own = waiting.get(name);
      return { name, kind, numbers, health, waiting: own?.waiting ?? 0, oldestMs: own?.oldestMs ?? null };
    });
  }

  /**
   * Sends a message to one channel that says that it is a test, and gives what came of it.
   *
   * @throws TribuneError NOT_FOUND for a channel that the configuration does not name
   */
  async testChannel(name: string, { by, id }: { readonly by: string; readonly id: string }): Promise<Sent> {
    const queue = this.#parts.queues.find(({ channel }) => channel.name === name);
    const names = this.#parts.queues.map(({ channel }) => channel.name);
    if (queue === undefined)
      throw new TribuneError('NOT_FOUND', `there is no channel ${JSON.stringify(name)}`, {
        remedy: `${nearName(name, names)}Channels stand in tribune.yaml under alerts; there are ${names.join(', ') || 'none'}.`,
      });
    return queue.channel.send(testNotice(id, by, this.#parts.clock.nowMs()));
  }

  /** Removes what is old, and does besides what a failure left undone. */
  job(): Job {
    return defineJob({ name: 'alerts', everyMs: SWEEP_MS, run: () => this.#sweep() });
  }

  /** Begins to take, tell and send, and goes on with what a process before this one left. */
  async start(): Promise<void> {
    this.#isStarted = true;
    // There may be any number of them, and nothing else waits for their end.
    this.#strays = this.#parts
      .dropStrays(() => this.#isClosed)
      .catch((cause: unknown) => this.#parts.onProblem(cause as Error));
    await this.#parts.intake.regroup().catch((cause: unknown) => this.#parts.onProblem(cause as Error));
    this.wake();
  }

  /** Has everything that is due done soon. */
  wake(): void {
    this.#isWanted = true;
    if (!this.#isStarted || this.#running !== null || this.#isClosed) return;
    this.#timer?.cancel();
    this.#running = this.#runWhileWanted().finally(() => {
      this.#running = null;
      if (this.#isClosed) return;
      // Who woke it between its last look and here waits no longer than others.
      if (this.#isWanted) this.wake();
      else this.#timer = this.#parts.clock.after(LOOK_MS, () => this.wake());
    });
  }

  /**
   * Takes and tells what is due, and has it sent; what is left after that is for another turn, which comes at once. What fails on the way is
   * told as a problem and holds up nothing that follows: whatever cannot be taken, what was taken is told, and what was told is sent.
   */
  async run(): Promise<void> {
    const { intake, teller, queues, store, clock, feed, onProblem } = this.#parts;
    const taken = await intake.run().catch((cause: unknown) => {
      onProblem(cause as Error);
      return { signals: 0, isMore: false };
    });
    const told = await teller.run().catch((cause: unknown) => {
      onProblem(cause as Error);
      return { messages: 0, isMore: false };
    });
    const isNews = taken.signals + told.messages > 0;
    if (isNews) feed.changed();
    for (const queue of queues) queue.kick();
    const isMore = taken.isMore || told.isMore;
    this.#isWanted ||= isMore;
    const ageMs = this.#look === null ? Number.POSITIVE_INFINITY : clock.nowMs() - this.#look.atMs;
    // Counted once in a while during a burst, and at its end.
    if ((isNews && !isMore) || ageMs >= LOOK_MS * (isNews ? 2 : 20))
      this.#look = { firing: await store.firing(), waiting: await store.waiting(), atMs: clock.nowMs() };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#timer?.cancel();
    await Promise.all([this.#running, this.#strays]);
    await Promise.all(this.#parts.queues.map((queue) => queue.close()));
  }

  async #runWhileWanted(): Promise<void> {
    while (this.#isWanted && !this.#isClosed) {
      this.#isWanted = false;
      await this.run().catch((cause: unknown) => this.#parts.onProblem(cause as Error));
    }
  }

  async #sweep(): Promise<void> {
    const { store, queues, clock, keepMs } = this.#parts;
    for (const queue of queues) await queue.giveUpOld();
    await store.drop(clock.nowMs() - keepMs.messages, clock.nowMs() - keepMs.alerts);
  }
}

/** Time for which messages that ended are kept, ms. */
export const KEEP_MESSAGES_MS: number = 30 * DAY_MS;

function testNotice(id: string, by: string, nowMs: number): Notice {
  const at = new Date(nowMs).toISOString();
  const labels = { source: 'test', severity: 'digest' };
  return {
    ...{ key: id, kind: 'test', at, title: 'Test of a channel: nothing is wrong' },
    group: { uid: id, route: 'test', labels: {}, level: 0, severity: 'digest', isFiring: true },
    counts: { firing: 1, over: 0, held: 0 },
    part: { number: 1, of: 1 },
    alerts: [
      {
        ...{
          id: 0,
          fingerprint: `test:${id}`,
          state: 'firing',
          severity: 'digest',
          startedAt: at,
          endedAt: null,
          labels,
        },
        summary: `Test of a channel, asked for by ${by}: nothing is wrong.`,
        ...{ lines: [], facts: {}, actions: [], acknowledgedBy: null, link: null },
      },
    ],
    ...{ leftOut: 0, link: null, runbook: null, ledger: null },
  };
}
