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
import type { ErasurePlan, ErasureRecord, ErasureStore, ExpiredExtent, HoldingAct, LegalHold } from '../ports/index.js';
import { completeErasure, type ErasureActs } from './acts.js';
import { type CarryOutDeps, carryOut } from './carry-out.js';
import { certificateOf } from './certificate.js';
import { candidatesAt } from './erased-candidates.js';
import { type HoldRequest, Holds } from './holds.js';
import {
  addPlace,
  demandNotBegun,
  demandOwnPlan,
  idsAt,
  ownPlaces,
  type Places,
  type PlannedErasure,
  planBatches,
  sealOf,
  sizeOf,
  tagOf,
  withLater,
} from './plan.js';
import type { Erased, ExpiredDecision, Expiry, RetentionRule } from './retention-rule.js';

export interface ErasureDeps extends CarryOutDeps {
  readonly erasures: ErasureStore;
  readonly keyring: Keyring;
  /** Writes an event as an entry with this id. */
  readonly record: (event: LogEvent, id: string) => Promise<{ id: string; index: number }>;
  readonly acts: ErasureActs;
  /** Locks by decision. A label about a decision that is being erased waits for the erasure, and is refused then. */
  readonly turns: KeyedMutex;
  readonly onProblem: (cause: Error) => void;
}

const encoder = new TextEncoder();
const printTime = (ms: number): string => new Date(ms).toISOString();
const decoder = new TextDecoder();

/** Events that tell of an erasure, by their type. */
const TELLING = { [subjectErased.type]: subjectErased, [retentionExpired.type]: retentionExpired };

/** Name of retention where a certificate says who asked for an erasure. */
const RETENTION = 'retention';

/**
 * Manages erasures, legal holds and epochs of the key-encryption key; one erasure or turn happens at a time. An erasure stores its plan,
 * with the id of its entry, before it begins, so one that was cut short is finished by `resume` under the same certificate.
 */
export class Erasures {
  readonly #deps: ErasureDeps;
  readonly #holds: Holds;
  readonly #mutex = new Mutex();

  constructor(deps: ErasureDeps) {
    this.#deps = deps;
    this.#holds = new Holds({ ...deps, newId: () => this.#newId(), subjectOf: (hold) => this.holdSubject(hold) });
  }

  /**
   * Erases everything stored on a subject; for an unknown subject that is an erasure of 0 records. Throws `HOLD_ACTIVE` while a legal hold
   * is set.
   */
  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate> {
    return this.#mutex.run(() => this.#erase(subject, request));
  }

  /** Throws `erasure.begun` where an erasure that was cut short has yet to take records of the subject. */
  setHold(subject: string, request: HoldRequest, within?: HoldingAct): Promise<LegalHold> {
    return this.#mutex.run(async () => {
      const cut = (await this.#deps.erasures.erasures('pending')).filter(({ plan }) => plan !== null);
      if (cut.length > 0) demandNotBegun(this.#deps, cut, await this.#placesOf(subject));
      return this.#holds.set(this.subjectTag(subject), request, within);
    });
  }

  releaseHold(id: string, by: string): Promise<LegalHold> {
    return this.#mutex.run(() => this.#holds.release(id, by));
  }

  async certificate(id: string): Promise<ErasureCertificate | null> {
    // A text that is not a UUID names no erasure, and the database would refuse it as malformed.
    if (!readUuid(id, new Uint8Array(UUID_BYTES))) return null;
    const erasure = await this.#deps.erasures.erasure(id);
    return erasure === null ? null : certificateOf(erasure);
  }

