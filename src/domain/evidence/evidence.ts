import { utf8 } from '../../core/base/bytes.js';
import { digestText } from '../../core/base/digest.js';
import type { CaseRecord, Person } from '../../core/oversight/index.js';
import type { Acts } from '../acts/index.js';
import type { NoticeRecord } from '../notices/index.js';
import { type CaseStore, contestableUntil, newestAppeal, type Oversight } from '../oversight/index.js';
import { addEvidence, openEvidence, removeEvidence } from './acts/index.js';
import { evidenceAdded, evidenceOpened, evidenceRemoved } from './events/index.js';
import { type CleanFile, cleanFile, type Refusal } from './kinds/index.js';
import {
  EVIDENCE_LIMITS,
  type EvidenceRecord,
  evidenceFull,
  evidenceLate,
  evidenceRefused,
  evidenceSent,
  evidenceUnknown,
  type NamedEvidence,
  type StoredEvidence,
  shownName,
} from './model/index.js';
import type { EvidenceStore } from './ports/index.js';
import { type EvidenceCrypto, openPart, sealPart } from './sealing.js';

/** What acts on files look at: the files, and the cases about their decision, of which one may be sent or decided just before. */
interface EvidenceStores {
  readonly evidence: EvidenceStore;
  readonly cases: Pick<CaseStore, 'ofDecision'>;
}

export interface EvidenceDeps {
  readonly acts: Pick<Acts<EvidenceStores>, 'run'>;
  readonly store: EvidenceStore;
  readonly oversight: Pick<Oversight, 'decision' | 'appealOf' | 'heldDecision'>;
  readonly crypto: EvidenceCrypto;
  readonly nowMs: () => number;
  /** A random UUID: one with a time in it would tell a reader whether the case is a new one, or one whose answer is known. */
  readonly newId: () => string;
}

/** A file as it came. */
export interface GivenFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files about a decision as somebody sees them who has its notice open; the lists are of ids. */
export interface EvidenceOverview {
  readonly files: readonly NamedEvidence[];
  readonly openable: readonly string[];
  readonly removable: readonly string[];
}

/** A file with what is in it. */
export interface OpenedEvidence {
  readonly file: NamedEvidence;
  readonly content: Uint8Array;
}

/** Decisions that are looked through at once. */
const PAGE = 200;

/** Name of the person decided about in entries. */
const SUBJECT = 'subject';

/**
 * Files that people hand in about the decisions about them. They are kept beside the log, sealed under the key of their decision, so that an erasure
 * of the decision erases them; whoever reads the appeal sees them from the beginning, as they are the person's word and not the machine's. Other cases
 * about the decision, such as those that are drawn, show none: that there are some tells that the person contests it.
 */
export class Evidence {
  readonly #deps: EvidenceDeps;

  constructor(deps: EvidenceDeps) {
    this.#deps = deps;
  }

  /** Files about the decision of a notice, the oldest first. @throws TribuneError DECISION_UNKNOWN after an erasure */
  async list(notice: NoticeRecord): Promise<NamedEvidence[]> {
    const { key } = await this.#deps.oversight.decision(notice.decision);
    return this.#named(await this.#deps.store.ofDecision(notice.decision), key);
  }

  /** The same with those that whoever looks may open, and may take back, as nobody could read them yet. @throws TribuneError DECISION_UNKNOWN */
  async overview(notice: NoticeRecord, by: string = SUBJECT): Promise<EvidenceOverview> {
    const files = await this.list(notice);
    const appeal = files.length === 0 ? null : await this.#deps.oversight.appealOf(notice.decision);
    const own = files.filter((file) => isTheirs(file, by));
    const removable = own.filter((file) => !isSent(file, appeal));
    return { files, openable: own.map(({ id }) => id), removable: removable.map(({ id }) => id) };
  }

  /** Whether a file still reaches somebody: before the person contests and while their appeal is undecided. */
  async isOpen({ decision: id }: NoticeRecord): Promise<boolean> {
    const { oversight, nowMs } = this.#deps;
    const appeal = await oversight.appealOf(id);
    if (appeal !== null && appeal.stage !== 'closed') return appeal.settlement === null;
    const { decided } = await oversight.decision(id);
    return nowMs() <= contestableUntil(decided.places, decided.decidedAtMs);
  }

