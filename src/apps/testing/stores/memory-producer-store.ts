import type { ProducerState, ProducerStore } from '../../../domain/decisions/ports/index.js';
import type { SeenNumber } from '../../../domain/log/ports/index.js';
import type { MemoryDecisionLog } from './memory-decision-log.js';

/** Numbering of producers in memory, for tests; numbers are stored with the idempotent answers of the log. */
export class MemoryProducerStore implements ProducerStore {
  readonly #log: MemoryDecisionLog;
  readonly #states = new Map<string, ProducerState>();

  constructor(log: MemoryDecisionLog) {
    this.#log = log;
  }

  async load(): Promise<ProducerState[]> {
    return [...this.#states.values()];
  }

  async save(states: readonly ProducerState[], forgotten: readonly string[] = []): Promise<void> {
    for (const source of forgotten) this.#states.delete(source);
    for (const state of states) this.#states.set(state.source, structuredClone(state));
  }

  async seenSince(receivedAtMs: number): Promise<SeenNumber[]> {
    const numbers = this.#log.answersSince(receivedAtMs).flatMap((answer) => answer.seen ?? []);
    return numbers.toSorted((a, b) => a.receivedAtMs - b.receivedAtMs || a.sequence - b.sequence);
  }
}
