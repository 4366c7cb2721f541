import { AskedWork } from '../../../core/base/asked-work.js';
import type { Clock, Random } from '../../../core/base/clock.js';
import { MINUTE_MS, SECOND_MS } from '../../../core/base/durations.js';
import { type Backoff, pauseMs } from '../../../core/base/pause.js';
import type { Notice } from '../messages/index.js';
import type { AlertStore, DeliveryState, WaitingDelivery } from '../ports.js';
import type { Channel, Sent } from './channel.js';

/** Failures in a row after which a channel rests between attempts, whatever message is due. */
const BREAKS_AFTER = 5;
const BACKOFF: Backoff = { baseMs: SECOND_MS, capMs: 5 * MINUTE_MS };
/** Least time between two attempts, ms. */
const LEAST_MS = 200;
/** Messages that are given up at once. */
const PAGE = 100;
/** Messages that are read at once, of a channel that may be told them one right after the other. */
const DUE_PAGE = 20;

const TOO_OLD = 'it could not be sent in the time of alerts.giveUpAfter';
const DAMAGED = 'its row was changed in the database, so that nobody knows what was to be told';

export interface QueueDeps {
  readonly store: Pick<AlertStore, 'demandWriter' | 'due' | 'overdue' | 'saveDelivery'>;
  readonly clock: Pick<Clock, 'nowMs' | 'after'>;
  readonly random: Random;
  /** Age at which a message that could not be sent is given up. */
  readonly giveUpMs: number;
  /** Stores messages that were given up, each with its entry, in one transaction; gives how many of them still waited. */
  readonly giveUp: (deliveries: readonly DeliveryState[]) => Promise<number>;
  /** Called when a channel fails again and again, and when it works again. */
  readonly onHealth: (channel: Channel, problem: string | null) => Promise<void>;
  readonly onProblem: (cause: Error) => void;
}

/** How a channel does, for people and metrics. */
export interface ChannelHealth {
  readonly sent: number;
  /** Attempts that failed. */
  readonly failures: number;
  readonly failuresInRow: number;
  readonly gaveUp: number;
  readonly lastProblem: string | null;
  /** Until when no attempt is made; null where one may be made now. */
  readonly restsUntilMs: number | null;
}

/**
 * The messages of one channel. Each channel has its own queue, so that one which fails or hangs holds up no other. Messages about one group
 * are sent in their order; of different groups one that fails does not hold up the next, until failures in a row show that the channel itself
 * does not work. Only the process that writes to the database tells: one that lost it to another sends nothing but what it was sending just then,
 * which the other one sends again under the same key.
 */
