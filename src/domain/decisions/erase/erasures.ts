import { TribuneError } from '../../../core/errors.js';
import { encodeHex } from '../../../core/ledger/index.js';
import type { ErasureRecord, Keyring, LegalHold, LogName, VaultStore } from '../ports.js';
import { BatchReader } from '../read/batches.js';
import type { TagIndex, TagPlace } from '../read/tag-index.js';
import { readTime } from '../record/time.js';
import { printUuid, uuidV7 } from '../record/uuid.js';
import type { RetentionRule } from '../retention/types.js';
import { idAt, openedRecord } from '../seal/open-batch.js';
import type { RepeatStore } from '../segments/ports.js';
import type { Segments } from '../segments/segments.js';
import type { ErasureCertificate, LogEvent } from '../service-api.js';
import { certificateOf } from './certificate.js';
import { type ResealTools, resealWithout } from './reseal.js';

export interface ErasureTools extends ResealTools {
  readonly log: LogName;
  readonly vault: VaultStore;
  readonly keyring: Keyring;
  readonly tags: TagIndex;
  readonly segments: Segments | null;
  readonly repeats: RepeatStore | null;
  readonly record: (event: LogEvent) => Promise<{ id: string; index: number }>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** A decision past its time. */
export interface ExpiredDecision extends TagPlace {
  readonly subject: string;
  readonly deployment: string;
}

/** Who asks for erasures that come with time. */
const RETENTION = 'retention';

/** Positions by batch. */
type Places = Map<number, Set<number>>;

/** Erasures, holds and epochs. One erasure or turn at a time. */
export class Erasures {
  readonly #tools: ErasureTools;
  #last: Promise<unknown> = Promise.resolve();

  constructor(tools: ErasureTools) {
    this.#tools = tools;
  }

  /** Throws `HOLD_ACTIVE` while a legal hold is set. Nothing held on the subject is an erasure of 0 records. */
  erase(subject: string, request: { basis: string; requestedBy: string }): Promise<ErasureCertificate> {
    return this.#inTurn(() => this.#erase(subject, request));
  }

