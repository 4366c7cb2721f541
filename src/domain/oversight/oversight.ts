import { DAY_MS } from '../../core/base/durations.js';
import type {
  Answer,
  CaseAct,
  CaseContents,
  CaseRecord,
  Evidence,
  OutcomeValue,
  Person,
  View,
} from '../../core/oversight/index.js';
import { withOpened } from '../../core/oversight/index.js';
import {
  type Changed,
  ClaimDesk,
  changeOne,
  claimNext,
  currentCase,
  type DrawnShares,
  enterMissed,
  enterTraining,
  keepOne,
  noteOne,
  type OpenDecision,
  type OversightDeps,
  openByHand,
  openDecision,
  openDraws,
  ReaderlessCases,
  type ReaderTrainings,
  readerTrainings,
  SetAside,
  submitAppeal,
  unknownCase,
  type WantedAppeal,
  type WantedCase,
  wholeOf,
} from './acts/index.js';
import { AfterView, type AskDeps } from './asking/index.js';
import { redressIn } from './law/index.js';
import { type FactsDeps, FactsMemory, measuresOf, type ReviewMeasures } from './measured/index.js';
import { CASE_LIMITS, newestAppeal, noViewYet, type StoredCase } from './model/index.js';
import { type CaseOutlook, outlookOf } from './outlook/index.js';
import { OverturnPatterns, type PatternsDeps, SimilarDecisions, type SimilarDeps } from './patterns/index.js';
import type { CaseCounts, CaseQuery, Training } from './ports/index.js';
import { type ReaderCase, readerView } from './views/index.js';

/** What the person decided about is told in the end. */
export interface Outcome {
  readonly record: CaseRecord;
  readonly contents: Pick<CaseContents, 'original' | 'outcome' | 'scale' | 'statement' | 'corrections'>;
  /** The reasons of those whose answers it rests on; nobody's name. */
  readonly reasons: readonly string[];
  /** Where else they may go. */
  readonly redress: string;
}

/** A case as the answer of a reader left it. */
export interface Answered {
  readonly record: CaseRecord;
  /** What a panel decided, where the case repeats a closed one; null in every other. */
  readonly truth: OutcomeValue | null;
}

/** Acts of whoever looks after cases. */
export type LeadAct = Extract<CaseAct, { readonly by: string }>['act'];

/** Days over which errors are estimated from what was drawn. */
const FRAME_DAYS = 90;

/** Cases of a list that are read at once: each comes with what was said in it, sealed, which of ten thousand of an export may be gigabytes. */
const LISTED_AT_ONCE = 500;

/** Acts of a reader that a view of their own comes before. */
const AFTER_VIEW: readonly string[] = ['answer', 'vote', 'refer'];

/** What the service itself needs beside what its acts need. */
interface OwnDeps
  extends Pick<FactsDeps, 'materialWithGroups'>,
    Pick<PatternsDeps, 'patternRule'>,
    Pick<SimilarDeps, 'drawDecisions' | 'materialsOf'>,
    Pick<AskDeps, 'score'> {
  readonly drawnShares: DrawnShares;
}

/** Cases about decisions: opened, read blind by people who did not touch them, decided, told, closed. Each change is an act with its entry. */
export class Oversight {
  readonly #deps: OversightDeps & OwnDeps;
  readonly #facts: FactsMemory;
  readonly #readerless: ReaderlessCases;
  /** Decisions that were changed for one reason, and others like them. */
  readonly patterns: OverturnPatterns;
  readonly like: SimilarDecisions;
  /** What a reader may ask once their view is committed. */
  readonly asking: AfterView;
  readonly #aside: SetAside;
  readonly #desk: ClaimDesk;

