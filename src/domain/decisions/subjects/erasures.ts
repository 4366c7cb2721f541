import { type KeyedMutex, Mutex } from '../../../core/base/mutex.js';
import { printUuid, readUuid, UUID_BYTES, uuidOf, uuidV7 } from '../../../core/base/uuid.js';
import { encodeHex } from '../../../core/ledger/index.js';
import type { Keyring, LogEvent } from '../../log/ports/index.js';
import { entryOf } from '../../log/publish/index.js';
import { BatchReader } from '../../log/read/index.js';
import type { TagPlace } from '../../tag-index/index.js';
import type { ErasureCertificate } from '../api/service-api.js';
import { erasureCompleted, retentionExpired, subjectErased } from '../events/index.js';
import { keyOf } from '../ingest/id-statuses.js';
import type { ErasurePlan, ErasureRecord, ErasureStore, LegalHold } from '../ports/index.js';
import { completeErasure, type ErasureActs } from './acts.js';
import { type CarryOutDeps, carryOut } from './carry-out.js';
import { certificateOf } from './certificate.js';
import { type HoldRequest, Holds } from './holds.js';
import {
  addPlace,
  demandOwnPlan,
  idsAt,
  ownPlaces,
  type Places,
  planBatches,
  sealOf,
  sizeOf,
  withLater,
} from './plan.js';
import type { RetentionRule } from './retention-rule.js';

export interface ErasureDeps extends CarryOutDeps {
  readonly erasures: ErasureStore;
  readonly keyring: Keyring;
  /** Makes an event into an entry with this id. */
  readonly record: (event: LogEvent, id: string) => Promise<{ id: string; index: number }>;
  readonly acts: ErasureActs;
  /** Labels about decisions that are being erased wait, and are refused then. */
  readonly turns: KeyedMutex;
  readonly onProblem: (cause: Error) => void;
}

const encoder = new TextEncoder();
const printTime = (ms: number): string => new Date(ms).toISOString();
const decoder = new TextDecoder();

/** A decision past its time. */
export interface ExpiredDecision extends TagPlace {
  readonly subject: string;
  readonly deployment: string;
}

/** What tells of an erasure. */
const TELLING = { [subjectErased.type]: subjectErased, [retentionExpired.type]: retentionExpired };

/** Who asks for erasures that come with time. */
const RETENTION = 'retention';

/**
 * Erasures, holds and epochs. One erasure or turn at a time. What an erasure does is written down before it is done, with the entry that
 * will tell of it: one that was cut short is finished by `resume`, under its one certificate.
 */
export class Erasures {
  readonly #deps: ErasureDeps;
  readonly #holds: Holds;
  readonly #mutex = new Mutex();

  constructor(deps: ErasureDeps) {
    this.#deps = deps;
    this.#holds = new Holds({ ...deps, newId: () => this.#newId(), subjectOf: (hold) => this.holdSubject(hold) });
  }

  /** Throws `HOLD_ACTIVE` while a legal hold is set. Nothing held on the subject is an erasure of 0 records. */
  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate> {
    return this.#mutex.run(() => this.#erase(subject, request));
  }

  setHold(subject: string, request: HoldRequest): Promise<LegalHold> {
    return this.#mutex.run(() => this.#holds.set(this.subjectTag(subject), request));
  }

  releaseHold(id: string, by: string): Promise<LegalHold> {
    return this.#mutex.run(() => this.#holds.release(id, by));
  }

  async certificate(id: string): Promise<ErasureCertificate | null> {
    // What is no UUID is the id of none; the store would take it for a fault.
    if (!readUuid(id, new Uint8Array(UUID_BYTES))) return null;
    const erasure = await this.#deps.erasures.erasure(id);
    return erasure === null ? null : certificateOf(erasure);
  }

