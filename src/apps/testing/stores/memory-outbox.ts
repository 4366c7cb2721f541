import type { AllWaiting, EventOutbox, PendingEvent, WaitingEvent } from '../../../domain/log/ports/index.js';
import type { MemoryDecisionLog } from './memory-decision-log.js';
import { SAVE } from './memory-transactions.js';

export class MemoryOutbox implements EventOutbox {
  readonly #decisions: MemoryDecisionLog;
  #events: WaitingEvent[] = [];

  constructor(decisions: MemoryDecisionLog) {
    this.#decisions = decisions;
  }

  async add(event: PendingEvent): Promise<WaitingEvent> {
    const { nextSeq } = await this.#decisions.size(event.log);
    const waiting: WaitingEvent = { ...event, afterSeq: nextSeq };
    this.#events.push(waiting);
    return waiting;
  }

  async addAll(events: readonly PendingEvent[]): Promise<WaitingEvent[]> {
    const added: WaitingEvent[] = [];
    for (const event of events) added.push(await this.add(event));
    return added;
  }

  async waits({ id }: WaitingEvent): Promise<boolean> {
    return this.#events.some((event) => event.id === id);
  }

  [SAVE](): () => void {
    const events = [...this.#events];
    return () => {
      this.#events = events;
    };
  }

  async all(): Promise<AllWaiting> {
    return { own: [...this.#events], foreign: [], mayBeEntries: new Set(this.#events.map(({ id }) => id)) };
  }

  async pending(): Promise<WaitingEvent[]> {
    return [...this.#events];
  }

  async foreign(): Promise<string[]> {
    return [];
  }

  async done(...ids: readonly string[]): Promise<void> {
    const gone = new Set(ids);
    this.#events = this.#events.filter(({ id }) => !gone.has(id));
  }
}
