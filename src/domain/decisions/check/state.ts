import type { TribuneError } from '../../../core/base/errors.js';
import { readTime } from '../../../core/base/time.js';
import { printUuid, UUID_BYTES } from '../../../core/base/uuid.js';
import type { RowCheck } from '../../log/check/index.js';
import type { PendingEvent, RotationRecord } from '../../log/ports/index.js';
import { changed } from '../../log/publish/index.js';
import { type OpenDeps, type OpenedBatch, openBatch } from '../../log/seal/index.js';
import type { RegistryStore } from '../../registry/ports.js';
import type { DecisionStores, ErasureRecord, LegalHold } from '../ports/index.js';
import type { Erasures } from '../subjects/erasures.js';
import { LoggedRegistry } from './logged-registry.js';

export interface StateCheckDeps extends OpenDeps {
  readonly stores: Pick<DecisionStores, 'decisions' | 'erasures' | 'ledger' | 'outbox'>;
  readonly registry: Pick<RegistryStore, 'load'>;
  readonly erasures: Erasures;
}

type Payload = Readonly<Record<string, unknown>>;

/** Entries about one kind of act, by the id of the act's object. */
type Logged = Map<string, { readonly index: number | null; readonly payload: Payload }>;

const PAGE_BATCHES = 32;
const LOGS = ['main', 'reads'] as const;
const decoder = new TextDecoder();

/** Number of times that the registry is read again when it changed meanwhile. */
const REGISTRY_TRIES = 5;

/**
 * Compares the rows of erasures, holds, hand-overs of keys and the registry with the entries about them: state and log must say the same.
 */