  /** A new key-encryption key, every page under it, the old keys destroyed, the erasures that waited for it complete. */
  turnEpoch(): Promise<{ epoch: number; completed: ErasureCertificate[] }> {
    return this.#mutex.run(async () => {
      const { keyring, runtime } = this.#deps;
      await this.#resume();
      await keyring.begin(keyring.currentEpoch() + 1, runtime.nowMs());
      return this.#leaveOldEpochs();
    });
  }

  /** Finishes what a crash or a store that went away cut short: erasures, then a turn of the epoch. */
  resume(): Promise<void> {
    return this.#mutex.run(async () => {
      await this.#resume();
      const { keyring, erasures } = this.#deps;
      const isDue = ({ epoch, plan }: ErasureRecord): boolean => plan === null && epoch < keyring.currentEpoch();
      if (keyring.epochs().length > 1 || (await erasures.erasures('pending')).some(isDue)) await this.#leaveOldEpochs();
    });
  }

  /** Where the records of a subject are, erased ones left out. */
  async placesOf(subject: string): Promise<TagPlace[]> {
    const places = await this.#placesOf(subject);
    return [...places].flatMap(([seq, positions]) => [...positions].map((position) => ({ seq, position })));
  }

  /** Keyed, so that without the key nobody can ask whether a person is in here. */
  subjectTag(subject: string): Uint8Array {
    return this.#deps.runtime.hmacSha256(this.#deps.keyring.indexKey(), encoder.encode(`subject ${subject}`));
  }

  /** Tags of the subjects under a legal hold now, as text. */
  heldTags(): Promise<ReadonlySet<string>> {
    return this.#holds.heldTags();
  }

  /** Binds a hold to its subject in the entry that tells of it: keyed, and another for every hold. */
  holdSubject({ id, subjectTag }: Pick<LegalHold, 'id' | 'subjectTag'>): string {
    const { runtime, keyring } = this.#deps;
    const text = encoder.encode(`hold ${id} ${encodeHex(subjectTag)}`);
    return encodeHex(runtime.hmacSha256(keyring.indexKey(), text));
  }

  /** Whether the service made this plan. */
  isOwnPlan(erasure: string, plan: ErasurePlan): boolean {
    return plan.seal === sealOf(this.#deps, erasure, plan);
  }

  /** While no erasure, hold or turn of the epoch is under way. */
  undisturbed<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work);
  }

  tagText(subject: string): string {
    return encodeHex(this.subjectTag(subject));
  }

  /** Certificates of erasures of a subject that are not complete: of complete ones nothing leads back to the subject. */
  async pendingOf(subject: string): Promise<ErasureCertificate[]> {
    return (await this.#pendingOf(this.subjectTag(subject))).map((erasure) => certificateOf(erasure));
  }

  /** Every legal hold that is or was set. */
  holds(): Promise<LegalHold[]> {
    return this.#holds.list();
  }

  /** Legal holds that are or were set on a subject. */
  holdsOf(subject: string): Promise<LegalHold[]> {
    return this.#holds.of(this.subjectTag(subject));
  }

  /** Erases decisions past their time, those under a hold left out, with what came later about them. */
  expire(
    decisions: readonly ExpiredDecision[],
    rule: Pick<RetentionRule, 'keep' | 'classOf'>,
  ): Promise<ErasureCertificate> {
    return this.#mutex.run(async () => {
      const held = await this.heldTags();
      const left = decisions.filter(({ subject }) => !held.has(this.tagText(subject)));
      const own: Places = new Map();
      for (const { seq, position } of left) addPlace(own, seq, position);
      const classes = [...new Set(left.map(({ deployment }) => rule.classOf.get(deployment)!))];
      const basis = `kept for ${rule.keep}: ${classes.map(({ source }) => source).join('; ')}`;
      const payload = { classes: classes.map(({ id }) => id), keep: rule.keep };
      const request = { subjectTag: null, basis, requestedBy: RETENTION };
      return this.#plannedAndDone(request, own, { type: 'retention.expired', payload, bucket: null });
    });
  }

  async #erase(
    subject: string,
    { basis, requestedBy }: { basis: string; requestedBy: string },
  ): Promise<ErasureCertificate> {
    const subjectTag = this.subjectTag(subject);
    await this.#holds.demandNone(subjectTag);
    for (const cut of await this.#pendingOf(subjectTag)) if (cut.plan !== null) await this.#finish(cut, cut.plan);
    const own = await this.#placesOf(subject);
    const untold = (await this.#pendingOf(subjectTag)).findLast(({ isUntold }) => isUntold);
    if (own.size === 0 && untold !== undefined) return certificateOf(untold);
    const bucket = this.#deps.tags.bucketOf(subject);
    const request = { subjectTag, basis, requestedBy };
    return this.#plannedAndDone(request, own, { type: 'subject.erased', payload: { basis }, bucket });
  }

  /** Keeps what is to be done, does it, and tells of it. */
  async #plannedAndDone(
    request: Pick<ErasureRecord, 'subjectTag' | 'basis' | 'requestedBy'>,
    own: Places,
    what: Pick<ErasurePlan, 'type' | 'payload' | 'bucket'>,
  ): Promise<ErasureCertificate> {
    const ids = await idsAt(this.#deps, own);
    return this.#deps.turns.run(
      ids.map((id) => keyOf(id)),
      () => this.#planAndDo(request, own, what),
    );
  }

  async #planAndDo(
    request: Pick<ErasureRecord, 'subjectTag' | 'basis' | 'requestedBy'>,
    own: Places,
    what: Pick<ErasurePlan, 'type' | 'payload' | 'bucket'>,
  ): Promise<ErasureCertificate> {
    const { runtime, decisions, log, erasures, keyring } = this.#deps;
    const batches = await planBatches(this.#deps, own);
    const { nextSeq: afterSeq } = await decisions.size(log);
    const id = this.#newId();
    const unsealed = { ...what, entry: this.#newId(), afterSeq, batches };
    const plan: ErasurePlan = { ...unsealed, seal: sealOf(this.#deps, id, unsealed) };
    const erasure: ErasureRecord = {
      id,
      requestedAtMs: runtime.nowMs(),
      ...request,
      ...sizeOf(batches),
      epoch: keyring.currentEpoch(),
      status: 'pending',
      completedAtMs: null,
      entryIndex: null,
      plan,
      isUntold: false,
    };
    await erasures.insertErasure(erasure);
    await carryOut(this.#deps, plan);
    return certificateOf(await this.#told(erasure, plan));
  }

  /** Does what is left of an erasure that was cut short. */
  async #finish(cut: ErasureRecord, plan: ErasurePlan): Promise<void> {
    demandOwnPlan(this.#deps, cut.id, plan);
    const ids = await idsAt(this.#deps, ownPlaces(plan));
    await this.#deps.turns.run(
      ids.map((id) => keyOf(id)),
      () => this.#doRest(cut, plan),
    );
  }

  async #doRest(cut: ErasureRecord, old: ErasurePlan): Promise<void> {
    const { decisions, log, erasures, keyring } = this.#deps;
    const index = await entryOf(decisions, { id: old.entry, log }, old.afterSeq);
    if (index !== null) {
      // All of it was done before its entry was made; from then on nothing more is taken about these decisions.
      await carryOut(this.#deps, old);
      return erasures.updateErasure({ ...cut, isUntold: true, entryIndex: index, plan: null });
    }
    const { erasure, plan } = await this.#grown({ ...cut, isUntold: true }, old);
    await carryOut(this.#deps, plan);
    // The keys that old copies open with may have turned meanwhile. The row has it before the entry says it, so that both say the same.
    const epoch = keyring.currentEpoch();
    if (epoch !== cut.epoch) await erasures.updateErasure({ ...erasure, epoch });
    await this.#told({ ...erasure, epoch }, plan);
  }

  /** While it was cut short more may have been said about decisions that were still there: that goes as well, and counts. */
  async #grown(cut: ErasureRecord, old: ErasurePlan): Promise<{ erasure: ErasureRecord; plan: ErasurePlan }> {
    const batches = await withLater(this.#deps, old);
    if (batches === old.batches) return { erasure: cut, plan: old };
    const { seal: _, ...rest } = old;
    const unsealed = { ...rest, batches };
    const plan: ErasurePlan = { ...unsealed, seal: sealOf(this.#deps, cut.id, unsealed) };
    const erasure = { ...cut, ...sizeOf(batches), plan };
    await this.#deps.erasures.updateErasure(erasure);
    return { erasure, plan };
  }

  /** The entry, then its place in the record: the plan goes, and with it the last that says where the records stood. */
  async #told(erasure: ErasureRecord, { type, entry, payload }: ErasurePlan): Promise<ErasureRecord> {
    const { id, nRecords: records, nBatches: batches, epoch, requestedBy: by } = erasure;
    const requestedAt = printTime(erasure.requestedAtMs);
    const told = TELLING[type].read({ erasure: id, records, batches, epoch, by, requestedAt, ...payload });
    const { index } = await this.#deps.record(told, entry);
    const done: ErasureRecord = { ...erasure, entryIndex: index, plan: null };
    await this.#deps.erasures.updateErasure(done);
    return done;
  }

  /** One that cannot be finished now does not keep the others from it. */
  async #resume(): Promise<void> {
    for (const erasure of await this.#deps.erasures.erasures('pending')) {
      try {
        if (erasure.plan !== null) await this.#finish(erasure, erasure.plan);
        else if (erasure.entryIndex === null) await this.#noteOld(erasure);
      } catch (cause) {
        this.#deps.onProblem(cause as Error);
      }
    }
  }

  /** An expiry that a program before plans were kept left without its entry; what it did not erase is still due. */
  async #noteOld(erasure: ErasureRecord): Promise<void> {
    const plan = { type: 'retention.expired', entry: this.#newId(), payload: { interrupted: true } } as const;
    await this.#told(erasure, { ...plan, afterSeq: 0, bucket: null, batches: [], seal: '' });
  }

  async #pendingOf(subjectTag: Uint8Array): Promise<ErasureRecord[]> {
    const tag = encodeHex(subjectTag);
    const pending = await this.#deps.erasures.erasures('pending');
    return pending.filter((one) => one.subjectTag !== null && encodeHex(one.subjectTag) === tag);
  }

  /** Records of a subject that are not erased yet, each looked at: the index only gives candidates. */
  async #placesOf(subject: string): Promise<Places> {
    const { log, tags } = this.#deps;
    const batches = new BatchReader(this.#deps, log);
    const places: Places = new Map();
    for (const { seq, position } of await tags.findSubject(subject)) {
      const content = (await batches.opened(seq)).payload.contents[position];
      if (content === null || content === undefined) continue;
      const { subject: other } = JSON.parse(decoder.decode(content)) as { subject: string };
      if (other === subject) addPlace(places, seq, position);
    }
    return places;
  }

  async #leaveOldEpochs(): Promise<{ epoch: number; completed: ErasureCertificate[] }> {
    const { keyring, pages, erasures } = this.#deps;
    const epoch = keyring.currentEpoch();
    await pages.payload.rewrap();
    await pages.attributes.rewrap();
    await this.#deps.segments?.rewrap();
    const destroyed = keyring.epochs().filter((old) => old !== epoch);
    for (const old of destroyed) await keyring.destroy(old);
    const completed: ErasureCertificate[] = [];
    for (const erasure of await erasures.erasures('pending')) {
      // One that is not carried out yet has its records under the new key.
      if (erasure.epoch >= epoch || erasure.plan !== null) continue;
      completed.push(certificateOf(await this.#complete(erasure, !destroyed.includes(erasure.epoch))));
    }
    return { epoch, completed };
  }

  /**
   * The id of the entry follows from the erasure. Where the key was gone before, a crash came between, or the row was set back by somebody
   * else: then the entry may be there, and is not made twice.
   */
  async #complete(erasure: ErasureRecord, mayBeTold: boolean): Promise<ErasureRecord> {
    const { runtime, acts, decisions, log } = this.#deps;
    const id = printUuid(uuidOf(runtime.sha256(encoder.encode(`completed ${erasure.id}`))));
    const isTold = mayBeTold && (await entryOf(decisions, { id, log }, 0)) !== null;
    // The time that an entry tells stays.
    const completedAtMs = (isTold ? erasure.completedAtMs : null) ?? runtime.nowMs();
    const done: ErasureRecord = { ...erasure, status: 'complete', subjectTag: null, completedAtMs };
    const told = erasureCompleted({ erasure: erasure.id, epoch: erasure.epoch, at: printTime(completedAtMs) });
    return acts.run(completeErasure, async (tx) => {
      await tx.erasures.updateErasure(done);
      if (!isTold) tx.enter(told, id);
      return done;
    });
  }

  #newId(): string {
    const { runtime } = this.#deps;
    return printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(16)));
  }
}