  /**
   * Takes a file. What it is follows from its content alone; images are kept without their metadata.
   *
   * @throws TribuneError INVALID with the reason `evidence.refused` and what is wrong in `detail`, CONFLICT, DECISION_UNKNOWN
   */
  async add(notice: NoticeRecord, given: GivenFile, by: string = SUBJECT): Promise<EvidenceRecord> {
    const { acts, crypto, newId, nowMs, oversight, store } = this.#deps;
    const { decision } = notice;
    const { key } = await oversight.decision(decision);
    if (!(await this.isOpen(notice))) throw late();
    demandRoom(
      (await store.ofDecision(decision)).map(({ record }) => record),
      given.bytes.length,
    );
    const file = demandClean(given);
    const id = newId();
    const sealed = sealPart(crypto, key, { id, part: 'content', plain: file.bytes });
    const name = sealPart(crypto, key, { id, part: 'name', plain: utf8(shownName(given.name)) });
    const record: EvidenceRecord = {
      ...{ id, decision, notice: notice.id, kind: file.kind, bytes: file.bytes.length, by },
      ...{ digest: digestText(crypto.sha256(sealed)), addedAtMs: nowMs(), openedBy: [] },
    };
    return acts.run(addEvidence, async (tx) => {
      demandRoom(
        (await tx.evidence.ofDecision(decision)).map(({ record: { bytes } }) => ({ bytes })),
        record.bytes,
      );
      // An appeal that was decided meanwhile would have the file count as sent, and nobody saw it.
      const appeal = newestAppeal(await tx.cases.ofDecision(decision));
      if (appeal !== null && appeal.settlement !== null && isSent(record, appeal)) throw late();
      await tx.evidence.insert({ record, name }, sealed);
      const { kind, bytes, digest } = record;
      tx.enter(evidenceAdded({ evidence: id, decision, notice: notice.id, by, kind, bytes, digest }));
      return record;
    });
  }

  /** Takes a file back that nobody could read yet. @throws TribuneError NOT_FOUND, CONFLICT once it was sent with an appeal */
  async remove(notice: NoticeRecord, id: string, by: string = SUBJECT): Promise<void> {
    const { decision } = notice;
    await this.#ofWho(decision, id, by);
    await this.#deps.acts.run(removeEvidence, async (tx) => {
      // Another window may have taken it back, or sent it, since it was looked at.
      const now = await tx.evidence.find(id);
      if (now === null) throw unknown(id);
      const appeal = newestAppeal(await tx.cases.ofDecision(decision));
      if (isSent(now.record, appeal) || now.record.openedBy.length > 0) throw sent();
      await tx.evidence.remove(id);
      tx.enter(evidenceRemoved({ evidence: id, decision, notice: notice.id, by }));
    });
  }

  /** A file for the person decided about, or for the representative who handed it in. @throws TribuneError NOT_FOUND, DECISION_UNKNOWN */
  async own(notice: NoticeRecord, id: string, by: string = SUBJECT): Promise<OpenedEvidence> {
    const { key } = await this.#deps.oversight.decision(notice.decision);
    return this.#open(await this.#ofWho(notice.decision, id, by), key);
  }

  /** Files of a case for the reader who has it; none where it is no appeal. @throws TribuneError NOT_FOUND for every other case */
  async ofCase(id: string, person: Person): Promise<NamedEvidence[]> {
    const held = await this.#deps.oversight.heldDecision(id, person);
    const { key } = await this.#deps.oversight.decision(held.decision);
    return this.#named(await this.#sentOf(held), key);
  }

  /** Opens a file for the reader of a case; that they did is entered. @throws TribuneError NOT_FOUND */
  async openInCase(id: string, evidence: string, person: Person): Promise<OpenedEvidence> {
    const held = await this.#deps.oversight.heldDecision(id, person);
    const { decision } = held;
    const { key } = await this.#deps.oversight.decision(decision);
    const stored = (await this.#sentOf(held)).find(({ record }) => record.id === evidence);
    if (stored === undefined) throw unknown(evidence);
    const opened = await this.#open(stored, key);
    await this.#deps.acts.run(openEvidence, async (tx) => {
      const now = await tx.evidence.find(evidence);
      if (now === null) throw unknown(evidence);
      if (!now.record.openedBy.includes(person.id))
        await tx.evidence.save({ ...now, record: { ...now.record, openedBy: [...now.record.openedBy, person.id] } });
      tx.enter(evidenceOpened({ actor: person.id, evidence, case: id, of: decision }));
    });
    return opened;
  }

  /** Removes what is left of files whose decision was erased, which nobody can open any longer; gives how many. */
  async removeErased(isErased: (decision: string) => Promise<boolean>): Promise<number> {
    let removed = 0;
    for (let after: string | null = null; ; ) {
      const page: readonly string[] = await this.#deps.store.decisions(after, PAGE);
      for (const decision of page) if (await isErased(decision)) removed += await this.#deps.store.removeOf(decision);
      if (page.length < PAGE) return removed;
      after = page.at(-1)!;
    }
  }

  async #sentOf({ decision, isAppeal }: { decision: string; isAppeal: boolean }): Promise<StoredEvidence[]> {
    const all = isAppeal ? await this.#deps.store.ofDecision(decision) : [];
    if (all.length === 0) return all;
    const appeal = await this.#deps.oversight.appealOf(decision);
    return all.filter(({ record }) => isSent(record, appeal));
  }

  async #ofWho(decision: string, id: string, by: string): Promise<StoredEvidence> {
    const stored = await this.#deps.store.find(id);
    if (stored === null || stored.record.decision !== decision || !isTheirs(stored.record, by)) throw unknown(id);
    return stored;
  }

  async #open(stored: StoredEvidence, key: Uint8Array): Promise<OpenedEvidence> {
    const { id } = stored.record;
    const sealed = await this.#deps.store.content(id);
    if (sealed === null) throw unknown(id);
    return {
      file: this.#name(stored, key),
      content: openPart(this.#deps.crypto, key, { id, part: 'content', sealed }),
    };
  }

  #named(stored: readonly StoredEvidence[], key: Uint8Array): NamedEvidence[] {
    return stored.map((one) => this.#name(one, key));
  }

  #name({ record, name: sealed }: StoredEvidence, key: Uint8Array): NamedEvidence {
    const name = openPart(this.#deps.crypto, key, { id: record.id, part: 'name', sealed });
    return { ...record, name: new TextDecoder().decode(name) };
  }
}

