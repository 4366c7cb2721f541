import { utf8 } from '../../core/base/bytes.js';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '../../core/base/durations.js';
import { TribuneError } from '../../core/base/errors.js';
import { sha256 } from '../../core/base/sha256.js';
import { printUuid, uuidOf } from '../../core/base/uuid.js';
import type { CaseRecord, OutcomeValue } from '../../core/oversight/index.js';
import type { Incidents } from '../incidents/index.js';
import type { Oversight } from '../oversight/index.js';

/** What the source system is told: a decision has another outcome now. */
export interface SourceChange {
  /** The same for every attempt, so that a receiver that gets it twice changes once. */
  readonly id: string;
  readonly case: string;
  readonly decision: string;
  readonly deployment: string;
  readonly system: string | null;
  readonly before: OutcomeValue;
  readonly outcome: OutcomeValue;
  readonly how: string;
  readonly settledAt: string;
}

/** What became of an attempt; a problem names no address and no secret. */
export type ToldSource =
  | { readonly kind: 'confirmed' }
  /** It was taken, and is confirmed later by `confirm-applied`, or when it is told again. */
  | { readonly kind: 'taken' }
  | { readonly kind: 'failed'; readonly problem: string };

export interface SourceChangesDeps {
  readonly oversight: Pick<Oversight, 'list' | 'lead' | 'outcome'>;
  /** Tells the source system; null where none is declared, and people confirm changes. Never rejects. */
  readonly tell: ((change: SourceChange) => Promise<ToldSource>) | null;
  readonly incidents: Pick<Incidents, 'open'>;
  /** Time within which a change has to be confirmed, ms. */
  readonly withinMs: number;
  readonly nowMs: () => number;
  readonly onProblem: (cause: Error) => void;
}

/** Name of the source system in entries. */
export const SOURCE_SYSTEM = 'source-system';

/** Waiting times between attempts, ms; the last one is that of all further ones. */
const AGAIN_MS: readonly number[] = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS, 6 * HOUR_MS];

/** Changes of which a source system is told at once: one that hangs holds up a look for as long as one answer takes, for so many of them. */
const AT_ONCE = 8;

/** Cases that a look takes from the list at once. */
const PAGE = 200;

interface Attempt {
  readonly made: number;
  readonly nextMs: number;
  readonly problem: string | null;
}

/**
 * Has decisions that a case changed be changed where they came from, and looks whether that happened: the source system is told until it
 * confirms, and a change that nobody has confirmed within its time opens an incident. What is to be told follows from the cases themselves, so
 * nothing is lost when the process ends; the receiver knows what comes twice by its id.
 */
export class SourceChanges {
  readonly #deps: SourceChangesDeps;
  readonly #attempts = new Map<string, Attempt>();
  readonly #late = new Set<string>();
  #waiting = 0;

  constructor(deps: SourceChangesDeps) {
    this.#deps = deps;
  }

  /** Changes that nobody has confirmed, at the last look. */
  get waiting(): number {
    return this.#waiting;
  }

  /** Of them those whose time is over. */
  get late(): number {
    return this.#late.size;
  }

