import { TribuneError } from '../../core/base/errors.js';
import type { CaseRecord, OutcomeScale, OutcomeValue } from '../../core/oversight/index.js';
import { answerBy, contestableUntil, type Decided, redressIn } from '../oversight/index.js';
import {
  hashOf,
  type MadeNotice,
  make,
  type NoticesDeps,
  type OpenedNotice,
  openByCode,
  type ReplacedLink,
  replaceLink,
  returnLink,
  SUBJECT,
  unknownNotice,
  unusable,
  type WantedNotice,
  writeDraft,
} from './acts/index.js';
import { readCorrections } from './corrections.js';
import {
  changedElsewhere,
  type Draft,
  IDLE_MS,
  NO_DRAFT,
  type NoticeLink,
  type NoticeRecord,
  readCode,
  SEEN_EVERY_MS,
  SESSION_MS,
} from './model/index.js';
import { openDraft, sealDraft } from './sealing/index.js';
import { isSignedLink, readSignedLink, type SignedLink } from './signed-links/index.js';

/** What a person is shown of the decision about them. Times are ms. */
export interface PersonView {
  readonly notice: NoticeRecord;
  readonly decided: Pick<
    Decided,
    'system' | 'purpose' | 'decidedAtMs' | 'route' | 'inputs' | 'scale' | 'outcome' | 'places'
  >;
  readonly contestUntilMs: number;
  readonly mayContest: boolean;
  readonly draft: Draft;
  readonly appeal: PersonAppeal | null;
  /** Where else they may go, by language. */
  readonly redress: (language: string) => string;
}

/** A notice that is open in a browser, and by which mandate; null for the person themselves. */
interface OpenNotice {
  readonly notice: NoticeRecord;
  readonly mandate: string | null;
}

/** What a person is told of their appeal. */
export interface PersonAppeal {
  readonly record: CaseRecord;
  readonly statement: string | null;
  readonly corrections: Readonly<Record<string, unknown>>;
  readonly answerByMs: number | null;
  /** The outcome, from when it is told. */
  readonly told: {
    readonly outcome: OutcomeValue;
    readonly scale: OutcomeScale;
    readonly isChanged: boolean;
    readonly reasons: readonly string[];
  } | null;
}

/** Whoever makes the notices of signed links, in entries. */
const SIGNED_LINK = 'signed-link';

/** Failures of a notice for which its link opens nothing. */
const REFUSED: readonly string[] = ['DECISION_UNKNOWN', 'INVALID', 'CONFLICT'];

const TOLD: readonly string[] = ['communicated', 'closed'];

/** Notices to the people decided about, and what they do with them. They have no account: a link opens the notice once. */
export class Notices {
  readonly #deps: NoticesDeps;

  constructor(deps: NoticesDeps) {
    this.#deps = deps;
  }