  /** Begins a new key-encryption key, wraps every page under it, destroys the old keys and completes the erasures that waited for it. */
  turnEpoch(): Promise<{ epoch: number; completed: ErasureCertificate[] }> {
    return this.#mutex.run(async () => {
      const { keyring, runtime } = this.#deps;
      await this.#resume();
      await keyring.begin(keyring.currentEpoch() + 1, runtime.nowMs());
      return this.#leaveOldEpochs();
    });
  }

  /** Finishes what a crash or an unavailable store cut short: first erasures, then a turn of the epoch. */
  resume(): Promise<void> {
    return this.#mutex.run(async () => {
      await this.#resume();
      const { keyring, erasures } = this.#deps;
      const isDue = ({ epoch, plan }: ErasureRecord): boolean => plan === null && epoch < keyring.currentEpoch();
      if (keyring.epochs().length > 1 || (await erasures.erasures('pending')).some(isDue)) await this.#leaveOldEpochs();
    });
  }

  /** Finds where the records of a subject are, without erased ones. */
  async placesOf(subject: string): Promise<TagPlace[]> {
    const places = await this.#placesOf(subject);
    return [...places].flatMap(([seq, positions]) => [...positions].map((position) => ({ seq, position })));
  }

  /** Gives the tag of a subject. It is keyed, so that nobody without the key can find out whether a person is in the database. */
  subjectTag(subject: string): Uint8Array {
    return tagOf(this.#deps, subject);
  }

  /** Gives the tags of the subjects under a legal hold now, as text. */
  heldTags(): Promise<ReadonlySet<string>> {
    return this.#holds.heldTags();
  }

  /**
   * Gives the value that binds a hold to its subject in its entry. It is keyed, and differs for every hold, so that entries do not show
   * whether two holds are about one person.
   */
  holdSubject({ id, subjectTag }: Pick<LegalHold, 'id' | 'subjectTag'>): string {
    const { runtime, keyring } = this.#deps;
    const text = encoder.encode(`hold ${id} ${encodeHex(subjectTag)}`);
    return encodeHex(runtime.hmacSha256(keyring.indexKey(), text));
  }

  /** Whether the service made this plan. */
  isOwnPlan(erasure: string, plan: ErasurePlan): boolean {
    return plan.seal === sealOf(this.#deps, erasure, plan);
  }

  /** Does some work while no erasure, change of a hold or turn of the epoch is under way. */
  undisturbed<T>(work: () => Promise<T>): Promise<T> {
    return this.#mutex.run(work);
  }

  tagText(subject: string): string {
    return encodeHex(this.subjectTag(subject));
  }

  /** Gives the certificates of the erasures of a subject that are not complete; nothing leads from a complete one back to the subject. */
  async pendingOf(subject: string): Promise<ErasureCertificate[]> {
    return (await this.#pendingOf(this.subjectTag(subject))).map((erasure) => certificateOf(erasure));
  }

  /** Lists every legal hold that is or was set. */
  holds(): Promise<LegalHold[]> {
    return this.#holds.list();
  }

  /** Lists the legal holds that are or were set on a subject. */
  holdsOf(subject: string): Promise<LegalHold[]> {
    return this.#holds.of(this.subjectTag(subject));
  }

  /** Number of results of audits that were made of decisions past their time alone. */
  resultsMadeOf(expired: readonly ExpiredExtent[]): Promise<number> {
    return this.#deps.results.madeOf(expired);
  }

  /**
   * Erases decisions past their time, with labels and attributes that came later about them; decisions under a legal hold are left out.
   *
   * @param expired results of audits that were made of nothing else are destroyed; those of a deployment of which a decision is kept stay
   */
  expire(
    decisions: readonly ExpiredDecision[],
    rule: Pick<RetentionRule, 'keep' | 'classOf'>,
    expired: readonly ExpiredExtent[] = [],
  ): Promise<Expiry> {
    return this.#mutex.run(async () => {
      const held = await this.heldTags();
      const isHeld = ({ subject }: ExpiredDecision): boolean => held.has(this.tagText(subject));
      const left = decisions.filter((one) => !isHeld(one));
      // A hold may have been set since the caller looked: what was made of a decision that it keeps is kept with it.
      const kept = decisions.filter(isHeld);
      const keeping = new Set(kept.map(({ deployment }) => deployment));
      const results = expired.filter(({ deployment }) => !keeping.has(deployment));
      if (left.length === 0 && (await this.resultsMadeOf(results)) === 0)
        return { certificate: null, kept, results: 0 };
      const own: Places = new Map();
      for (const { seq, position } of left) addPlace(own, seq, position);
      const deployments = [...left, ...results].map(({ deployment }) => deployment);
      const classes = [...new Set(deployments.map((deployment) => rule.classOf.get(deployment)!))];
      const basis = `kept for ${rule.keep}: ${classes.map(({ source }) => source).join('; ')}`;
      const payload = { classes: classes.map(({ id }) => id), keep: rule.keep };
      const request = { subjectTag: null, basis, requestedBy: RETENTION };
      const what = { type: 'retention.expired', payload, bucket: null, results } as const;
      return { ...(await this.#plannedAndDone(request, own, what)), kept };
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
    const finishedLater = (await this.#pendingOf(subjectTag)).findLast(({ isFinishedLater }) => isFinishedLater);
    const dataSets = (await this.#deps.dataPlaces?.countOf(subjectTag)) ?? 0;
    if (own.size === 0 && dataSets === 0 && finishedLater !== undefined) return certificateOf(finishedLater);
    const bucket = this.#deps.tags.bucketOf(subject);
    const request = { subjectTag, basis, requestedBy };
    const payload = dataSets === 0 ? { basis } : { basis, dataSets };
    const done = await this.#plannedAndDone(request, own, { type: 'subject.erased', payload, bucket });
    return done.certificate;
  }

  /** Stores the plan of an erasure, carries it out and enters it in the log, while nothing else is taken about the same decisions. */
  async #plannedAndDone(
    request: Pick<ErasureRecord, 'subjectTag' | 'basis' | 'requestedBy'>,
    own: Places,
    what: PlannedErasure,
  ): Promise<Erased> {
    const ids = await idsAt(this.#deps, own);
    return this.#deps.turns.run(
      ids.map((id) => keyOf(id)),
      () => this.#planAndDo(request, own, what),
    );
  }

  async #planAndDo(
    request: Pick<ErasureRecord, 'subjectTag' | 'basis' | 'requestedBy'>,
    own: Places,
    what: PlannedErasure,
  ): Promise<Erased> {
    const { runtime, decisions, log, erasures, keyring } = this.#deps;
    const batches = await planBatches(this.#deps, own);
    const { nextSeq: afterSeq } = await decisions.size(log);
    const id = this.#newId();
    const lists = await candidatesAt(this.#deps, own, keyring.indexKey());
    const listed = lists.length === 0 ? {} : { lists };
    const unsealed = { ...what, entry: this.#newId(), afterSeq, batches, ...listed };
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
      isFinishedLater: false,
    };
    await erasures.insertErasure(erasure);
    const results = await carryOut(this.#deps, { id, plan, subjectTag: request.subjectTag });
    return { certificate: certificateOf(await this.#enter(erasure, plan, results)), results };
  }

  /** Finishes an erasure that was cut short. */
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
      // The entry is written only after the plan was carried out, and nothing more was taken about these decisions since.
      await carryOut(this.#deps, { ...cut, plan: old });
      return erasures.updateErasure({ ...cut, isFinishedLater: true, entryIndex: index, plan: null });
    }
    const { erasure, plan } = await this.#grown({ ...cut, isFinishedLater: true }, old);
    const results = await carryOut(this.#deps, { ...cut, plan });
    // The epoch may have turned meanwhile. The row gets the new epoch before the entry is written, so that row and entry say the same.
    const epoch = keyring.currentEpoch();
    if (epoch !== cut.epoch) await erasures.updateErasure({ ...erasure, epoch });
    await this.#enter({ ...erasure, epoch }, plan, results);
  }

  /** Extends the plan by labels and attributes that came about decisions not yet erased while the erasure was cut short. */
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

  /** Writes the entry, then its index into the record. The plan is removed with it, as it is the last trace of where the records stood. */
  async #enter(erasure: ErasureRecord, plan: ErasurePlan, results: number): Promise<ErasureRecord> {
    const { type, entry, payload } = plan;
    const { id, nRecords: records, nBatches: batches, epoch, requestedBy: by } = erasure;
    const requestedAt = printTime(erasure.requestedAtMs);
    const destroyed = results === 0 ? {} : { results };
    const told = { erasure: id, records, batches, epoch, by, requestedAt, ...destroyed, ...payload };
    const event = TELLING[type].read(told);
    const { index } = await this.#deps.record(event, entry);
    const done: ErasureRecord = { ...erasure, entryIndex: index, plan: null };
    await this.#deps.erasures.updateErasure(done);
    return done;
  }

  /** Finishes pending erasures. One that cannot be finished now does not keep the others from it. */
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

  /** Writes the missing entry of an expiry that a program without plans left behind; decisions that it did not erase are still due. */
  async #noteOld(erasure: ErasureRecord): Promise<void> {
    const plan = { type: 'retention.expired', entry: this.#newId(), payload: { interrupted: true } } as const;
    await this.#enter(erasure, { ...plan, afterSeq: 0, bucket: null, batches: [], seal: '' }, 0);
  }

  async #pendingOf(subjectTag: Uint8Array): Promise<ErasureRecord[]> {
    const tag = encodeHex(subjectTag);
    const pending = await this.#deps.erasures.erasures('pending');
    return pending.filter((one) => one.subjectTag !== null && encodeHex(one.subjectTag) === tag);
  }

  /** Finds the records of a subject that are not erased yet. Each record is looked at, as the index gives candidates only. */
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
    await this.#deps.results.rewrap();
    const destroyed = keyring.epochs().filter((old) => old !== epoch);
    for (const old of destroyed) await keyring.destroy(old);
    const completed: ErasureCertificate[] = [];
    for (const erasure of await erasures.erasures('pending')) {
      // An erasure that is not carried out yet has its records under the new key.
      if (erasure.epoch >= epoch || erasure.plan !== null) continue;
      completed.push(certificateOf(await this.#complete(erasure, !destroyed.includes(erasure.epoch))));
    }
    return { epoch, completed };
  }

  /**
   * Completes an erasure. The id of its entry follows from the erasure, so that the entry is never made twice: if the key was destroyed
   * earlier, after a crash or because somebody set the row back, the entry may exist already.
   */
  async #complete(erasure: ErasureRecord, mayBeEntered: boolean): Promise<ErasureRecord> {
    const { runtime, acts, decisions, log } = this.#deps;
    const id = printUuid(uuidOf(runtime.sha256(encoder.encode(`completed ${erasure.id}`))));
    const isEntered = mayBeEntered && (await entryOf(decisions, { id, log }, 0)) !== null;
    // If the entry exists, its time stays.
    const completedAtMs = (isEntered ? erasure.completedAtMs : null) ?? runtime.nowMs();
    const done: ErasureRecord = { ...erasure, status: 'complete', subjectTag: null, completedAtMs };
    const event = erasureCompleted({ erasure: erasure.id, epoch: erasure.epoch, at: printTime(completedAtMs) });
    return acts.run(completeErasure, async (tx) => {
      await tx.erasures.updateErasure(done);
      if (!isEntered) tx.enter(event, id);
      return done;
    });
  }

  #newId(): string {
    const { runtime } = this.#deps;
    return printUuid(uuidV7(runtime.nowMs(), runtime.randomBytes(16)));
  }
}