  async setHold(
    subject: string,
    { owner, reason, reviewAt }: { owner: string; reason: string; reviewAt: string },
  ): Promise<LegalHold> {
    const reviewAtMs = readTime(reviewAt);
    const { machine } = this.#tools;
    if (reviewAtMs === null || reviewAtMs <= machine.nowMs() || owner.trim() === '' || reason.trim() === '') {
      throw new TribuneError('INVALID_ARGUMENT', 'a hold needs an owner, a reason and a review time to come', {
        remedy:
          'Name who answers for it, why (GDPR Article 17(3)), and when it is looked at again, as an RFC 3339 time.',
      });
    }
    const hold: LegalHold = {
      id: this.#newId(),
      subjectTag: this.subjectTag(subject),
      owner,
      reason,
      reviewAtMs,
      setAtMs: machine.nowMs(),
      releasedAtMs: null,
    };
    return this.#inTurn(async () => {
      await this.#tools.vault.insertHold(hold);
      await this.#tools.record({ type: 'hold.set', payload: { hold: hold.id, owner, reason, reviewAt } });
      return hold;
    });
  }

  releaseHold(id: string, by: string): Promise<LegalHold> {
    return this.#inTurn(async () => {
      const hold = (await this.#tools.vault.holds()).find((other) => other.id === id && other.releasedAtMs === null);
      if (hold === undefined) {
        throw new TribuneError('INVALID_ARGUMENT', 'no hold with this id is set', { remedy: 'List the holds.' });
      }
      const released = { ...hold, releasedAtMs: this.#tools.machine.nowMs() };
      await this.#tools.vault.updateHold(released);
      await this.#tools.record({ type: 'hold.released', payload: { hold: id, by } });
      return released;
    });
  }

  async certificate(id: string): Promise<ErasureCertificate | null> {
    const erasure = await this.#tools.vault.erasure(id);
    return erasure === null ? null : certificateOf(erasure);
  }

  /** A new key-encryption key, every page under it, the old keys destroyed, the erasures that waited for it complete. */
  turnEpoch(): Promise<{ epoch: number; completed: ErasureCertificate[] }> {
    return this.#inTurn(async () => {
      const { keyring, machine } = this.#tools;
      await keyring.begin(keyring.currentEpoch() + 1, machine.nowMs());
      return this.#leaveOldEpochs();
    });
  }

  /** A turn that a crash cut short is finished. */
  async finishTurn(): Promise<void> {
    if (this.#tools.keyring.epochs().length > 1) await this.#inTurn(() => this.#leaveOldEpochs());
  }

  /** Where the records of a subject are, erased ones left out. */
  async placesOf(subject: string): Promise<TagPlace[]> {
    const places = await this.#placesOf(subject);
    return [...places].flatMap(([seq, positions]) => [...positions].map((position) => ({ seq, position })));
  }

  /** Keyed, so that without the key nobody can ask whether a person is in here. */
  subjectTag(subject: string): Uint8Array {
    return this.#tools.machine.hmacSha256(this.#tools.keyring.indexKey(), encoder.encode(`subject ${subject}`));
  }

  /** Tags of the subjects under a legal hold now, as text. */
  async heldTags(): Promise<ReadonlySet<string>> {
    const holds = (await this.#tools.vault.holds()).filter(({ releasedAtMs }) => releasedAtMs === null);
    return new Set(holds.map(({ subjectTag }) => encodeHex(subjectTag)));
  }

  tagText(subject: string): string {
    return encodeHex(this.subjectTag(subject));
  }

  /** Certificates of erasures of a subject that are not complete: of complete ones nothing leads back to the subject. */
  async pendingOf(subject: string): Promise<ErasureCertificate[]> {
    const tag = this.tagText(subject);
    const pending = await this.#tools.vault.erasures('pending');
    return pending
      .filter(({ subjectTag }) => subjectTag !== null && encodeHex(subjectTag) === tag)
      .map((erasure) => certificateOf(erasure));
  }

  /** Legal holds that are or were set on a subject. */
  holdsOf(subject: string): Promise<LegalHold[]> {
    return this.#tools.vault.holds(this.subjectTag(subject));
  }

  /** Erases decisions past their time, those under a hold left out, with what came later about them. */
  expire(
    decisions: readonly ExpiredDecision[],
    rule: Pick<RetentionRule, 'keep' | 'classOf'>,
  ): Promise<ErasureCertificate> {
    return this.#inTurn(async () => {
      const held = await this.heldTags();
      const left = decisions.filter(({ subject }) => !held.has(this.tagText(subject)));
      const own: Places = new Map();
      for (const { seq, position } of left) add(own, seq, position);
      const places = await this.#withLater(own, await this.#idsAt(own));
      const classes = [...new Set(left.map(({ deployment }) => rule.classOf.get(deployment)!))];
      const basis = `kept for ${rule.keep}: ${classes.map(({ source }) => source).join('; ')}`;
      const planned = this.#record({ subjectTag: null, basis, requestedBy: RETENTION }, places);
      // First: a crash in between leaves a record whose entry is written at the next run.
      await this.#tools.vault.insertErasure(planned);
      await this.#forget(own, places);
      if (own.size > 0) await this.#tools.tags.forgetPlaces(own);
      return this.#noteExpiry(planned, { classes: classes.map(({ id }) => id), keep: rule.keep });
    });
  }

  /** Writes the entries of expiries that a crash cut short; what they left is still due. */
  finishExpiry(): Promise<void> {
    return this.#inTurn(async () => {
      for (const erasure of await this.#tools.vault.erasures('pending'))
        if (erasure.entryIndex === null) await this.#noteExpiry(erasure, { interrupted: true });
    });
  }

  async #noteExpiry(erasure: ErasureRecord, more: Readonly<Record<string, unknown>>): Promise<ErasureCertificate> {
    const { id, nRecords: records, nBatches: batches, epoch } = erasure;
    const payload = { erasure: id, records, batches, epoch, ...more };
    const { index } = await this.#tools.record({ type: 'retention.expired', payload });
    const noted = { ...erasure, entryIndex: index };
    await this.#tools.vault.updateErasure(noted);
    return certificateOf(noted);
  }

  async #erase(
    subject: string,
    { basis, requestedBy }: { basis: string; requestedBy: string },
  ): Promise<ErasureCertificate> {
    const subjectTag = this.subjectTag(subject);
    await this.#demandNoHold(subjectTag);
    const own = await this.#placesOf(subject);
    const places = await this.#withLater(own, await this.#idsAt(own));
    const erasure = this.#record({ subjectTag, basis, requestedBy }, places);
    await this.#forget(own, places);
    await this.#tools.tags.forgetSubject(subject, new Set(own.keys()));
    const { id, nRecords: records, nBatches: batches, epoch } = erasure;
    const payload = { erasure: id, basis, records, batches, epoch };
    const { index } = await this.#tools.record({ type: 'subject.erased', payload });
    const noted: ErasureRecord = { ...erasure, entryIndex: index };
    await this.#tools.vault.insertErasure(noted);
    return certificateOf(noted);
  }

  #record(request: Pick<ErasureRecord, 'subjectTag' | 'basis' | 'requestedBy'>, places: Places): ErasureRecord {
    const nRecords = [...places.values()].reduce((sum, positions) => sum + positions.size, 0);
    const epoch = this.#tools.keyring.currentEpoch();
    return {
      ...{ id: this.#newId(), requestedAtMs: this.#tools.machine.nowMs(), ...request },
      ...{ nRecords, nBatches: places.size, epoch, status: 'pending', completedAtMs: null, entryIndex: null },
    };
  }

  /** Seals the batches anew without these places; `own` are the decisions among them. */
  async #forget(own: Places, places: Places): Promise<void> {
    const { log, segments, decisions, repeats } = this.#tools;
    const ids = await this.#idsAt(own);
    // First: were the batches sealed anew before a crash here, nothing would lead a second request to the segments.
    await segments?.forget(places.keys());
    for (const [seq, positions] of places) await resealWithout(this.#tools, { log, seq }, [...positions]);
    await decisions.forgetDigests(log, ids);
    await repeats?.forget(ids);
  }

  async #demandNoHold(subjectTag: Uint8Array): Promise<void> {
    const hold = (await this.#tools.vault.holds(subjectTag)).find(({ releasedAtMs }) => releasedAtMs === null);
    if (hold === undefined) return;
    const review = new Date(hold.reviewAtMs).toISOString();
    throw new TribuneError(
      'HOLD_ACTIVE',
      `legal hold ${hold.id} of ${hold.owner} forbids this erasure until released`,
      {
        remedy: `Ask ${hold.owner}; the hold is to be reviewed at ${review}.`,
      },
    );
  }

  /** Records of a subject that are not erased yet, each looked at: the index only gives candidates. */
  async #placesOf(subject: string): Promise<Places> {
    const { log, machine, tags } = this.#tools;
    const batches = new BatchReader(this.#tools, log);
    const places: Places = new Map();
    for (const { seq, position } of await tags.findSubject(subject)) {
      const opened = await batches.opened(seq);
      const positions = position >= 0 ? [position] : opened.payload.contents.keys();
      for (const at of positions) {
        const record = openedRecord(machine, opened, at);
        if (record === null) continue;
        const { subject: other } = JSON.parse(decoder.decode(record.payload.content)) as { subject: string };
        if (other === subject) add(places, seq, at);
      }
    }
    return places;
  }

  async #idsAt(places: Places): Promise<Uint8Array[]> {
    const batches = new BatchReader(this.#tools, this.#tools.log);
    const ids: Uint8Array[] = [];
    for (const [seq, positions] of places) {
      const stored = await batches.stored(seq);
      for (const position of positions) ids.push(idAt(stored, position));
    }
    return ids;
  }

  /** Labels and attributes that came later speak about the person as well. */
  async #withLater(own: Places, ids: readonly Uint8Array[]): Promise<Places> {
    const places: Places = new Map([...own].map(([seq, positions]) => [seq, new Set(positions)]));
    for (const id of ids) {
      for (const { seq, position } of await this.#tools.decisions.refsOf(this.#tools.log, id))
        add(places, seq, position);
    }
    return places;
  }

  async #leaveOldEpochs(): Promise<{ epoch: number; completed: ErasureCertificate[] }> {
    const { keyring, machine, pages, vault } = this.#tools;
    const epoch = keyring.currentEpoch();
    await pages.payload.rewrap();
    await pages.attributes.rewrap();
    await this.#tools.segments?.rewrap();
    for (const old of keyring.epochs()) if (old !== epoch) await keyring.destroy(old);
    const completed: ErasureCertificate[] = [];
    for (const erasure of await vault.erasures('pending')) {
      if (erasure.epoch >= epoch) continue;
      const done: ErasureRecord = { ...erasure, status: 'complete', subjectTag: null, completedAtMs: machine.nowMs() };
      await this.#tools.record({ type: 'erasure.completed', payload: { erasure: erasure.id, epoch: erasure.epoch } });
      await vault.updateErasure(done);
      completed.push(certificateOf(done));
    }
    return { epoch, completed };
  }

  #newId(): string {
    const { machine } = this.#tools;
    return printUuid(uuidV7(machine.nowMs(), machine.randomBytes(16)));
  }

  #inTurn<T>(run: () => Promise<T>): Promise<T> {
    const result = this.#last.then(run);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function add(places: Places, seq: number, position: number): void {
  const positions = places.get(seq) ?? new Set();
  positions.add(position);
  places.set(seq, positions);
}