  constructor(deps: OversightDeps & OwnDeps) {
    this.#deps = deps;
    this.#facts = new FactsMemory(deps);
    this.#aside = new SetAside(deps);
    this.patterns = new OverturnPatterns(deps);
    this.like = new SimilarDecisions(deps, this.patterns);
    this.asking = new AfterView(deps, this.#facts);
    this.#desk = new ClaimDesk(deps, this.#aside);
    this.#readerless = new ReaderlessCases(deps, this.#aside);
  }

  /** Opens a case by hand. @throws TribuneError DECISION_UNKNOWN, INVALID, CONFLICT */
  async open(wanted: WantedCase, by: string): Promise<CaseRecord> {
    return (await openByHand(this.#deps, wanted, by)).record;
  }

  /** Takes an appeal. @throws TribuneError DECISION_UNKNOWN, INVALID, CONFLICT */
  async appeal(wanted: WantedAppeal, by: string): Promise<CaseRecord> {
    return (await submitAppeal(this.#deps, wanted, by)).record;
  }

  /** The next case for a reader, which does not show what the machine said; null where none waits. @throws TribuneError CONFLICT, SERVICE_BUSY */
  async claim(person: Person): Promise<ReaderCase | null> {
    return shown(await claimNext(this.#deps, { desk: this.#desk, aside: this.#aside }, person));
  }

  /** Enters that a reader was trained, now where no time is given. @throws TribuneError NOT_FOUND, FORBIDDEN, INVALID */
  trained(reader: string, atMs: number | null, by: string): Promise<Training> {
    return enterTraining(this.#deps, { reader, atMs: atMs ?? this.#deps.nowMs() }, by);
  }

  /** The last training of each reader that has any and until when it is fresh, and readers without one. */
  trainings(): Promise<ReaderTrainings> {
    return readerTrainings(this.#deps);
  }

  /** Ids of the cases that a reader has. */
  async heldBy(person: Person): Promise<string[]> {
    const { cases, changed } = await this.#deps.store.heldBy(person.id);
    this.#aside.addRows(changed);
    return cases.map(({ record }) => record.id);
  }

  /** A case that the reader has, as far as they may see it. @throws TribuneError NOT_FOUND for every other case, whether or not there is one */
  async read(id: string, person: Person): Promise<ReaderCase> {
    const { stored } = await this.#read(id, person);
    const open = await openDecision(this.#deps, stored.record.decision);
    return readerView(wholeOf(stored, open.key, this.#deps), open.decided);
  }

  /**
   * The decision of a case that the reader has, and whether the case is an appeal; it is for what is shown to them in its place, and never told.
   *
   * @throws TribuneError NOT_FOUND
   */
  async heldDecision(id: string, person: Person): Promise<{ readonly decision: string; readonly isAppeal: boolean }> {
    const { decision, origin } = (await this.#read(id, person)).stored.record;
    return { decision, isAppeal: origin === 'appeal' };
  }

  /** The system of a case that the reader has; null where it is not registered. It is what every case of the same purpose shows. @throws TribuneError NOT_FOUND */
  async heldSystem(id: string, person: Person): Promise<string | null> {
    return (await this.#read(id, person)).stored.record.system;
  }

  /** The decision of a case that the reader has, once they have committed a view, so that more may be shown of it. @throws TribuneError NOT_FOUND, CONFLICT */
  async revealed(id: string, person: Person): Promise<string> {
    const { stored, read } = await this.#read(id, person);
    if (read.viewedAtMs === null) throw noViewYet(id);
    return stored.record.decision;
  }

  /** Keeps a case for its reader, who used its page for so long since the last sign of life; gives until when, ms. @throws TribuneError NOT_FOUND */
  keep(id: string, person: Person, activeMs = 0): Promise<number> {
    return keepOne(this.#deps, id, { person, activeMs });
  }

  /** Notes that the reader of a case was given evidence after their view. */
  async opened(id: string, person: Person, what: Evidence): Promise<void> {
    const { read } = await this.#read(id, person);
    if (read.opened?.includes(what) !== true)
      await noteOne(this.#deps, id, (record) => withOpened(record, person.id, what));
  }

  /** Commits a view, and shows what was hidden. @throws TribuneError NOT_FOUND, CONFLICT, INVALID */
  async commitView(
    id: string,
    { person, view }: { readonly person: Person; readonly view: View },
  ): Promise<ReaderCase> {
    return shown(await this.#reader(id, { act: 'commit-view', person, view }))!;
  }

  /** Answers a case, as its first reader or as a member of a panel. @throws TribuneError NOT_FOUND, CONFLICT, INVALID */
  async answer(
    id: string,
    { person, answer }: { readonly person: Person; readonly answer: Answer },
  ): Promise<Answered> {
    const { record } = await this.#held(id, person);
    const act = record.stage.startsWith('panel-') ? 'vote' : 'answer';
    const { whole } = await this.#reader(id, { act, person, answer });
    return { record: whole.record, truth: whole.contents.truth ?? null };
  }

  /** Gives a case back, leaves it for a relation or to a panel, or has the person asked. @throws TribuneError NOT_FOUND, CONFLICT */
  async leave(
    id: string,
    act: 'return' | 'declare-relation' | 'refer' | 'ask-subject',
    person: Person,
  ): Promise<CaseRecord> {
    return (await this.#reader(id, { act, person })).whole.record;
  }

  /** Does an act of whoever looks after cases. @throws TribuneError NOT_FOUND, CONFLICT */
  async lead(id: string, act: LeadAct, by: string): Promise<CaseRecord> {
    return (await changeOne(this.#deps, id, { act, by })).whole.record;
  }

  /** A case without what was said in it. @throws TribuneError NOT_FOUND */
  async find(id: string): Promise<CaseRecord> {
    return (await currentCase(this.#deps, id)).record;
  }

  /** What the person is told of a case; no outcome before it is decided. @throws TribuneError NOT_FOUND, DECISION_UNKNOWN after an erasure */
  async outcome(id: string): Promise<Outcome> {
    const stored = await currentCase(this.#deps, id);
    const { decided, key } = await openDecision(this.#deps, stored.record.decision);
    const { record, contents } = wholeOf(stored, key, this.#deps);
    const by = record.settlement?.by ?? [];
    const reasons = record.reads.flatMap(({ by: reader }, at) => {
      const answer = contents.said[at]?.answer ?? null;
      return answer !== null && by.includes(reader) && answer.outcome === contents.outcome ? [answer.reason] : [];
    });
    return { record, contents, reasons, redress: redressIn(decided.places) };
  }

  /** What is recorded of a decision, with the key of what is said about it. @throws TribuneError DECISION_UNKNOWN, INVALID */
  decision(id: string): Promise<OpenDecision> {
    return openDecision(this.#deps, id);
  }

  /** The newest appeal about a decision, without cases that only repeat one for readers; null for none. */
  async appealOf(decision: string): Promise<CaseRecord | null> {
    const newest = newestAppeal(await this.#deps.store.ofDecision(decision));
    return newest === null ? null : (await currentCase(this.#deps, newest.id)).record;
  }

  /** Cases of a list, without those that are set aside because their rows were changed; a long one is read part by part. */
  async list(query: CaseQuery): Promise<CaseRecord[]> {
    const found: CaseRecord[] = [];
    for (let { before } = query; ; before = found.at(-1)!.id) {
      const part = { ...query, before, limit: Math.min(LISTED_AT_ONCE, query.limit - found.length) };
      const { cases } = await this.#aside.around((except) => this.#deps.store.list(part, except));
      found.push(...cases.map(({ record }) => record));
      if (cases.length < part.limit || found.length >= query.limit) return found;
    }
  }

  /** How many cases there are, and which cannot be read as they are stored. */
  async count(): Promise<CaseCounts & { readonly setAside: readonly string[] }> {
    const { changed: _, ...counts } = await this.#aside.around((except) => this.#deps.store.count(except));
    return { ...counts, setAside: this.#aside.ids() };
  }

  /** How the queue stands, and whether it will be in time. */
  outlook(): Promise<CaseOutlook> {
    return outlookOf(this.#deps);
  }

  /** How cases were read and decided, by the newest of them. */
  async measures(): Promise<ReviewMeasures> {
    const look = await this.#facts.look();
    return measuresOf(look, await this.#deps.draws.frames(Math.floor(this.#deps.nowMs() / DAY_MS) - FRAME_DAYS));
  }

  /** Makes cases of what policies drew, with known answers among them; gives how many were opened. */
  openDraws(): Promise<number> {
    return openDraws(this.#deps, this.#deps.drawnShares);
  }

  /** Enters every clock that ran out, with an incident for each deployment, and escalates what nobody is left to read; gives how many cases were late. */
  async lookAtClocks(): Promise<number> {
    await this.#aside.look();
    const late = await this.#enterLate();
    await this.#readerless.look();
    return late;
  }

  async #enterLate(): Promise<number> {
    const { store, nowMs } = this.#deps;
    for (let late = 0; ; ) {
      const asked = { nowMs: nowMs(), limit: CASE_LIMITS.dueAtOnce };
      const { cases } = await this.#aside.around((except) => store.due({ ...asked, except }));
      const before = late;
      for (const one of cases) if (await this.#isEntered(one)) late++;
      // Where none could be entered, the next look tries again.
      if (cases.length < CASE_LIMITS.dueAtOnce || late === before) return late;
    }
  }

  async #isEntered(one: StoredCase): Promise<boolean> {
    try {
      return (await enterMissed(this.#deps, one)) !== null;
    } catch (cause) {
      // One that fails keeps no other from being entered.
      this.#deps.onProblem(cause as Error);
      return false;
    }
  }

  async #reader(id: string, act: Extract<CaseAct, { readonly person: Person }>): Promise<Changed> {
    const { record } = await this.#held(id, act.person);
    // What is refused before the view is refused alike, whatever the case is.
    const isBlind = record.reads.findLast(({ ended }) => ended === null)?.viewedAtMs === null;
    if (isBlind && AFTER_VIEW.includes(act.act)) throw noViewYet(id);
    return changeOne(this.#deps, id, act);
  }

  /** A case that somebody has, and how they read it; nobody is told of any other one that there is such a case. */
  async #read(id: string, person: Person) {
    const stored = await this.#deps.store.find(id);
    const read = stored?.record.reads.findLast(({ ended }) => ended === null);
    if (stored === null || read?.by !== person.id) throw unknownCase(id);
    return { stored, read };
  }

  /** A case that somebody has or had; nobody is told of any other one that there is such a case. */
  async #held(id: string, person: Person) {
    const stored = await this.#deps.store.find(id);
    if (!stored?.record.reads.some(({ by }) => by === person.id)) throw unknownCase(id);
    return stored;
  }
}

const shown = (changed: Changed | null): ReaderCase | null =>
  changed === null ? null : readerView(changed.whole, changed.decided);