/** Whether a file is for somebody who has the notice open: for the person each one, for a representative those that they handed in. */
const isTheirs = ({ by }: EvidenceRecord, who: string): boolean => who === SUBJECT || by === who;

/** What is handed in before an appeal is sent with it; what comes while it is read is sent at once; what comes after it waits for the next one. */
const isSent = ({ addedAtMs }: EvidenceRecord, appeal: CaseRecord | null): boolean =>
  appeal !== null && (appeal.settlement === null || addedAtMs <= appeal.settlement.atMs);

function demandRoom(known: readonly Pick<EvidenceRecord, 'bytes'>[], bytes: number): void {
  const all = known.reduce((sum, one) => sum + one.bytes, bytes);
  if (known.length < EVIDENCE_LIMITS.files && all <= EVIDENCE_LIMITS.allBytes) return;
  throw evidenceFull(`there are ${known.length} files about the decision, or they are too large together`, {
    remedy: `At most ${EVIDENCE_LIMITS.files} files, and ${EVIDENCE_LIMITS.allBytes} bytes together.`,
  });
}

function demandClean({ bytes }: GivenFile): CleanFile {
  const cleaned = bytes.length > EVIDENCE_LIMITS.bytes ? { refusal: 'large' as const } : cleanFile(bytes);
  if (!('refusal' in cleaned)) return cleaned;
  throw Object.assign(
    evidenceRefused(`the file is not taken: ${WHY[cleaned.refusal]}`, {
      remedy: 'Send a PDF, a photograph as JPEG or PNG, or plain text, of at most 10 MB.',
    }),
    { refusal: cleaned.refusal },
  );
}

/** Why a file is refused, for pages that say it in words of their own. */
export type FileRefusal = Refusal | 'large';

const WHY: Readonly<Record<FileRefusal, string>> = {
  empty: 'nothing is in it',
  kind: 'its content is no PDF, JPEG, PNG or plain text in UTF-8, whatever its name says',
  broken: 'its end is missing, or it is damaged',
  active: 'it holds something that runs, or another file',
  pixels: 'the image claims to have more points than are taken',
  locked: 'it is locked with a password',
  large: `it has more than ${EVIDENCE_LIMITS.bytes} bytes`,
};

/** Why a file was refused; null for every other error. */
export const refusalIn = (cause: unknown): FileRefusal | null =>
  (cause as { readonly refusal?: FileRefusal } | null)?.refusal ?? null;

const late = () =>
  evidenceLate('nobody would look at the file any longer', {
    remedy: 'Send it to whoever the answer names for what comes after it.',
  });
const sent = () =>
  evidenceSent('the file was sent with the appeal', { remedy: 'Withdraw the appeal where it should not be read.' });
const unknown = (id: string) =>
  evidenceUnknown(`there is no file ${JSON.stringify(id.slice(0, 40))} here`, { remedy: 'Look at the list of files.' });