export class ChannelQueue {
  readonly channel: Channel;
  readonly #deps: QueueDeps;
  #counts = { sent: 0, failures: 0, failuresInRow: 0, gaveUp: 0 };
  #lastProblem: string | null = null;
  #restsUntilMs = 0;
  #isToldWell = false;
  readonly #sending: AskedWork = new AskedWork(() =>
    this.#sendDue().catch((cause: unknown) => this.#deps.onProblem(cause as Error)),
  );
  #isClosed = false;

  constructor(channel: Channel, deps: QueueDeps) {
    this.channel = channel;
    this.#deps = deps;
  }

  get health(): ChannelHealth {
    const rests = this.#restsUntilMs > this.#deps.clock.nowMs();
    return { ...this.#counts, lastProblem: this.#lastProblem, restsUntilMs: rests ? this.#restsUntilMs : null };
  }

  /** Sends what is due, after what is being sent. */
  kick(): void {
    this.#sending.ask();
  }

  /** Resolves when what was being sent is done. */
  async idle(): Promise<void> {
    await this.#sending.idle();
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#sending.close();
    this.channel.close();
  }

  /**
   * Gives up what is too old, each message with its entry, whether or not the channel rests: a channel that fails for long is tried so seldom
   * that attempts alone would never come to an end with what waits.
   */
  async giveUpOld(): Promise<void> {
    const { store, clock, giveUpMs } = this.#deps;
    while (!this.#isClosed) {
      const old = await store.overdue(this.channel.name, clock.nowMs() - giveUpMs, PAGE);
      await this.#giveUp(old.map((delivery) => ({ ...delivery, problem: delivery.problem ?? TOO_OLD })));
      if (old.length < PAGE) return;
    }
  }

  /** Gives messages up for the problem that each has. */
  async #giveUp(deliveries: readonly DeliveryState[]): Promise<void> {
    if (deliveries.length === 0) return;
    const { giveUp, clock } = this.#deps;
    const ended = { state: 'failed', endedAtMs: clock.nowMs() } as const;
    this.#counts.gaveUp += await giveUp(deliveries.map((delivery) => ({ ...delivery, ...ended })));
  }

  async #sendDue(): Promise<void> {
    const { store, clock } = this.#deps;
    const { name, paceMs } = this.channel;
    const mayGoOn = (): boolean => !this.#isClosed && clock.nowMs() >= this.#restsUntilMs;
    while (mayGoOn()) {
      const page = await store.due(name, clock.nowMs(), paceMs > 0 ? 1 : DUE_PAGE);
      if (page.length === 0) return;
      for (const delivery of page) {
        if (!mayGoOn()) return;
        // Another process may have taken over since the page was read: what is left of it is told by that one.
        await store.demandWriter();
        if (!(await this.#attempt(delivery))) continue;
        if (paceMs > 0) await new Promise<void>((done) => void clock.after(paceMs, done));
      }
    }
  }

  /** Sends a message, unless it is too old or was damaged, which ends it; false where nothing was sent. */
  async #attempt(delivery: WaitingDelivery): Promise<boolean> {
    const { store, clock, giveUpMs } = this.#deps;
    const isOld = clock.nowMs() - delivery.madeAtMs >= giveUpMs;
    if (delivery.notice === null || isOld) {
      await this.#giveUp([
        { ...delivery, problem: delivery.notice === null ? DAMAGED : (delivery.problem ?? TOO_OLD) },
      ]);
      return false;
    }
    const sent = await this.channel.send(JSON.parse(delivery.notice) as Notice);
    const nowMs = clock.nowMs();
    const attempts = delivery.attempts + 1;
    if (sent.ok) {
      await store.saveDelivery({ ...delivery, attempts, state: 'sent', endedAtMs: nowMs, problem: null });
      this.#counts.sent += 1;
      await this.#works();
      return true;
    }
    const { problem, isFinal } = sent;
    this.#counts.failures += 1;
    this.#lastProblem = problem;
    if (isFinal || nowMs - delivery.madeAtMs >= giveUpMs) await this.#giveUp([{ ...delivery, attempts, problem }]);
    else {
      const nextAtMs = nowMs + this.#waitMs(attempts, sent);
      await store.saveDelivery({ ...delivery, attempts, nextAtMs, problem });
    }
    await this.#fails(sent);
    return true;
  }

  async #works(): Promise<void> {
    this.#restsUntilMs = 0;
    // An alert about the channel that a process before this one raised ends too.
    if (this.#counts.failuresInRow >= BREAKS_AFTER || !this.#isToldWell) await this.#deps.onHealth(this.channel, null);
    this.#isToldWell = true;
    this.#counts.failuresInRow = 0;
    this.#lastProblem = null;
  }

  async #fails(sent: Sent & { readonly ok: false }): Promise<void> {
    const { clock } = this.#deps;
    this.#counts.failuresInRow += 1;
    const { failuresInRow } = this.#counts;
    if (sent.retryAfterMs !== null) this.#restsUntilMs = clock.nowMs() + sent.retryAfterMs;
    if (failuresInRow < BREAKS_AFTER) return;
    this.#restsUntilMs = clock.nowMs() + this.#waitMs(failuresInRow - BREAKS_AFTER + 1, sent);
    if (failuresInRow === BREAKS_AFTER) await this.#deps.onHealth(this.channel, sent.problem);
  }

  #waitMs(failures: number, { retryAfterMs }: { readonly retryAfterMs: number | null }): number {
    const [a, b] = this.#deps.random.randomBytes(2) as unknown as [number, number];
    return pauseMs(failures - 1, Math.max(retryAfterMs ?? 0, LEAST_MS), BACKOFF, () => (a * 256 + b) / 65_536);
  }
}