  /** Makes a notice with a link. @throws TribuneError DECISION_UNKNOWN, INVALID, CONFLICT */
  make(wanted: WantedNotice, by: string): Promise<MadeNotice> {
    return make(this.#deps, wanted, by);
  }

  /** Replaces the link of a notice once it is known who asks. @throws TribuneError NOT_FOUND, CONFLICT */
  replaceLink(asked: ReplacedLink, by: string) {
    return replaceLink(this.#deps, asked, by);
  }

  /** A notice with its links, without their codes. @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<{ readonly record: NoticeRecord; readonly links: readonly NoticeLink[] }> {
    const stored = await this.#deps.store.find(id);
    if (stored === null) throw unknownNotice(id);
    return { record: stored.record, links: await this.#deps.store.links(id) };
  }

  /**
   * Opens a notice by the code of a letter, or by a link that the product of the deployer signed, whose code for coming back is valid for a usual
   * time, ms.
   *
   * @throws TribuneError NOT_FOUND, alike for every code that opens none
   */
  open(code: string, usualMs: number): Promise<OpenedNotice> {
    return isSignedLink(code) ? this.#openSigned(code, usualMs) : openByCode(this.#deps, code);
  }

  /** Makes the notice that a signed link stands for, or takes that of earlier ones, and opens it: once, as the link of a letter does. */
  async #openSigned(code: string, linkMs: number): Promise<OpenedNotice> {
    const link = this.#signed(code);
    if (link === null || (await this.#openedBy(link)) !== null) throw unusable();
    const { highImpact: isHighImpact, until: _, ...wanted } = link;
    try {
      // Of two that press the button at once, one is first.
      const once = { linkMs, isLinkMsSaid: false, isOnce: true } as const;
      const made = await make(this.#deps, { ...wanted, isHighImpact, ...once }, SIGNED_LINK);
      return await openByCode(this.#deps, made.code);
    } catch (cause) {
      // Whoever holds the link is not told what is wrong with the decision in it; whoever signs it is, by POST /v1/notices.
      if (cause instanceof TribuneError && REFUSED.includes(cause.code)) throw unusable();
      throw cause;
    }
  }

  #signed(code: string): SignedLink | null {
    const { signedLinkKey: key, crypto, clock } = this.#deps;
    return key === null ? null : readSignedLink(code, { key, crypto, nowMs: clock.nowMs() });
  }

  /** Id of the notice that a signed link opened; null where it was not used. */
  async #openedBy({ id }: SignedLink): Promise<string | null> {
    const { store } = this.#deps;
    return (await store.find(id))?.record.id ?? (await store.link(hashOf(this.#deps, id)))?.notice ?? null;
  }

  /** Whether a code is one of a notice, used or not. */
  async isCodeOf(typed: string, { id }: NoticeRecord): Promise<boolean> {
    const signed = isSignedLink(typed) ? this.#signed(typed) : null;
    if (signed !== null) return (await this.#openedBy(signed)) === id;
    const read = readCode(typed);
    const link = read === null ? null : await this.#deps.store.link(hashOf(this.#deps, read));
    return link?.notice === id;
  }

  /** A code with which the person comes back, for as long as the sender said, or else for a usual time, ms. */
  comeBack(notice: NoticeRecord, usualMs: number) {
    return returnLink(this.#deps, { id: notice.id, usualMs });
  }

  /** The notice that is open in a browser, and for whom; null for none. */
  async opened(token: string): Promise<OpenNotice | null> {
    const { store, clock } = this.#deps;
    const hash = hashOf(this.#deps, token);
    const session = await store.session(hash);
    const nowMs = clock.nowMs();
    if (session === null || nowMs - session.seenAtMs > IDLE_MS || nowMs - session.beganAtMs > SESSION_MS) return null;
    if (nowMs - session.seenAtMs > SEEN_EVERY_MS) await store.saveSeen({ ...session, seenAtMs: nowMs });
    const found = await store.find(session.notice);
    return found === null ? null : { notice: found.record, mandate: session.mandate };
  }

  /** Closes a notice in a browser. */
  async leave(token: string): Promise<void> {
    const { store, clock } = this.#deps;
    await store.endSession(hashOf(this.#deps, token));
    await store.removeSessions(clock.nowMs() - SESSION_MS);
  }

  /** Everything that the pages show. @throws TribuneError DECISION_UNKNOWN after an erasure */
  async view(notice: NoticeRecord): Promise<PersonView> {
    const { oversight, clock } = this.#deps;
    const { decided, key } = await oversight.decision(notice.decision);
    const record = await oversight.appealOf(notice.decision);
    const contestUntilMs = contestableUntil(decided.places, decided.decidedAtMs);
    const isOpen = record !== null && record.stage !== 'closed';
    return {
      ...{ notice, decided, contestUntilMs },
      mayContest: !isOpen && clock.nowMs() <= contestUntilMs,
      draft: await this.#draftOf(notice.id, key),
      appeal: record === null ? null : await this.#appeal(record),
      redress: (language) => redressIn(decided.places, language),
    };
  }

  /**
   * Why it came out so, as the view `subject` of an explanation says it; `pending` while it is made, null where there is none. Read by the person, whose
   * notice names them, or by whoever represents them.
   */
  explanation({ id, decision }: NoticeRecord, by: string = SUBJECT): Promise<object | 'pending' | null> {
    return this.#deps.explain(decision, by === SUBJECT ? `notice:${id}` : by);
  }

  /**
   * Keeps what a person has written so far. Where it was changed in another window since, nothing is kept.
   *
   * @throws TribuneError CONFLICT, DECISION_UNKNOWN
   */
  async write(notice: NoticeRecord, { revision, ...said }: Draft): Promise<Draft> {
    const { acts, crypto } = this.#deps;
    const { key } = await this.#deps.oversight.decision(notice.decision);
    return acts.run(writeDraft, async (tx) => {
      const stored = await tx.notices.lock(notice.id);
      if (stored === null) throw unknownNotice(notice.id);
      const before = stored.draft === null ? NO_DRAFT : openDraft(crypto, key, notice.id, stored.draft);
      if (before.revision !== revision)
        throw changedElsewhere('what was written before was changed in another window', {
          remedy: 'Look at what is kept, and send again.',
        });
      const draft = { ...said, revision: revision + 1 };
      await tx.notices.save({ ...stored, draft: sealDraft(crypto, key, notice.id, draft) });
      return draft;
    });
  }

  /**
   * Contests the decision with what the person, or whoever represents them, has written and was shown: the draft of this revision. Sent twice, it is
   * one appeal.
   *
   * @throws TribuneError INVALID after its time or for inputs that cannot be read, CONFLICT, DECISION_UNKNOWN
   */
  async contest(notice: NoticeRecord, revision: number, by: string = SUBJECT): Promise<CaseRecord> {
    const { oversight } = this.#deps;
    const { decided, key } = await oversight.decision(notice.decision);
    const draft = await this.#draftOf(notice.id, key);
    const { corrections } = readCorrections(decided.inputs, draft.corrections);
    const before = await this.#openAppeal(notice);
    if (before !== null) return before;
    if (draft.revision !== revision)
      throw changedElsewhere('what was shown was changed in another window', { remedy: 'Look at what is kept.' });
    const { decision, isHighImpact } = notice;
    // The id is made as that of every other case, so that it tells a reader nothing.
    const wanted = { decision, isHighImpact, statement: draft.statement, corrections };
    try {
      return await oversight.appeal({ ...wanted, decidedBy: notice.decidedBy ?? undefined }, by);
    } catch (cause) {
      // Sent twice at once, the other one was first.
      const first = cause instanceof TribuneError && cause.code === 'CONFLICT' ? await this.#openAppeal(notice) : null;
      if (first === null) throw cause;
      return first;
    }
  }

  async #openAppeal({ decision }: NoticeRecord): Promise<CaseRecord | null> {
    const record = await this.#deps.oversight.appealOf(decision);
    return record === null || record.stage === 'closed' ? null : record;
  }

  /** Withdraws the appeal; the decision stands. @throws TribuneError CONFLICT where it is decided already */
  async withdraw(notice: NoticeRecord, by: string = SUBJECT): Promise<void> {
    const record = await this.#deps.oversight.appealOf(notice.decision);
    if (record !== null) await this.#deps.oversight.lead(record.id, 'withdraw', by);
  }

  async #draftOf(id: string, key: Uint8Array): Promise<Draft> {
    const stored = await this.#deps.store.find(id);
    return stored?.draft == null ? NO_DRAFT : openDraft(this.#deps.crypto, key, id, stored.draft);
  }

  async #appeal(record: CaseRecord): Promise<PersonAppeal> {
    const { contents, reasons } = await this.#deps.oversight.outcome(record.id);
    const { statement, corrections, outcome, scale } = contents;
    const isTold = TOLD.includes(record.stage) && outcome !== null;
    return {
      ...{ record, statement, corrections, answerByMs: answerBy(record) },
      told: isTold ? { outcome, scale, isChanged: record.settlement?.isChanged === true, reasons } : null,
    };
  }
}