export class StateCheck implements RowCheck {
  readonly #deps: StateCheckDeps;
  readonly #logged: Readonly<Record<string, Logged>> = {
    'subject.erased': new Map(),
    'retention.expired': new Map(),
    'erasure.completed': new Map(),
    'hold.set': new Map(),
    'hold.released': new Map(),
    'ledger.key-rotated': new Map(),
  };
  readonly #registry = new LoggedRegistry();
  #nextSeq = 0;

  constructor(deps: StateCheckDeps) {
    this.#deps = deps;
  }

  async see({ batch, payload, envelopes, which }: OpenedBatch): Promise<void> {
    this.#nextSeq = batch.seq + 1;
    if (batch.kind !== 'event') return;
    payload.contents.forEach((content, position) => {
      if (content === null) return;
      const { type } = JSON.parse(`${envelopes[which?.[position] ?? 0]!}}`) as { type: string };
      const logged = JSON.parse(decoder.decode(content)) as Payload;
      this.#take(type, batch.firstIndex + position, logged);
      const id = printUuid(batch.ids.subarray(position * UUID_BYTES, (position + 1) * UUID_BYTES));
      this.#registry.take({ id, type, payload: logged });
    });
  }

  finish(): Promise<void> {
    return this.#deps.erasures.undisturbed(async () => {
      const { erasures, outbox } = this.#deps.stores;
      const rotations = await this.#rotations();
      for (const { type, payload } of await outbox.pending()) this.#take(type, null, payload);
      const [foreign] = await outbox.foreign();
      if (foreign !== undefined) throw other('waiting event', foreign);
      await this.#checkIntegrityEvents();
      await this.#catchUp();
      await this.#checkRegistry();
      for (const hold of await erasures.holds()) this.#checkHold(hold);
      for (const erasure of await erasures.erasures()) this.#checkErasure(erasure);
      this.#demandNoneLeft('hold.set', 'hold');
      this.#demandNoneLeft('subject.erased', 'erasure');
      this.#demandNoneLeft('retention.expired', 'erasure');
      const twice = rotations.find(({ statement }, i) => rotations.findIndex((one) => one.statement === statement) < i);
      if (twice !== undefined) throw other('hand-over of a key from entry', String(twice.fromSize));
      for (const one of rotations) this.#checkRotation(one);
      // A rotation may have been committed since.
      if (this.#logged['ledger.key-rotated']!.size > 0)
        for (const one of await this.#rotations()) this.#checkRotation(one);
      this.#demandNoneLeft('ledger.key-rotated', 'hand-over of a key');
    });
  }

  #take(type: PendingEvent['type'], index: number | null, payload: Payload): void {
    const name = payload.erasure ?? payload.hold ?? payload.statement;
    this.#logged[type]?.set(String(name), { index, payload });
  }

  /** Reads what was committed since the walk over the log ended. */
  async #catchUp(): Promise<void> {
    for (;;) {
      const batches = await this.#deps.stores.decisions.readFrom('main', this.#nextSeq, PAGE_BATCHES);
      for (const batch of batches) {
        if (batch.kind === 'event') await this.see(await openBatch(this.#deps, batch));
        this.#nextSeq = batch.seq + 1;
      }
      if (batches.length < PAGE_BATCHES) return;
    }
  }

  /** Checks the registry. Its rows must be the same before and after its entries are read, so that both are of one moment. */
  async #checkRegistry(): Promise<void> {
    const { registry, stores } = this.#deps;
    for (let tries = 0; tries < REGISTRY_TRIES; tries++) {
      const before = await registry.load();
      const waiting = await stores.outbox.pending();
      await this.#catchUp();
      if (JSON.stringify(await registry.load()) !== JSON.stringify(before)) continue;
      const different = this.#registry.difference(before, waiting);
      if (different !== null)
        throw changed(`${different} in the registry is not what the log says of it, or is missing`);
      return;
    }
  }

  async #checkIntegrityEvents(): Promise<void> {
    for (const log of LOGS) {
      const number = await this.#deps.stores.decisions.foreignIntegrityEvent(log);
      if (number !== null) throw changed(`integrity event ${number} of log ${log} was changed, or is missing`);
    }
  }

  async #rotations(): Promise<RotationRecord[]> {
    return (await Promise.all(LOGS.map((log) => this.#deps.stores.ledger.rotations(log)))).flat();
  }

  #checkHold(hold: LegalHold): void {
    const set = this.#pop('hold.set', hold.id);
    const released = this.#pop('hold.released', hold.id);
    const says = set?.payload;
    const fits =
      says === undefined ||
      (says.owner === hold.owner &&
        says.reason === hold.reason &&
        readTime(String(says.reviewAt)) === hold.reviewAtMs &&
        isAt(says.at, hold.setAtMs) &&
        (says.subject ?? this.#deps.erasures.holdSubject(hold)) === this.#deps.erasures.holdSubject(hold));
    const isLogged = says !== undefined || released !== undefined;
    const isReleased = hold.releasedAtMs !== null;
    if (!isLogged || !fits || (released !== undefined) !== isReleased || !isAt(released?.payload.at, hold.releasedAtMs))
      throw other('legal hold', hold.id);
  }

  #checkErasure(erasure: ErasureRecord): void {
    const { id, nRecords, nBatches, basis, requestedBy, entryIndex, plan, status } = erasure;
    const logged = this.#pop('subject.erased', id) ?? this.#pop('retention.expired', id);
    const end = this.#pop('erasure.completed', id);
    const completed = end !== undefined;
    if (plan !== null || entryIndex === null) {
      // The erasure is under way, or an older program left it behind: its entry may be in the log already.
      const isOwn = entryIndex === null && (plan === null || this.#deps.erasures.isOwnPlan(id, plan));
      if (completed || status === 'complete' || !isOwn) throw other('erasure', id);
      return;
    }
    const says = logged?.payload;
    const fits =
      says !== undefined &&
      logged!.index === entryIndex &&
      says.records === nRecords &&
      says.batches === nBatches &&
      (says.basis ?? basis) === basis &&
      (says.by ?? requestedBy) === requestedBy &&
      isAt(says.requestedAt, erasure.requestedAtMs) &&
      completed === (erasure.completedAtMs !== null) &&
      isAt(end?.payload.at, erasure.completedAtMs) &&
      says.epoch === erasure.epoch;
    if (!fits || completed !== (status === 'complete')) throw other('erasure', id);
  }

  #checkRotation({ statement, fromSize, retiresAtMs }: RotationRecord): void {
    const says = this.#pop('ledger.key-rotated', statement)?.payload;
    if (says === undefined && this.#seenRotations.has(statement)) return;
    this.#seenRotations.add(statement);
    if (says?.fromSize === fromSize && readTime(String(says.retiresAt)) === retiresAtMs) return;
    throw other('hand-over of a key from entry', String(fromSize));
  }

  readonly #seenRotations = new Set<string>();

  #pop(type: string, name: string): { readonly index: number | null; readonly payload: Payload } | undefined {
    const logged = this.#logged[type]!;
    const found = logged.get(name);
    logged.delete(name);
    return found;
  }

  /**
   * Throws when an entry has no row. Older programs could be killed between an entry and its row, and their entries do not say who asked.
   */
  #demandNoneLeft(type: string, what: string): void {
    for (const [name, { payload }] of this.#logged[type]!) {
      if (what === 'erasure' && payload.by === undefined) continue;
      throw other(what, what === 'hand-over of a key' ? `from entry ${String(payload.fromSize)}` : name);
    }
  }
}

/** Whether an entry gives this time; entries of older programs give none. */
const isAt = (logged: unknown, ms: number | null): boolean => logged === undefined || readTime(String(logged)) === ms;

const other = (what: string, name: string): TribuneError =>
  changed(`the row of ${what} ${name} is not what the log says of it, or is missing`);
