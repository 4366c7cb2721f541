import { TribuneError } from '../../../core/base/errors.js';
import type {
  BatchColumns,
  BatchIds,
  BatchKind,
  Commit,
  DecisionLog,
  DecisionRef,
  IdempotentAnswer,
  IntegrityEvent,
  LeafRange,
  LogName,
  LogSize,
  SealedBatch,
} from '../../../domain/log/ports/index.js';
import { positionOf } from '../../../domain/log/read/index.js';

const ID_BYTES = 16;
const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** The log of sealed batches in memory, for tests. */
export class MemoryDecisionLog implements DecisionLog {
  readonly #batches: Record<LogName, SealedBatch[]> = { main: [], reads: [] };
  readonly #answers = new Map<string, IdempotentAnswer>();
  #events: IntegrityEvent[] = [];

  async size(log: LogName): Promise<LogSize> {
    const last = this.#batches[log].at(-1);
    return last === undefined ? { nextSeq: 0, size: 0 } : { nextSeq: last.seq + 1, size: last.firstIndex + last.n };
  }

  async append({ batches, answers, integrityEvents }: Commit): Promise<void> {
    const taken = new Set<string>();
    for (const { log, seq } of batches) {
      const name = `${log} ${seq}`;
      if (taken.has(name) || this.#batches[log].some((other) => other.seq === seq)) {
        throw new TribuneError('INTERNAL', `batch ${log}/${seq} is there already`, { remedy: 'Report this.' });
      }
      taken.add(name);
    }
    for (const batch of batches) this.#batches[batch.log].push(structuredClone(batch));
    for (const answer of answers) {
      const name = nameOf(answer.scope, answer.key);
      if (!this.#answers.has(name)) this.#answers.set(name, answer);
    }
    this.#events.push(...integrityEvents);
  }

  async read(log: LogName, seq: number): Promise<SealedBatch | null> {
    return this.#batches[log].find((batch) => batch.seq === seq) ?? null;
  }

  async readFrom(log: LogName, seq: number, limit: number): Promise<SealedBatch[]> {
    return this.#batches[log].filter((batch) => batch.seq >= seq).slice(0, limit);
  }

  async readAt(log: LogName, index: number): Promise<SealedBatch | null> {
    return this.#batches[log].find(({ firstIndex, n }) => firstIndex <= index && index < firstIndex + n) ?? null;
  }

  async leavesFrom(log: LogName, index: number, limit: number): Promise<LeafRange[]> {
    const ranges = this.#batches[log].filter(({ firstIndex, n }) => firstIndex + n > index);
    return ranges.slice(0, limit).map(({ seq, firstIndex, leaves }) => ({ seq, firstIndex, leaves }));
  }

  async *idsSince(log: LogName, receivedAtMs: number): AsyncIterable<BatchIds> {
    for (const batch of this.#batches[log]) {
      if (batch.kind === 'decision' && batch.receivedAtMs >= receivedAtMs) yield batch;
    }
  }

  async replaceParts(batch: SealedBatch, expected: SealedBatch): Promise<boolean> {
    const batches = this.#batches[batch.log];
    const place = batches.findIndex(({ seq }) => seq === batch.seq);
    const now = batches[place]?.payload;
    if (now === undefined || now.page !== expected.payload.page || now.slot !== expected.payload.slot) return false;
    batches[place] = { ...batches[place]!, payload: batch.payload, attributes: batch.attributes, erased: batch.erased };
    return true;
  }

  async eventAt(log: LogName, id: Uint8Array, fromSeq: number): Promise<number | null> {
    for (const { kind, seq, firstIndex, ids, n } of this.#batches[log]) {
      const position = kind === 'event' && seq >= fromSeq ? positionOf({ ids, n }, id) : -1;
      if (position >= 0) return firstIndex + position;
    }
    return null;
  }

  async *eventIds(log: LogName, fromSeq: number): AsyncIterable<Pick<SealedBatch, 'seq' | 'ids'>> {
    for (const batch of this.#batches[log]) if (batch.kind === 'event' && batch.seq >= fromSeq) yield batch;
  }

  async refsOf(log: LogName, decision: Uint8Array): Promise<{ kind: BatchKind; seq: number; position: number }[]> {
    return this.#batches[log]
      .filter(({ kind }) => kind === 'label' || kind === 'attributes')
      .flatMap(({ kind, seq, n, ids }) =>
        Array.from({ length: n }, (_, position) => ({ kind, seq, position })).filter(({ position }) =>
          sameBytes(ids.subarray(position * ID_BYTES, (position + 1) * ID_BYTES), decision),
        ),
      );
  }

  async refsOfAll(log: LogName, decisions: readonly Uint8Array[]): Promise<DecisionRef[]> {
    const all = decisions.map(async (decision) =>
      (await this.refsOf(log, decision)).map((ref) => ({ decision, ...ref })),
    );
    return (await Promise.all(all)).flat();
  }

  async columnsOf(log: LogName, seqs: readonly number[]): Promise<BatchColumns[]> {
    return this.#batches[log].filter(({ kind, seq }) => kind === 'decision' && seqs.includes(seq));
  }

  async erasedOf(log: LogName, seqs: readonly number[]): Promise<Pick<SealedBatch, 'seq' | 'erased'>[]> {
    return this.#batches[log].filter(({ seq }) => seqs.includes(seq));
  }

  async countRefs({ n }: Pick<SealedBatch, 'n'>): Promise<number> {
    return n;
  }

  async countRefsBefore(log: LogName, seq: number): Promise<number> {
    const later = this.#batches[log].filter(({ kind }) => kind === 'label' || kind === 'attributes');
    return later.filter((batch) => batch.seq < seq).reduce((sum, { n }) => sum + n, 0);
  }

  async idempotentAnswer(scope: string, key: string): Promise<IdempotentAnswer | null> {
    return this.#answers.get(nameOf(scope, key)) ?? null;
  }

  async answerKeysSince(receivedAtMs: number): Promise<{ scope: string; key: string }[]> {
    return this.answersSince(receivedAtMs).map(({ scope, key }) => ({ scope, key }));
  }

  /** Idempotent answers received at or after a time, for the stores derived from the log. */
  answersSince(receivedAtMs: number): IdempotentAnswer[] {
    return [...this.#answers.values()].filter((answer) => answer.receivedAtMs >= receivedAtMs);
  }

  async dropAnswersBefore(receivedAtMs: number): Promise<void> {
    for (const [name, answer] of this.#answers) if (answer.receivedAtMs < receivedAtMs) this.#answers.delete(name);
  }

  async integrityEvents(log: LogName, limit: number): Promise<IntegrityEvent[]> {
    return this.#events
      .filter((event) => event.log === log)
      .toReversed()
      .slice(0, limit);
  }

  async integrityEventsOf(log: LogName, decisions: readonly Uint8Array[]): Promise<IntegrityEvent[]> {
    const events = await this.integrityEvents(log, this.#events.length);
    return events.filter((event) => decisions.some((decision) => sameBytes(decision, event.decision)));
  }

  /** Nobody else can write to memory. */
  async foreignIntegrityEvent(): Promise<null> {
    return null;
  }

  async forgetDigests(log: LogName, decisions: readonly Uint8Array[]): Promise<void> {
    this.#events = this.#events.map((event) => {
      const isForgotten = event.log === log && decisions.some((decision) => sameBytes(decision, event.decision));
      return isForgotten ? { ...event, otherDigest: new Uint8Array() } : event;
    });
  }
}

const nameOf = (scope: string, key: string): string => `${scope}\n${key}`;