  /** Looks at every change that is not confirmed; gives how many there are. */
  async look(): Promise<number> {
    const open = await this.#unconfirmed();
    const ids = new Set(open.map(({ id }) => id));
    for (const id of this.#attempts.keys()) if (!ids.has(id)) this.#attempts.delete(id);
    for (const id of this.#late) if (!ids.has(id)) this.#late.delete(id);
    const due = open.filter(({ id }) => this.#isDue(id));
    const confirmed = new Set<string>();
    for (let at = 0; at < due.length; at += AT_ONCE) {
      const group = due.slice(at, at + AT_ONCE);
      const outcomes = await Promise.all(group.map((record) => this.#tellSafely(record)));
      for (const [i, { id }] of group.entries()) if (outcomes[i] === 'confirmed') confirmed.add(id);
      // A system that took none of so many would take no other one now: the next look tries the rest.
      if (outcomes.length === AT_ONCE && outcomes.every((outcome) => outcome === 'failed')) break;
    }
    const waiting = open.filter(({ id }) => !confirmed.has(id));
    for (const record of waiting) await this.#lookAtTime(record).catch((cause: Error) => this.#failed(cause));
    this.#waiting = waiting.length;
    return waiting.length;
  }

  #isDue(id: string): boolean {
    const { tell, nowMs } = this.#deps;
    return tell !== null && (this.#attempts.get(id)?.nextMs ?? 0) <= nowMs();
  }

  async #tellSafely(record: CaseRecord): Promise<ToldSource['kind'] | 'untold'> {
    try {
      return await this.#tell(record);
    } catch (cause) {
      this.#failed(cause as Error);
      return 'untold';
    }
  }

  async #tell(record: CaseRecord): Promise<ToldSource['kind']> {
    const { tell, nowMs, oversight } = this.#deps;
    const told = await tell!(await this.#changeOf(record));
    if (told.kind === 'confirmed') {
      await oversight.lead(record.id, 'confirm-applied', SOURCE_SYSTEM);
      this.#attempts.delete(record.id);
      return told.kind;
    }
    const made = (this.#attempts.get(record.id)?.made ?? 0) + 1;
    const nextMs = nowMs() + AGAIN_MS[Math.min(made, AGAIN_MS.length) - 1]!;
    this.#attempts.set(record.id, { made, nextMs, problem: told.kind === 'failed' ? told.problem : null });
    return told.kind;
  }

  /** Opens an incident where the time of a change is over. */
  async #lookAtTime(record: CaseRecord): Promise<void> {
    const { nowMs, withinMs } = this.#deps;
    if (nowMs() - record.settlement!.atMs > withinMs && !this.#late.has(record.id)) await this.#tooLate(record);
  }

  async #changeOf(record: CaseRecord): Promise<SourceChange> {
    const { contents } = await this.#deps.oversight.outcome(record.id);
    const { id, decision, deployment, system, settlement } = record;
    const { how, atMs } = settlement!;
    return {
      ...{ id: uuidFrom(`tribune.source-change/v1 ${id}`), case: id, decision, deployment, system },
      ...{ before: contents.original, outcome: contents.outcome!, how, settledAt: new Date(atMs).toISOString() },
    };
  }

  /** One incident for each deployment and day on which a change ran out of its time, however many they are. */
  async #tooLate({ id, deployment, settlement }: CaseRecord): Promise<void> {
    const { incidents, withinMs, tell } = this.#deps;
    const day = new Date(settlement!.atMs + withinMs).toISOString().slice(0, 10);
    const problem = this.#attempts.get(id)?.problem ?? null;
    const why =
      tell === null
        ? 'No source system is declared in tribune.yaml (changes.webhook), so somebody has to make the change and confirm it.'
        : problem === null
          ? 'The source system took what it was told and has not confirmed it.'
          : `The source system was told, and ${problem}.`;
    await incidents.open(
      {
        id: uuidFrom(`tribune.unconfirmed-changes/v1 ${day} ${deployment}`),
        title: `Changed decisions are not changed at their source (${day})`,
        text: `A case about this deployment changed a decision, and nobody has confirmed within ${Math.round(withinMs / HOUR_MS)} hours that the source system has the new outcome. ${why} GET /v1/cases?stage=decided and stage=communicated tell which: those with a settlement that changed something and without "applied".`,
        severity: 'major',
        scope: { kind: 'deployment', deployment },
      },
      'service',
    );
    this.#late.add(id);
  }

  async #unconfirmed(): Promise<CaseRecord[]> {
    const found: CaseRecord[] = [];
    for (let before: string | null = null; ; ) {
      const page: CaseRecord[] = await this.#deps.oversight.list({
        ...{ stage: 'unconfirmed', deployment: null, decision: null, before, limit: PAGE },
      });
      found.push(...page);
      if (page.length < PAGE) return found;
      before = page.at(-1)!.id;
    }
  }

  /** One case that cannot be told, such as one whose decision was erased, keeps no other from being told. */
  #failed(cause: Error): void {
    const isGone = cause instanceof TribuneError && (cause.code === 'DECISION_UNKNOWN' || cause.code === 'NOT_FOUND');
    if (!isGone) this.#deps.onProblem(cause);
  }
}

/** Usual time within which a change has to be confirmed, ms. Ours. */
export const CONFIRM_WITHIN_MS: number = 3 * DAY_MS;

/** An id that follows from a text, so that what it names is named the same each time. */
const uuidFrom = (text: string): string => printUuid(uuidOf(sha256(utf8(text))));
